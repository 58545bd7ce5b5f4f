import { createLocalAws } from "../local/core/world";
import { startServer } from "../local/core/httpServer";
import { startLocalStack } from "./localStack";
import { readStackFile, UserError } from "./stackFile";

const port = (text: string): number => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0 || value > 65_535) {
        throw new UserError(`--port must be a whole number from 0 to 65535, got "${text}"`);
    }
    return value;
};

/**
 * `archival local`: the local AWS on the loopback interface, its clock driven by the machine's, until interrupted.
 * It keeps everything in memory.
 */
export async function localCommand(
    projectDirectory: string,
    options: Readonly<Record<string, string>>,
): Promise<void> {
    try {
        await serve(projectDirectory, options);
    } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE"))
            throw error;
        throw new UserError(
            `--port ${options["port"] ?? ""} is in use; give another, or 0 for a free one`,
        );
    }
}

async function serve(
    projectDirectory: string,
    options: Readonly<Record<string, string>>,
): Promise<void> {
    const listen = port(options["port"] ?? "0");
    const startAt = new Date();
    let world;
    let server;
    let account: string;
    if (options["stack"] !== undefined) {
        const stackFile = readStackFile({ projectDirectory, stack: options["stack"] });
        const stack = await startLocalStack({ stackFile, startAt, port: listen });
        for (const warning of stack.warnings) console.error(`warning: ${warning}`);
        ({ world, server } = stack);
        account = stack.config.account;
        console.log(
            `stack ${stackFile.stack} deployed: ${stack.program.resources.length} resources`,
        );
    } else {
        account = options["account"] ?? "";
        if (!/^\d{12}$/.test(account)) {
            throw new UserError(`--account must be a 12-digit account id, got "${account}"`);
        }
        world = createLocalAws({
            accounts: [account],
            region: options["region"] ?? "eu-west-1",
            startAt,
        });
        server = await startServer(world, { port: listen });
    }
    const session = world.iam.issue(world.administrator(account).principal);
    world.clock.startRealTime();
    console.log(
        [
            `local AWS of account ${account}, ${world.region}, at ${server.endpoint} (in memory; Ctrl-C ends it)`,
            `It agrees with AWS's documentation as we read it; that is not a proof of AWS's behaviour.`,
            ``,
            `export AWS_ENDPOINT_URL=${server.endpoint}`,
            `export AWS_REGION=${world.region} AWS_DEFAULT_REGION=${world.region}`,
            `export AWS_ACCESS_KEY_ID=${session.accessKeyId}`,
            `export AWS_SECRET_ACCESS_KEY=${session.secretAccessKey}`,
            session.sessionToken === ""
                ? `unset AWS_SESSION_TOKEN`
                : `export AWS_SESSION_TOKEN=${session.sessionToken}`,
            ``,
            `Use path-style addressing (forcePathStyle: true, or addressing_style = path). S3 Control puts the account before`,
            `the host: where *.localhost does not resolve, add "127.0.0.1 ${account}.localhost" to /etc/hosts.`,
            `The clock is the machine's: deployed schedules fire and inventories are delivered (scan at 01:00 UTC) as time passes.`,
        ].join("\n"),
    );
    await new Promise<void>((resolve) => {
        process.once("SIGINT", resolve);
        process.once("SIGTERM", resolve);
    });
    await server.close();
    await world.lambda.close();
    process.exit(0);
}
