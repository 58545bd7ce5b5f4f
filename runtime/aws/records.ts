/** Reading and writing the write-once JSON records of model/runs/records.ts. */
import { canonicalJson } from "../../model/runs/canonicalJson";
import type { ObjectStore } from "./objectStore";

interface AnyRecord {
    readonly kind: string;
    readonly schemaVersion: 1;
}

/** Thrown for a record that is there and cannot be read as what its key promises. */
export class RecordUnreadable extends Error {
    constructor(store: ObjectStore, key: string, problem: string, cause?: unknown) {
        super(`s3://${store.bucket}/${key}: ${problem}`, { cause });
        this.name = "RecordUnreadable";
    }
}

/** The record at `key`, or undefined when it was never written. Throws RecordUnreadable for anything else. */
export async function readRecord<R extends AnyRecord>(
    store: ObjectStore,
    key: string,
    kind: R["kind"],
): Promise<R | undefined> {
    const stored = await store.read(key);
    if (stored === undefined) return undefined;
    return parseRecord<R>(store, key, kind, stored.bytes);
}

/**
 * Writes a record unless one is there. Answers the record that counts: ours, or the one that was first.
 * Whoever loses the race, or repeats a write whose answer was lost, goes on with the winner's.
 */
export async function createRecord<R extends AnyRecord>(
    store: ObjectStore,
    key: string,
    record: R,
): Promise<{ readonly record: R; readonly created: boolean }> {
    const bytes = Buffer.from(canonicalJson(record));
    if ((await store.create(key, bytes, "application/json")) === "created")
        // As stored, so that who wrote it and who reads it later send the very same requests.
        return { record: parseRecord<R>(store, key, record.kind, bytes), created: true };
    const winner = await readRecord<R>(store, key, record.kind);
    if (winner === undefined)
        throw new RecordUnreadable(store, key, "exists for a conditional write and not for a read");
    return { record: winner, created: false };
}

function parseRecord<R extends AnyRecord>(
    store: ObjectStore,
    key: string,
    kind: R["kind"],
    bytes: Buffer,
): R {
    let parsed: Partial<AnyRecord> | null;
    try {
        parsed = JSON.parse(bytes.toString("utf8")) as Partial<AnyRecord> | null;
    } catch (cause) {
        throw new RecordUnreadable(store, key, "is not JSON", cause);
    }
    if (parsed?.kind !== kind || parsed.schemaVersion !== 1)
        throw new RecordUnreadable(
            store,
            key,
            `must hold kind "${kind}" with schemaVersion 1, got kind ${JSON.stringify(parsed?.kind)} ` +
                `with schemaVersion ${JSON.stringify(parsed?.schemaVersion)}; ` +
                "deploy functions that know this version",
        );
    return parsed as R;
}
