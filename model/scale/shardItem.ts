/** What the function of a shard is called with, read strictly. */
import { bucketNameForm } from "../naming/bucketNameForm";
import type { ScanRecord, ShardItem } from "./scanRecords";

/** Thrown for an event that is no shard's. */
export class MalformedShardItem extends Error {
    constructor(problem: string) {
        super(`shard event: ${problem}`);
        this.name = "MalformedShardItem";
    }
}

export const scanIdForm = /^[0-9a-f]{64}$/;

/** The items of a scan, in the order of its shards. */
export const shardItems = ({ bucket, scanId, shards }: ScanRecord): readonly ShardItem[] =>
    shards.map((_, shard) => ({ bucket, scanId, shard }));

/** Throws MalformedShardItem naming the first thing that is not as it must be. */
export function shardItem(event: unknown): ShardItem {
    const given = (typeof event === "object" && event !== null ? event : {}) as Partial<
        Record<string, unknown>
    >;
    const { bucket, scanId, shard, ...rest } = given;
    const show = (value: unknown): string =>
        value === undefined ? "nothing" : JSON.stringify(value).slice(0, 200);
    if (typeof bucket !== "string" || !bucketNameForm.test(bucket))
        throw new MalformedShardItem(`bucket must be a bucket name, got ${show(bucket)}`);
    if (typeof scanId !== "string" || !scanIdForm.test(scanId))
        throw new MalformedShardItem(`scanId must be 64 hexadecimal digits, got ${show(scanId)}`);
    if (typeof shard !== "number" || !Number.isSafeInteger(shard) || shard < 0)
        throw new MalformedShardItem(`shard must be a whole number from 0, got ${show(shard)}`);
    const unknown = Object.keys(rest);
    if (unknown.length > 0)
        throw new MalformedShardItem(
            `must have bucket, scanId and shard alone, got also ${unknown.join(", ")}`,
        );
    return { bucket, scanId, shard };
}
