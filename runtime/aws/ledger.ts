/**
 * The ledger of a bucket: a hash chain of write-once objects in the audit bucket, one per fact. Any number of
 * functions may append at once; the conditional write on the next sequence number decides who is first.
 */
import { ledgerKey, ledgerPrefix } from "../../model/naming/keys";
import { ledgerBytes, nextLedgerRecord, type LedgerFact } from "../../model/runs/ledgerChain";
import type { LedgerRecord } from "../../model/runs/records";
import type { ObjectStore } from "./objectStore";

export type { LedgerFact };

/** Thrown when others were faster for longer than makes sense; the caller's event is retried later. */
export class LedgerContended extends Error {
    constructor(bucket: string, id: string, attempts: number) {
        super(
            `ledger of "${bucket}": could not append "${id}" in ${attempts} attempts because others kept ` +
                "appending; it is tried again with the event",
        );
        this.name = "LedgerContended";
    }
}

/** A ledger that cannot be read is not written to: a wrong link would hide what happened. */
export class LedgerBroken extends Error {
    constructor(bucket: string, problem: string) {
        super(
            `ledger of "${bucket}": ${problem}; run "archival status" and check the audit bucket`,
        );
        this.name = "LedgerBroken";
    }
}

/** Clocks of two functions may differ; a fact's record is looked for this much before the fact's own time. */
const clockToleranceMilliseconds = 15 * 60 * 1000;
const maxAttempts = 50;

interface Tail {
    readonly sequence: number;
    readonly bytes: Buffer;
}

/**
 * Appends one fact, once: whoever repeats it (a crash came between the fact and its ledger record, or two
 * functions saw the same fact) finds it in the chain and leaves it. `entry.at` must be the time of the fact.
 * Throws LedgerContended or LedgerBroken.
 */
export async function appendToLedger(
    store: ObjectStore,
    bucket: string,
    fact: LedgerFact,
    now: () => Date,
): Promise<LedgerRecord> {
    let hint = 0;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
        const sequence = await tailSequence(store, bucket, hint);
        hint = sequence;
        const found = await findFact(store, bucket, sequence, fact);
        if (found.record !== undefined) return found.record;
        const record = nextLedgerRecord(bucket, found.tail, fact, now().toISOString());
        const key = ledgerKey(bucket, record.sequence);
        if ((await store.create(key, ledgerBytes(record), "application/json")) === "created")
            return record;
    }
    throw new LedgerContended(bucket, fact.id, maxAttempts);
}

/**
 * The last sequence number, 0 for an empty ledger. Numbers have no gaps, so whether anything follows a number is
 * monotone: gallop, then bisect, instead of listing a chain that grows for years.
 */
async function tailSequence(store: ObjectStore, bucket: string, hint: number): Promise<number> {
    const follows = async (sequence: number): Promise<boolean> =>
        (
            await store.list(ledgerPrefix(bucket), {
                startAfter: ledgerKey(bucket, sequence),
                limit: 1,
            })
        ).length > 0;
    let low = hint;
    if (!(await follows(low))) return low;
    let step = 1;
    while (await follows(low + step)) {
        low += step;
        step *= 2;
    }
    // Something follows `low`, nothing follows `high`.
    let high = low + step;
    while (high - low > 1) {
        const middle = low + Math.floor((high - low) / 2);
        if (await follows(middle)) low = middle;
        else high = middle;
    }
    return high;
}

async function findFact(
    store: ObjectStore,
    bucket: string,
    tailAt: number,
    fact: LedgerFact,
): Promise<{ readonly tail: Tail | undefined; readonly record?: LedgerRecord }> {
    const earliest = Date.parse(fact.entry.at) - clockToleranceMilliseconds;
    let tail: Tail | undefined;
    for (let sequence = tailAt; sequence > 0; sequence--) {
        const { bytes, record } = await readLink(store, bucket, sequence);
        tail ??= { sequence, bytes };
        if (record.id === fact.id) return { tail, record };
        if (Date.parse(record.at) < earliest) break;
    }
    return { tail };
}

async function readLink(
    store: ObjectStore,
    bucket: string,
    sequence: number,
): Promise<{ readonly bytes: Buffer; readonly record: LedgerRecord }> {
    const key = ledgerKey(bucket, sequence);
    const stored = await store.read(key);
    if (stored === undefined) throw new LedgerBroken(bucket, `${key} is missing`);
    let record: LedgerRecord;
    try {
        record = JSON.parse(stored.bytes.toString("utf8")) as LedgerRecord;
    } catch {
        throw new LedgerBroken(bucket, `${key} is not JSON`);
    }
    if (record.kind !== "ledger" || record.sequence !== sequence)
        throw new LedgerBroken(bucket, `${key} does not hold record ${sequence}`);
    return { bytes: stored.bytes, record };
}
