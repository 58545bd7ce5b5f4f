import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Agent } from "node:http";
import { loopbackLookup } from "../local/core/endpointClientConfig";
import { resolveStackConfig } from "../model/config/resolveStackConfig";
import { roleArn } from "../model/naming/arn";
import { namesOf } from "../model/naming/names";
import { approveRun, waitingJobs, type WaitingJob } from "./approve";
import { readStackFile, UserError } from "./stackFile";

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

/** One line a person can decide on. */
export function waitingLine({ jobId, record, run }: WaitingJob): string {
    const cost =
        run.estimatedCostUsd === undefined
            ? ""
            : `, the whole run about $${run.estimatedCostUsd.toFixed(2)}`;
    return (
        `${record.runId.slice(0, 12)}  ${record.bucket}/${record.tier} ${record.part}: ` +
        `${record.planned.manifest.rows} objects, ${gib(record.planned.manifest.bytes)}${cost}, ` +
        `inventory of ${run.inventory.createdAt}, job ${jobId}`
    );
}

/** Clients of a local AWS need its host names resolved; clients of AWS need nothing. */
function clientSettings(
    region: string,
): Pick<S3ClientConfig, "region" | "requestHandler" | "forcePathStyle"> {
    const endpoint = process.env["AWS_ENDPOINT_URL"];
    if (endpoint === undefined || !/^(localhost|127\.)/.test(new URL(endpoint).hostname)) {
        return { region };
    }
    const httpAgent = new Agent({ lookup: loopbackLookup });
    return { region, forcePathStyle: true, requestHandler: new NodeHttpHandler({ httpAgent }) };
}

/** What went wrong in words a person can act on, without the SDK's error object. */
function explained(error: unknown, role: string): Error {
    if (!(error instanceof Error) || error instanceof UserError) return error as Error;
    if (error.name === "CredentialsProviderError") {
        return new UserError(
            `no AWS credentials found; approving assumes ${role}: give credentials that may assume it (archival:approvers), ` +
                `for example with AWS_PROFILE, or use --no-assume-role with credentials of that role`,
        );
    }
    return new UserError(`${error.name}: ${error.message} (approving as ${role})`);
}

/** `archival approve`: acts as the stack's approver role with the environment's credentials. */
export async function approveCommand(
    projectDirectory: string,
    run: string | undefined,
    options: Readonly<Record<string, string | boolean>>,
): Promise<void> {
    const stackFile = readStackFile({ projectDirectory, stack: String(options["stack"]) });
    const { config } = resolveStackConfig(stackFile.values, stackFile);
    const { approverRole } = namesOf(config.namePrefix, config);
    const role =
        typeof options["role"] === "string"
            ? options["role"]
            : roleArn(config.partition, config.account, approverRole);
    try {
        const settings = clientSettings(config.region);
        const credentials =
            options["assumeRole"] === false ? undefined : await assumedRole(settings, role);
        const common = { ...settings, ...(credentials ? { credentials } : {}) };
        const clients = { s3: new S3Client(common), s3control: new S3ControlClient(common) };
        if (run === undefined) {
            const waiting = await waitingJobs(clients, config);
            console.log(
                waiting.length === 0
                    ? `nothing waits for approval in stack ${config.stack}`
                    : waiting.map(waitingLine).join("\n"),
            );
            return;
        }
        for (const job of await approveRun(clients, config, run)) {
            console.log(`approved  ${waitingLine(job)}`);
        }
    } catch (error) {
        throw explained(error, role);
    }
}

async function assumedRole(
    settings: ReturnType<typeof clientSettings>,
    role: string,
): Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken: string }> {
    const { Credentials } = await new STSClient(settings).send(
        new AssumeRoleCommand({ RoleArn: role, RoleSessionName: "archival-approve" }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken) {
        throw new UserError(`sts:AssumeRole of ${role} returned no credentials`);
    }
    return {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
    };
}
