/** What may wake submit: a committed inventory, the bucket's schedule, the watchdog, or the end of a large scan. */
import { committedInventoryOf, inventoryChecksumKey } from "../../model/inventory/inventoryFolders";
import { inventoryFolder } from "../../model/naming/keys";
import { bucketNameForm } from "../../model/naming/bucketNameForm";
import { scanIdForm } from "../../model/scale/shardItem";

export interface BucketTrigger {
    readonly trigger: "inventory" | "schedule" | "watchdog";
    /** A source bucket, or a vault whose inventory came. */
    readonly bucket: string;
}

/** From the state machine of large scans. */
export interface ScanTrigger {
    readonly trigger: "scan";
    /** That the scanned inventory lists. */
    readonly bucket: string;
    readonly scanId: string;
    /** Of the execution, from 1. */
    readonly attempt: number;
    /** Why the execution fails; undefined when every shard has answered. */
    readonly failed?: string | undefined;
}

export type SubmitTrigger = BucketTrigger | ScanTrigger;

/** Thrown for an event that submit was never meant to get: the asynchronous retries end in the dead-letter queue. */
export class MalformedEvent extends Error {
    constructor(problem: string) {
        super(`submit event: ${problem}`);
        this.name = "MalformedEvent";
    }
}

const committedForm = inventoryChecksumKey(`${inventoryFolder("<bucket>", "<id>")}<date>/`);

/** Throws MalformedEvent naming the first thing that is not as it must be. */
export function submitTrigger(event: unknown, controlBucket: string): SubmitTrigger {
    if (!isRecord(event)) throw new MalformedEvent(`must be an object, got ${show(event)}`);
    if ("trigger" in event) return triggerOf(event);
    if (event["source"] !== "aws.s3" || event["detail-type"] !== "Object Created")
        throw new MalformedEvent(
            'must be an EventBridge "Object Created" event of aws.s3 or have a trigger, ' +
                `got source ${show(event["source"])} with detail-type ${show(event["detail-type"])}`,
        );
    const detail = recordAt(event, "detail");
    const bucket = recordAt(detail, "bucket")["name"];
    if (bucket !== controlBucket)
        throw new MalformedEvent(
            `detail.bucket.name must be the control bucket "${controlBucket}", got ${show(bucket)}`,
        );
    const key = recordAt(detail, "object")["key"];
    // EventBridge events carry the raw key, not an encoded one.
    const source = typeof key === "string" ? committedInventoryOf(key)?.sourceBucket : undefined;
    if (source === undefined || !bucketNameForm.test(source))
        throw new MalformedEvent(`detail.object.key must be "${committedForm}", got ${show(key)}`);
    return { trigger: "inventory", bucket: source };
}

function triggerOf(event: Record<string, unknown>): SubmitTrigger {
    const { trigger, bucket } = event;
    if (trigger !== "schedule" && trigger !== "watchdog" && trigger !== "scan")
        throw new MalformedEvent(
            `trigger must be "schedule", "watchdog" or "scan", got ${show(trigger)}`,
        );
    if (typeof bucket !== "string" || !bucketNameForm.test(bucket))
        throw new MalformedEvent(`bucket must be a bucket name, got ${show(bucket)}`);
    const known = trigger === "scan" ? scanMembers : bucketMembers;
    const unknown = Object.keys(event).filter((name) => !known.includes(name));
    if (unknown.length > 0)
        throw new MalformedEvent(
            trigger === "scan"
                ? `must have ${known.join(", ")} alone, got also ${unknown.join(", ")}`
                : `must have trigger and bucket alone, got also ${unknown.join(", ")}`,
        );
    return trigger === "scan" ? scanTrigger(event, bucket) : { trigger, bucket };
}

const bucketMembers: readonly string[] = ["trigger", "bucket"];
const scanMembers: readonly string[] = [...bucketMembers, "scanId", "attempt", "failed"];
/** Enough for a person; Step Functions' own history has all of it. */
const shownCause = 4_000;

function scanTrigger(event: Record<string, unknown>, bucket: string): ScanTrigger {
    const { scanId, attempt, failed } = event;
    if (typeof scanId !== "string" || !scanIdForm.test(scanId))
        throw new MalformedEvent(`scanId must be 64 hexadecimal digits, got ${show(scanId)}`);
    if (typeof attempt !== "number" || !Number.isSafeInteger(attempt) || attempt < 1)
        throw new MalformedEvent(`attempt must be a whole number from 1, got ${show(attempt)}`);
    const cause = failed === undefined ? undefined : JSON.stringify(failed).slice(0, shownCause);
    return { trigger: "scan", bucket, scanId, attempt, failed: cause };
}

function recordAt(parent: Record<string, unknown>, name: string): Record<string, unknown> {
    const value = parent[name];
    if (!isRecord(value)) throw new MalformedEvent(`${name} must be an object, got ${show(value)}`);
    return value;
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);

const show = (value: unknown): string =>
    value === undefined ? "nothing" : JSON.stringify(value).slice(0, 200);
