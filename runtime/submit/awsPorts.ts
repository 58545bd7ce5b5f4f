/** Submit's ports on AWS, from the function's environment. */
import { S3Client } from "@aws-sdk/client-s3";
import { S3ControlClient } from "@aws-sdk/client-s3-control";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SNSClient } from "@aws-sdk/client-sns";
import { environmentVariable, functionEnvironment } from "../aws/functionEnvironment";
import { snsNotifier } from "../aws/notifier";
import { s3BatchJobs } from "../aws/s3BatchJobs";
import { s3ManifestJoiner } from "../aws/s3ManifestJoiner";
import { stepFunctionsExecutions } from "../aws/stepFunctionsExecutions";
import { manifestClient } from "../aws/manifestClient";
import { s3ManifestStore } from "../aws/s3ManifestStore";
import { s3ObjectStore } from "../aws/s3ObjectStore";
import { powertoolsTelemetry } from "../aws/telemetry";
import type { SubmitPorts } from "./ports";

/** About 400 bytes each in memory: well within the function's 2,048 MB. */
const maxProofClaims = 1_000_000;
/** `doneObjectPeakBytes` each (model/runs/doneBook.ts): 300 MB. */
const maxDoneObjects = 2_000_000;

export function awsPorts(): SubmitPorts {
    const { account, partition, stack, controlBucket, auditBucket, topicArn } =
        functionEnvironment();
    const s3 = new S3Client({ maxAttempts: 5 });
    const manifestS3 = manifestClient();
    return {
        control: s3ObjectStore(s3, controlBucket, account),
        audit: s3ObjectStore(s3, auditBucket, account),
        manifests: s3ManifestStore(manifestS3, controlBucket, account),
        jobs: s3BatchJobs(new S3ControlClient({ maxAttempts: 5 }), account),
        joiner: s3ManifestJoiner(manifestS3, controlBucket, account),
        executions: stepFunctionsExecutions(
            new SFNClient({ maxAttempts: 5 }),
            environmentVariable("scanStateMachineArn"),
        ),
        notifier: snsNotifier(new SNSClient({ maxAttempts: 5 }), topicArn),
        telemetry: powertoolsTelemetry(stack, "submit"),
        surroundings: {
            stack,
            partition,
            account,
            controlBucket,
            auditBucket,
            taskFunctionArn: environmentVariable("taskFunctionArn"),
        },
        maxProofClaims,
        maxDoneObjects,
        now: () => new Date(),
    };
}
