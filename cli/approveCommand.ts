import { S3Client } from "@aws-sdk/client-s3";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { resolveStackConfig } from "../model/config/resolveStackConfig";
import { roleArn } from "../model/naming/arn";
import { namesOf } from "../model/naming/names";
import { approveRun, waitingJobs, type WaitingJob } from "./approve";
import { readStackFile, UserError } from "./stackFile";

const gib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

/** One line a person can decide on. */
export function waitingLine({ jobId, record, run }: WaitingJob): string {
    const cost =
        run.estimatedCostUsd === undefined ? "" : `, about $${run.estimatedCostUsd.toFixed(2)}`;
    return (
        `${record.runId.slice(0, 12)}  ${record.bucket}/${record.tier} ${record.part}: ` +
        `${record.planned.manifest.rows} objects, ${gib(record.planned.manifest.bytes)}${cost}, ` +
        `inventory of ${run.inventory.createdAt}, job ${jobId}`
    );
}

/** `archival approve`: acts as the stack's approver role with the environment's credentials. */
export async function approveCommand(
    projectDirectory: string,
    run: string | undefined,
    options: Readonly<Record<string, string | boolean>>,
): Promise<void> {
    const stackFile = readStackFile({ projectDirectory, stack: String(options["stack"]) });
    const { config } = resolveStackConfig(stackFile.values, stackFile);
    const { region } = config;
    let credentials;
    if (options["assumeRole"] !== false) {
        const arn =
            typeof options["role"] === "string"
                ? options["role"]
                : roleArn(
                      config.partition,
                      config.account,
                      namesOf(config.namePrefix, config).approverRole,
                  );
        const { Credentials } = await new STSClient({ region }).send(
            new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: "archival-approve" }),
        );
        if (
            !Credentials?.AccessKeyId ||
            !Credentials.SecretAccessKey ||
            !Credentials.SessionToken
        ) {
            throw new UserError(`sts:AssumeRole of ${arn} returned no credentials`);
        }
        credentials = {
            accessKeyId: Credentials.AccessKeyId,
            secretAccessKey: Credentials.SecretAccessKey,
            sessionToken: Credentials.SessionToken,
        };
    }
    const common = { region, ...(credentials ? { credentials } : {}) };
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
}
