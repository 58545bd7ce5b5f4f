/**
 * A stack deployed into a fresh local AWS: the real Pulumi program, in its own process, creates everything the config
 * declares; what the config only names (adopted buckets, other accounts' deployment roles, teams' functions) is put
 * there first, as it would be in a real organisation.
 */
import { S3Client } from "@aws-sdk/client-s3";
import * as path from "node:path";
import { createLocalAws, type LocalAws } from "../local/core/world";
import { startServer, type LocalServer } from "../local/core/httpServer";
import { endpointClientConfig } from "../local/core/endpointClientConfig";
import { applyToWorld } from "../local/deploy/applyToWorld";
import type { RegisteredResource } from "../local/deploy/resource";
import type { MonitorResult } from "../local/deploy/resourceMonitor";
import { runProgram } from "../local/deploy/runProgram";
import { resolveStackConfig } from "../model/config/resolveStackConfig";
import type { StackConfig } from "../model/config/types";
import { namesOf, type Names } from "../model/naming/names";
import { UserError, type StackFile } from "./stackFile";

export interface LocalStack {
    readonly world: LocalAws;
    readonly server: LocalServer;
    readonly config: StackConfig;
    readonly names: Names;
    readonly warnings: readonly string[];
    readonly program: MonitorResult;
    /** S3 with administrator rights in an account. */
    s3(account: string): S3Client;
    close(): Promise<void>;
}

/** Folder of the function that stands in for a team's own: it answers Succeeded and does nothing. */
const standInFunction = path.join(__dirname, "rehearse", "standIn");

const policy = (statement: Readonly<Record<string, unknown>>): unknown => ({
    Version: "2012-10-17",
    Statement: [statement],
});

/** Name and path ("/" or "/…/") of a role ARN. */
function rolePath(arn: string): { name: string; path: string } {
    const parts = arn.slice(arn.indexOf(":role/") + ":role/".length).split("/");
    const name = parts.pop() ?? "";
    return { name, path: parts.length === 0 ? "/" : `/${parts.join("/")}/` };
}

/** What exists before the first `pulumi up`: adopted buckets, deployment roles, approvers, teams' functions. */
function prepareOrganisation(world: LocalAws, config: StackConfig): void {
    const home = world.administrator(config.account);
    /** A role that the account's administrators may assume, with one statement of rights. */
    const personRole = (
        arn: string,
        trusted: string,
        allows: string,
        externalId?: string,
    ): void => {
        const account = arn.split(":")[4] ?? "";
        const { name, path } = rolePath(arn);
        const Condition = { StringEquals: { "sts:ExternalId": externalId } };
        world.iam.createRole(account, {
            name,
            path,
            trustPolicy: policy({
                Effect: "Allow",
                Principal: { AWS: `arn:${config.partition}:iam::${trusted}:root` },
                Action: "sts:AssumeRole",
                ...(externalId === undefined ? {} : { Condition }),
            }),
        });
        const rights = policy({ Effect: "Allow", Action: allows, Resource: "*" });
        world.iam.putRolePolicy(account, name, "rights", rights);
    };
    for (const { roleArn, externalId } of Object.values(config.accounts)) {
        personRole(roleArn, config.account, "*", externalId);
    }
    for (const arn of config.approvers.filter((approver) => approver.includes(":role/"))) {
        if (!world.iam.role(arn)) personRole(arn, arn.split(":")[4] ?? "", "sts:AssumeRole");
    }
    const keys = config.buckets.flatMap(({ kmsKeyArn }) =>
        kmsKeyArn === undefined ? [] : [kmsKeyArn],
    );
    for (const arn of new Set(keys)) {
        const account = arn.split(":")[4] ?? "";
        const keyId = arn.slice(arn.indexOf(":key/") + ":key/".length);
        const root = { AWS: `arn:${config.partition}:iam::${account}:root` };
        // The team's own key, with AWS's default policy: the account's roles may be given its use.
        const delegates = { Effect: "Allow", Principal: root, Action: "kms:*", Resource: "*" };
        world.kms.createKey(account, { keyId, policy: policy(delegates) });
    }
    for (const bucket of config.buckets.filter(({ ownership }) => ownership === "adopt")) {
        const versioned = bucket.inventory.versions === "All";
        world.s3.createBucket(home, bucket.name, { objectLock: versioned });
        const configuration = world.s3.configuration(bucket.name);
        if (versioned) configuration.versioning = "Enabled";
        if (bucket.kmsKeyArn !== undefined) {
            const kmsKeyId = bucket.kmsKeyArn;
            configuration.encryption = { algorithm: "aws:kms", kmsKeyId, bucketKey: true };
        }
    }
    const invoked = config.buckets.flatMap(({ tiers }) =>
        tiers.flatMap(({ action }) => (action.kind === "invoke" ? [action.functionArn] : [])),
    );
    for (const arn of new Set(invoked)) standIn(world, config, arn);
}

function standIn(world: LocalAws, config: StackConfig, arn: string): void {
    const [name = "", qualifier = "live"] = arn.split(":").slice(6);
    const roleName = `stand-in-${name}`.slice(0, 64);
    const role = world.iam.createRole(config.account, {
        name: roleName,
        trustPolicy: policy({
            Effect: "Allow",
            Principal: { Service: "lambda.amazonaws.com" },
            Action: "sts:AssumeRole",
        }),
    });
    const rights = policy({
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: "*",
    });
    world.iam.putRolePolicy(config.account, roleName, "logs", rights);
    const logGroup = `/aws/lambda/${name}`;
    world.logs.createLogGroup(config.account, { name: logGroup });
    const { version } = world.lambda.createFunction(world.administrator(config.account), {
        account: config.account,
        name,
        roleArn: role.arn,
        codeDirectory: standInFunction,
        handler: "index.handler",
        runtime: "nodejs24.x",
        timeoutSeconds: 60,
        memoryMb: 128,
        environment: {},
        logGroup,
        publish: true,
    });
    if (!/^\d+$/.test(qualifier)) world.lambda.putAlias(config.account, name, qualifier, version);
}

/** Starts a local AWS and deploys the stack into it. Throws UserError for a config the program would refuse. */
export async function startLocalStack(options: {
    readonly stackFile: StackFile;
    readonly startAt: Date;
    readonly seed?: number | undefined;
    readonly port?: number | undefined;
    readonly onResource?: ((resource: RegisteredResource) => void) | undefined;
}): Promise<LocalStack> {
    const { stackFile } = options;
    const { config, warnings } = resolveStackConfig(stackFile.values, {
        stack: stackFile.stack,
        region: stackFile.region,
    });
    const accounts = new Set([
        config.account,
        ...Object.keys(config.accounts),
        ...config.vaults.map(({ account }) => account),
    ]);
    const world = createLocalAws({
        accounts: [...accounts],
        region: config.region,
        startAt: options.startAt,
        seed: options.seed,
    });
    const server = await startServer(world, { port: options.port });
    world.lambda.setEndpoint(server.endpoint);
    const clients = new Map<string, S3Client>();
    const s3 = (account: string): S3Client => {
        let client = clients.get(account);
        if (!client) {
            const session = world.iam.issue(world.administrator(account).principal);
            client = new S3Client(endpointClientConfig(server.endpoint, world.region, session));
            clients.set(account, client);
        }
        return client;
    };
    const close = async (): Promise<void> => {
        for (const client of clients.values()) client.destroy();
        await world.lambda.close();
        await server.close();
    };
    try {
        prepareOrganisation(world, config);
        const program = await runProgram({
            projectDirectory: stackFile.projectDirectory,
            main: stackFile.main,
            project: stackFile.project,
            stack: stackFile.stack,
            config: stackFile.config,
            apply: applyToWorld({ world, homeAccount: config.account, s3For: s3 }),
            onResource: options.onResource,
        });
        const names = namesOf(config.namePrefix, config);
        return { world, server, config, names, warnings, program, s3, close };
    } catch (error) {
        await close();
        if (error instanceof Error && error.name === "ProgramFailed") {
            throw new UserError(error.message);
        }
        throw error;
    }
}
