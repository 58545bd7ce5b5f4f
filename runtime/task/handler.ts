/** The Lambda entry point of the task function: Batch Operations invokes it for each object of a "task" part. */
import { Logger } from "@aws-lambda-powertools/logger";
import { S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Context } from "aws-lambda";
import { answerBatch, type BatchResponse } from "./answerBatch";
import { awsTaskObjects } from "./awsPorts";
import { RoleSessions } from "./roleSessions";
import { readBatchEvent } from "./taskEvent";

const logger = new Logger();
const sts = new STSClient({});

/** IAM allows 2 to 64 of [\w+=,.@-]; a run id is 64 hex digits. */
const sessionNameOf = (runId: string): string => runId.replace(/[^\w+=,.@-]/g, "-").slice(0, 64);

const sessions = new RoleSessions(
    async (roleArn, sessionName) => {
        const { Credentials: given } = await sts.send(
            new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: sessionName }),
        );
        const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = given ?? {};
        if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
            throw new Error(`AssumeRole of ${roleArn}: the answer must have credentials, got none`);
        return {
            accessKeyId: AccessKeyId,
            secretAccessKey: SecretAccessKey,
            sessionToken: SessionToken,
            expiration: Expiration,
        };
    },
    (credentials) =>
        awsTaskObjects(
            new S3Client({
                credentials,
                maxAttempts: 5,
                // A copy answers when it is done: up to 5 GB inside S3 [unverified how long; minutes at most].
                requestHandler: {
                    connectionTimeout: 5_000,
                    requestTimeout: 300_000,
                    throwOnRequestTimeout: true,
                },
                // Copies send no body; a default checksum on CreateMultipartUpload would have to be repeated per part.
                requestChecksumCalculation: "WHEN_REQUIRED",
            }),
        ),
    () => new Date(),
);

export async function handler(event: unknown, context: Context): Promise<BatchResponse> {
    logger.addContext(context);
    const batch = readBatchEvent(event);
    const response = await answerBatch(
        {
            objectsAs: (roleArn, runId) => sessions.get(roleArn, sessionNameOf(runId)),
            remainingMilliseconds: () => context.getRemainingTimeInMillis(),
        },
        batch,
    );
    for (const { taskId, resultCode, resultString } of response.results) {
        // Keys may be personal data: the completion report has them, the log does not.
        if (resultCode !== "Succeeded")
            logger.warn("task failed", { taskId, resultCode, resultString });
    }
    return response;
}
