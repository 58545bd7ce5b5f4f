/**
 * The default rehearsal: the dev stack with thousands of ordinary and all awkward objects, an approval, lost and
 * malformed events, failing tasks, a damaged inventory. Starts Monday 2 November 2026, 00:00 UTC.
 */
import { inventoryId } from "../../model/naming/names";
import { functionArn, queueArn } from "../../model/naming/arn";
import { bucketScansPrefix, scanIdOfKey } from "../../model/naming/keys";
import { liveAlias } from "../../model/naming/names";
import { approveRun, waitingJobs } from "../approve";
import type { LocalStack } from "../localStack";
import { waitingLine } from "../approveCommand";
import { UserError } from "../stackFile";
import { approverClients } from "./approveAsApprover";
import { devObjects } from "./devObjects";
import { actMeanwhile, slowDownCopies } from "./disturbances";
import { objectFindings } from "./objectChecks";
import {
    doneTwice,
    invokedKeys,
    observeAndCheck,
    seedObjects,
    sourceVersions,
    vaultObjects,
    type Observed,
} from "./scenario";
import type { Stage } from "./stage";
import { unneededStatements } from "./statements";

export const defaultStart = new Date("2026-11-02T00:00:00Z");

/** Its inventories have hundreds of data files. */
const scaledBucket = "acme-events";
/** Enough for more than 200 files. */
const rowsPerFile = 15;
/** Enough for more files than one function reads, when only the first denied call matters. */
const fewFilesRows = 120;

/** Results of functions for the scan that has the fewest; 0 when there was no scan or one lacks its result. */
function fewestShards({ world, names }: LocalStack): number {
    const prefix = bucketScansPrefix(scaledBucket);
    const results = new Map<string, number>();
    let planned = 0;
    for (const { key } of world.s3.versions(names.controlBucket)) {
        if (!key.startsWith(prefix)) continue;
        if (scanIdOfKey(scaledBucket, key) !== undefined) planned++;
        const folder = /^(.*\/)shards\/\d+\.json$/.exec(key)?.[1];
        if (folder !== undefined) results.set(folder, (results.get(folder) ?? 0) + 1);
    }
    return results.size === planned ? Math.min(...results.values()) : 0;
}

function jobOfEvent(detail: Readonly<Record<string, unknown>>): string {
    const { jobId } = (detail["serviceEventDetails"] ?? {}) as { jobId?: string };
    return jobId ?? "";
}

export async function defaultScenario(
    stage: Stage,
    bulk: number,
    /** Data files that the large inventory has at least; 200 unless the rehearsal is about something else. */
    leastFiles: 200 | 20 = 200,
): Promise<Observed> {
    const { stack } = stage;
    const { world, config, names } = stack;
    const objects = devObjects(world.clock.date(), bulk);
    const before = seedObjects(stack, objects);
    slowDownCopies(stack, objects);
    stage.say(
        `${objects.length} object versions put into ${config.buckets.length} buckets (some of 6 GB, none of their bytes exist)`,
    );

    // So many data files that many functions read them, where the others' inventories are read by one.
    world.inventory.setRowsPerFile(leastFiles === 200 ? rowsPerFile : fewFilesRows, scaledBucket);

    // Events get lost on the first day: the inventory event of one bucket, and the job events of another.
    world.events.setDelivery({
        drop: ({ detail }) =>
            world.clock.now() < Date.parse("2026-11-03T00:00:00Z") &&
            (JSON.stringify(detail).includes("inventory/acme-lake/") ||
                lostJobs().has(jobOfEvent(detail))),
    });
    const lostJobs = (): Set<string> =>
        new Set(
            world.s3control
                .jobs(config.account)
                .filter(({ request }) => JSON.stringify(request).includes("acme-exports"))
                .map(({ jobId }) => jobId),
        );

    await stage.until("2026-11-02T02:00:00Z");
    const { overwritten, deleted } = await actMeanwhile(stack, before);
    stage.say(
        `S3 has scanned the buckets; now owners overwrite ${overwritten} and delete ${deleted} of the listed objects`,
    );
    await stage.until("2026-11-02T12:00:00Z");

    // Approval: nothing of the tier moves until a person releases it.
    const clients = await approverClients(stack);
    const waiting = await waitingJobs(clients, config);
    for (const job of waiting) stage.say(`waits for approval: ${waitingLine(job)}`);
    const parked = config.buckets
        .flatMap((bucket) => bucket.tiers.map((tier) => ({ bucket: bucket.name, tier })))
        .filter(({ tier }) => tier.approval === "required");
    stage.check(
        "tiers with approval: required wait, the others do not",
        waiting.length > 0 &&
            waiting.every(({ record }) =>
                parked.some(
                    ({ bucket, tier }) => record.bucket === bucket && record.tier === tier.name,
                ),
            ) &&
            parked.every(({ tier }) => waiting.some(({ record }) => record.tier === tier.name)),
        waiting.map(({ record }) => `${record.bucket}/${record.tier}`).join(", "),
    );
    const masters = [...world.s3.versions("acme-events")].filter(
        ({ key, storageClass }) => key.startsWith("media/") && storageClass !== "STANDARD",
    );
    stage.check(
        "nothing is archived before approval",
        masters.length === 0,
        `${masters.length} objects`,
    );
    const refused = await approveRun(clients, config, "0123456789ab").then(
        () => "it was accepted",
        (error: unknown) => (error instanceof UserError ? "" : String(error)),
    );
    stage.check("approving an unknown run is refused with a reason", refused === "", refused);
    for (const runId of new Set(waiting.map(({ record }) => record.runId))) {
        const approved = await approveRun(clients, config, runId);
        stage.say(`archival approve ${runId.slice(0, 12)}: ${approved.length} jobs released`);
    }
    clients.s3.destroy();
    clients.s3control.destroy();

    // A malformed event must be refused and end in the dead-letter queue.
    const misled = ["submit", "reconcile", "watchdog"] as const;
    for (const fn of misled) {
        const arn = `${functionArn(config, names.functionName(fn))}:${liveAlias}`;
        await world.lambda.invokeAsync(world.administrator(config.account), arn, { hello: fn });
    }
    stage.say(`malformed events reach ${misled.join(", ")}`);

    await stage.until("2026-11-03T00:30:00Z");
    stage.check(
        "the malformed events are in the dead-letter queue",
        misled.every((fn) =>
            world.sqs
                .messages(queueArn(config, names.deadLetterQueue))
                .some(({ body }) => body.includes(`"hello":"${fn}"`)),
        ),
        "each function refused its own three times",
    );
    await stage.until("2026-11-03T12:00:00Z");
    const fewest = fewestShards(stack);
    stage.check(
        `each inventory of ${scaledBucket} has at least ${leastFiles} data files, and each file was read by a function of its own`,
        fewest >= leastFiles,
        `the one with the fewest: ${fewest}`,
    );
    stage.say(`${fewest} functions read an inventory of ${scaledBucket}, one data file each`);
    // From here on the same bucket's inventories are small enough for one function again.
    world.inventory.setRowsPerFile(1_000_000, scaledBucket);
    await stage.until("2026-11-05T12:00:00Z");

    // A damaged delivery: no job, a record that says why, an alarm.
    await world.inventory.deliver("acme-events", inventoryId, { wrongDataChecksum: true });
    stage.say(
        "S3 delivers an inventory of acme-events whose data file does not match its checksum",
    );
    await stage.until("2026-11-07T12:00:00Z");

    // Somebody deletes a function by mistake: what its schedule would have said is kept, and an alarm rings.
    world.lambda.deleteFunction(config.account, names.functionName("watchdog"));
    stage.say("somebody deletes the watchdog function by mistake");
    await stage.until("2026-11-07T14:00:00Z");
    stage.check(
        "a schedule that cannot reach its function leaves its message in the dead-letter queue",
        world.sqs.messages(queueArn(config, names.scheduleDeadLetterQueue)).length > 0,
        names.scheduleDeadLetterQueue,
    );

    const observed = await observeAndCheck(stage);
    const damaged = [...observed.runs]
        .filter(([name]) => name.startsWith("acme-events/"))
        .flatMap(([, runs]) => runs.filter(({ run }) => run.decision === "refused"));
    stage.check(
        "the damaged inventory is refused with its reason, for every tier, without a job",
        damaged.length > 0 &&
            damaged.every(({ run, jobs }) => jobs.length === 0 && run.reasons.length > 0),
        damaged[0]?.run.reasons[0] ?? "no refused run",
    );
    const rang = world.cloudwatch
        .alarms(config.account)
        .filter(({ history }) => history.some(({ state }) => state === "ALARM"))
        .map(({ name }) => name);
    stage.check(
        "the alarms for refused runs and dead letters rang",
        rang.some((name) => /refused/i.test(name)) && rang.some((name) => /dead|dlq/i.test(name)),
        rang.join(", ") || "no alarm rang",
    );

    const unneeded = unneededStatements(stack);
    stage.check(
        "every statement of every deployed role allowed a call that no other statement of it allowed",
        unneeded.length === 0,
        unneeded.join(", "),
    );

    const findings = objectFindings(
        before,
        sourceVersions(stack),
        vaultObjects(stack),
        (bucket, tier, key) => {
            const action = config.buckets
                .find(({ name }) => name === bucket)
                ?.tiers.find(({ name }) => name === tier)?.action;
            if (action?.kind !== "copyTo") return undefined;
            const { vault, keyPrefix } = action;
            return { vault, key: keyPrefix === undefined ? key : `${keyPrefix}/${key}` };
        },
        new Set(invokedKeys(stack).keys()),
    );
    stage.check(
        `each of ${before.length} object versions became exactly what it should`,
        findings.length === 0,
        findings
            .slice(0, 10)
            .map(({ bucket, key, problem }) => `s3://${bucket}/${JSON.stringify(key)} ${problem}`)
            .join("\n    ") +
            (findings.length > 10 ? `\n    and ${findings.length - 10} more` : ""),
    );
    const twice = doneTwice(stack);
    stage.check(
        "nothing was copied to a vault or handed to a function twice",
        twice.length === 0,
        `${twice.length} done again${twice.length > 0 ? `, e.g. ${twice[0] ?? ""}` : ""}`,
    );
    for (const tier of observed.tiers) {
        const name = `${tier.bucket}/${tier.tier}`;
        const claims = !config.buckets
            .find(({ name: bucket }) => bucket === tier.bucket)
            ?.tiers.some(({ name: of, action }) => of === tier.tier && action.kind === "invoke");
        stage.check(
            `${name} archived something and the next inventory proved it`,
            tier.succeeded > 0 && (!claims || (tier.proven > 0 && tier.contradicted === 0)),
            `${tier.succeeded} succeeded, ${tier.proven} proven of ${tier.claimed} claimed`,
        );
    }
    const cold = observed.tiers.find(({ tier }) => tier === "cold-logs");
    stage.check(
        "tasks that met SlowDown were retried and succeeded",
        cold !== undefined && cold.retried === 2,
        `${cold?.retried ?? 0} retried`,
    );
    stage.check(
        "objects changed since the inventory were refused by the job, not archived",
        (cold?.failures["changed-since-inventory"] ?? 0) >= 1,
        JSON.stringify(cold?.failures ?? {}),
    );
    return observed;
}
