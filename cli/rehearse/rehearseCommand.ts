import { writeFileSync } from "node:fs";
import { readDelivery } from "../../local/inventory/seedFromDelivery";
import { resolveStackConfig } from "../../model/config/resolveStackConfig";
import { startLocalStack } from "../localStack";
import { readStackFile, UserError } from "../stackFile";
import { defaultScenario, defaultStart } from "./defaultScenario";
import { deliveredScenario } from "./deliveredScenario";
import { tierTable } from "./printTable";
import { saveRecords } from "./observe";
import type { Observed } from "./scenario";
import { CallDenied, Stage, type Check } from "./stage";
import { deployedStatements, removeStatement, statementName } from "./statements";

const limits =
    "The local AWS was written from AWS's documentation by the people who wrote this product. A rehearsal that holds proves\n" +
    "that the deployed roles, functions and jobs work together as documented. It does not prove AWS's behaviour.";

/** What `--json` writes. */
export interface RehearsalResult {
    readonly ok: boolean;
    readonly stack: string;
    readonly resources: number;
    readonly seconds: number;
    readonly virtualDays: number;
    /** Authorisation decisions on calls that roles made; one call may need several. */
    readonly calls: number;
    readonly tiers: Observed["tiers"];
    readonly checks: readonly Check[];
    readonly stoppedBy?: string | undefined;
}

const whole = (options: Readonly<Record<string, string | boolean>>, name: string): number => {
    const value = Number(options[name]);
    if (!Number.isInteger(value) || value < 1 || value > 400) {
        throw new UserError(
            `--${name} must be a whole number from 1 to 400, got "${String(options[name])}"`,
        );
    }
    return value;
};

/** Runs one rehearsal and answers the exit code: 0 when everything expected held. */
export async function rehearseCommand(
    projectDirectory: string,
    options: Readonly<Record<string, string | boolean>>,
    print: (line: string) => void = (line) => {
        console.log(line);
    },
): Promise<number> {
    const started = Date.now();
    const text = (name: string): string | undefined =>
        typeof options[name] === "string" ? options[name] : undefined;
    const folder = text("inventory");
    const file = text("config");
    const stackFile = readStackFile({
        projectDirectory,
        file,
        stack: file === undefined ? text("stack") : undefined,
    });
    const delivery = folder === undefined ? undefined : await readDelivery(folder);
    // Its problems first: they are what the person can mend whatever else is missing.
    resolveStackConfig(stackFile.values, stackFile);
    if (!delivery && options["days"] !== undefined) {
        throw new UserError(
            "--days goes with --inventory: the rehearsal of stack dev has days of its own",
        );
    }
    if (!delivery && stackFile.stack !== "dev") {
        throw new UserError(
            `without --inventory the rehearsal seeds the buckets of stack "dev", got "${stackFile.stack}"; ` +
                `give --inventory FOLDER to rehearse another stack with a delivered inventory`,
        );
    }
    // A delivered inventory is scanned again the night after it was taken.
    const startAt = delivery
        ? new Date(Math.floor(+new Date(delivery.createdAt) / 86_400_000) * 86_400_000 + 86_400_000)
        : defaultStart;
    print(`rehearsing stack ${stackFile.stack} (${stackFile.file}) on an embedded local AWS`);
    const stack = await startLocalStack({ stackFile, startAt, seed: whole(options, "seed") });
    const stage = new Stage(stack, print);
    let observed: Observed | undefined;
    let stoppedBy: string | undefined;
    try {
        for (const warning of stack.warnings) stage.say(`warning: ${warning}`);
        const { resources } = stack.program;
        stage.say(
            `the Pulumi program deployed ${resources.length} resources in ${((Date.now() - started) / 1000).toFixed(1)} s`,
        );
        stage.failOnDenied();
        if (options["listStatements"] === true) {
            for (const statement of deployedStatements(stack)) print(statementName(statement));
            return 0;
        }
        const without = text("withoutStatement");
        if (without !== undefined) {
            removeStatement(stack, without);
            stage.say(`statement ${without} is taken away`);
        }
        observed = delivery
            ? await deliveredScenario(stage, delivery, whole({ days: "6", ...options }, "days"))
            : await defaultScenario(stage, 1, without === undefined ? 200 : 20);
        stage.failOnDenied();
    } catch (error) {
        const denied = error instanceof CallDenied ? error : stage.firstDenied();
        if (!denied) throw error;
        stoppedBy = denied.message;
    } finally {
        const save = text("save");
        if (save !== undefined) {
            const saved = await saveRecords(stack, save);
            print(`${saved} records, manifests, reports and ledger entries written to ${save}`);
        }
        await stack.close();
    }
    // What the deployed roles asked; the rehearsal's own administrator is no proof of anything.
    const calls = stack.world.decisions.filter(({ principal }) =>
        principal.includes(":assumed-role/"),
    ).length;
    const failed = stage.checks.filter(({ ok }) => !ok);
    const ok = failed.length === 0 && stoppedBy === undefined;
    const result: RehearsalResult = {
        ok,
        stack: stackFile.stack,
        resources: stack.program.resources.length,
        seconds: (Date.now() - started) / 1000,
        virtualDays: (stack.world.clock.now() - +startAt) / 86_400_000,
        calls,
        tiers: observed?.tiers ?? [],
        checks: stage.checks,
        stoppedBy,
    };
    const json = text("json");
    if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, null, 2)}\n`);
    print("");
    if (observed) print(tierTable(observed.tiers));
    print("");
    if (stoppedBy !== undefined) print(`STOPPED  ${stoppedBy}`);
    for (const { name, detail } of failed) print(`FAILED  ${name}: ${detail}`);
    print(
        `${stage.checks.length - failed.length} of ${stage.checks.length} checks hold; ` +
            `${calls} authorisation decisions on calls of deployed roles, ${stoppedBy === undefined ? "none denied" : "one denied"}; ` +
            `${result.virtualDays.toFixed(1)} virtual days in ${result.seconds.toFixed(1)} s`,
    );
    print(limits);
    return ok ? 0 : 1;
}
