/** The two events reconcile takes: EventBridge "JobStatusChanged" (reference 5.9) and the watchdog's wake-up call. */

export interface JobEvent {
    readonly jobId: string;
    readonly from: "event" | "watchdog";
}

export class MalformedJobEvent extends Error {
    constructor(problem: string) {
        super(
            `reconcile event: ${problem}; it takes JobStatusChanged of S3 Batch Operations, ` +
                'or {"trigger":"watchdog","jobId":"..."}',
        );
        this.name = "MalformedJobEvent";
    }
}

/** Batch Operations job ids are UUIDs [S3 Control API model: JobId, 36 characters at most, [a-zA-Z0-9\-_]+]. */
const jobIdForm = /^[A-Za-z0-9\-_]{5,36}$/;

/** @throws MalformedJobEvent for anything else, so that the event ends in the dead-letter queue and is seen. */
export function readJobEvent(event: unknown): JobEvent {
    if (!isRecord(event)) throw new MalformedJobEvent(`must be an object, got ${typeof event}`);
    if ("trigger" in event) {
        if (event["trigger"] !== "watchdog")
            throw new MalformedJobEvent(
                `trigger must be "watchdog", got ${JSON.stringify(event["trigger"])}`,
            );
        return { jobId: jobIdOf(event["jobId"], "jobId"), from: "watchdog" };
    }
    if (event["source"] !== "aws.s3")
        throw new MalformedJobEvent(
            `source must be "aws.s3", got ${JSON.stringify(event["source"])}`,
        );
    const detail = event["detail"];
    if (!isRecord(detail) || detail["eventName"] !== "JobStatusChanged")
        throw new MalformedJobEvent(
            `detail.eventName must be "JobStatusChanged", got ` +
                JSON.stringify(isRecord(detail) ? detail["eventName"] : detail),
        );
    const serviceEvent = detail["serviceEventDetails"];
    if (!isRecord(serviceEvent))
        throw new MalformedJobEvent("detail.serviceEventDetails must be an object");
    // The status in the event is not used (events come late and out of order), but an event without one is no event.
    if (typeof serviceEvent["status"] !== "string")
        throw new MalformedJobEvent(
            `detail.serviceEventDetails.status must be a string, got ${JSON.stringify(serviceEvent["status"])}`,
        );
    return {
        jobId: jobIdOf(serviceEvent["jobId"], "detail.serviceEventDetails.jobId"),
        from: "event",
    };
}

function jobIdOf(value: unknown, path: string): string {
    if (typeof value !== "string" || !jobIdForm.test(value))
        throw new MalformedJobEvent(`${path} must be a job id, got ${JSON.stringify(value)}`);
    return value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
