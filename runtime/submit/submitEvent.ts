/** What may wake submit: a committed inventory, the bucket's schedule, or the watchdog. Anything else is refused. */
import { committedInventoryOf, inventoryChecksumKey } from "../../model/inventory/inventoryFolders";
import { inventoryFolder } from "../../model/naming/keys";

export interface SubmitTrigger {
    readonly trigger: "inventory" | "schedule" | "watchdog";
    /** A source bucket, or a vault whose inventory came. */
    readonly bucket: string;
}

/** Thrown for an event that submit was never meant to get: the asynchronous retries end in the dead-letter queue. */
export class MalformedEvent extends Error {
    constructor(problem: string) {
        super(`submit event: ${problem}`);
        this.name = "MalformedEvent";
    }
}

const bucketName = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
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
    if (source === undefined || !bucketName.test(source))
        throw new MalformedEvent(`detail.object.key must be "${committedForm}", got ${show(key)}`);
    return { trigger: "inventory", bucket: source };
}

function triggerOf(event: Record<string, unknown>): SubmitTrigger {
    const { trigger, bucket } = event;
    if (trigger !== "schedule" && trigger !== "watchdog")
        throw new MalformedEvent(`trigger must be "schedule" or "watchdog", got ${show(trigger)}`);
    if (typeof bucket !== "string" || !bucketName.test(bucket))
        throw new MalformedEvent(`bucket must be a bucket name, got ${show(bucket)}`);
    const unknown = Object.keys(event).filter((name) => name !== "trigger" && name !== "bucket");
    if (unknown.length > 0)
        throw new MalformedEvent(
            `must have trigger and bucket alone, got also ${unknown.join(", ")}`,
        );
    return { trigger, bucket };
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
