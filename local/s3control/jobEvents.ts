import type { World } from "../core/contracts";
import type { Job } from "./job";

/** Puts JobCreated or JobStatusChanged on the account's bus as CloudTrail's service events have them (reference 5.9). */
export function publishJobEvent(
    world: World,
    job: Job,
    eventName: "JobCreated" | "JobStatusChanged",
): void {
    if (!world.switches.jobEvents) return;
    world.events.publish({
        source: "aws.s3",
        "detail-type": "AWS Service Event via CloudTrail",
        account: job.account,
        region: world.region,
        resources: [job.arn],
        detail: {
            eventVersion: "1.08",
            userIdentity: { accountId: job.account, invokedBy: "s3.amazonaws.com" },
            eventTime: `${world.clock.date().toISOString().slice(0, 19)}Z`,
            eventSource: "s3.amazonaws.com",
            eventName,
            awsRegion: world.region,
            sourceIPAddress: "s3.amazonaws.com",
            userAgent: "s3.amazonaws.com",
            requestParameters: null,
            responseElements: null,
            eventID: world.ids.uuid(),
            readOnly: false,
            eventType: "AwsServiceEvent",
            recipientAccountId: job.account,
            serviceEventDetails: {
                jobId: job.id,
                jobArn: job.arn,
                status: job.status,
                jobEventId: world.ids.hex(32),
                failureCodes: job.failures.map(({ FailureCode }) => FailureCode),
                statusChangeReason: job.failures.map(({ FailureReason }) => FailureReason),
            },
            eventCategory: "Management",
        },
    });
}
