import { Command } from "commander";
import * as path from "node:path";
import { version } from "../package.json";
import { createRequire } from "node:module";
import type * as approveModule from "./approveCommand";
import type * as graphModule from "./graph";
import type * as localModule from "./local";
import type * as rehearseModule from "./rehearse/rehearseCommand";
import { UserError } from "./stackFile";

// Loaded when used: the local AWS and the SDK take seconds, help and a mistyped option should not.
const load = createRequire(__filename);

/** Errors whose message says all that a person at the terminal can use. */
const forPeople = new Set(["ConfigError", "DeliveryUnusable"]);

/** The `archival` command line. */
export function program(): Command {
    const root = new Command("archival")
        .description("S3 archival: rehearse it, look at it, approve it")
        .version(version)
        .option("--project <folder>", "folder with Pulumi.yaml", path.resolve(__dirname, ".."))
        .showHelpAfterError();
    const project = (): string => path.resolve(root.opts<{ project: string }>().project);

    root.command("rehearse")
        .description(
            "deploy a stack into an embedded local AWS, let days pass, and check everything that happened",
        )
        .option("--stack <name>", "stack whose Pulumi.<name>.yaml is deployed", "dev")
        .option("--config <file>", "another stack file instead of Pulumi.<stack>.yaml")
        .option(
            "--inventory <folder>",
            "seed the source bucket from this delivered CSV or Parquet inventory (manifest.json and data files)",
        )
        .option("--json <file>", "also write the result as JSON")
        .option("--save <folder>", "write all records, manifests, reports and ledgers there")
        .option("--days <n>", "with --inventory: days to let pass (default: 6)")
        .option("--seed <n>", "seed of ids and faults", "1")
        .option(
            "--without-statement <role#sid>",
            "delete one statement of a deployed role first: the rehearsal must then fail and name the denied call",
        )
        .option("--list-statements", "list every statement of every deployed role and exit")
        .action(async (options: Record<string, string | boolean>) => {
            const { rehearseCommand } = load("./rehearse/rehearseCommand") as typeof rehearseModule;
            process.exitCode = await rehearseCommand(project(), options);
        });

    root.command("graph")
        .description(
            "write every resource the program registers: type, name, parent, provider, inputs",
        )
        .requiredOption("--stack <name>", "stack whose Pulumi.<name>.yaml is read")
        .option("--json <file>", "where to write; - is standard output", "-")
        .action(async (options: { stack: string; json: string }) => {
            const { graphCommand } = load("./graph") as typeof graphModule;
            await graphCommand(project(), options);
        });

    root.command("local")
        .description("start the local AWS as a server that any S3 client can be pointed at")
        .option("--port <n>", "port on 127.0.0.1; 0 picks a free one", "4599")
        .option("--stack <name>", "also deploy this stack into it")
        .option(
            "--account <id>",
            "account of the printed credentials, without --stack",
            "111111111111",
        )
        .option("--region <region>", "Region, without --stack", "eu-west-1")
        .action(async (options: Record<string, string>) => {
            const { localCommand } = load("./local") as typeof localModule;
            await localCommand(project(), options);
        });

    root.command("approve")
        .description("release the jobs of a run that wait for approval; without a run, list them")
        .argument("[run]", "run id, or its first digits")
        .requiredOption("--stack <name>", "stack the run belongs to")
        .option("--role <arn>", "approver role to assume; default: the stack's own approver role")
        .option("--no-assume-role", "use the environment's credentials as they are")
        .action(async (run: string | undefined, options: Record<string, string | boolean>) => {
            const { approveCommand } = load("./approveCommand") as typeof approveModule;
            await approveCommand(project(), run, options);
        });
    return root;
}

/** Runs the command line; errors for the user come without a stack trace. */
export function main(argv: readonly string[]): void {
    program()
        .parseAsync([...argv])
        .catch((error: unknown) => {
            console.error(
                error instanceof UserError || (error instanceof Error && forPeople.has(error.name))
                    ? error.message
                    : error,
            );
            process.exitCode = 1;
        });
}
