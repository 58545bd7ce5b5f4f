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
 * Appends facts, each once: whoever repeats one (a crash came between the fact and its ledger record, or two
 * functions saw the same fact) finds it in the chain and leaves it. `entry.at` must be the time of the fact.
 * Facts are appended in the order given. Throws LedgerContended or LedgerBroken.
 */
export async function appendFactsToLedger(
    store: ObjectStore,
    bucket: string,
    facts: readonly LedgerFact[],
    now: () => Date,
): Promise<void> {
    const earliest = Math.min(...facts.map(({ entry }) => Date.parse(entry.at)));
    const pending = new Map(facts.map((fact) => [fact.id, fact]));
    let checked: Tail | undefined;
    let hint = 0;
    for (let failures = 0; failures < maxAttempts;) {
        if (pending.size === 0) return;
        hint = await tailSequence(store, bucket, hint);
        // Only what was appended since the last look can hold a fact that is still missing.
        const from = checked?.sequence ?? 0;
        let tail: Tail | undefined = hint === from ? checked : undefined;
        for (let sequence = hint; sequence > from && pending.size > 0; sequence--) {
            const { bytes, record } = await readLink(store, bucket, sequence);
            tail ??= { sequence, bytes };
            pending.delete(record.id);
            if (Date.parse(record.at) < earliest - clockToleranceMilliseconds) break;
        }
        const [next] = pending.values();
        if (next === undefined) return;
        const record = nextLedgerRecord(bucket, tail, next, now().toISOString());
        const bytes = ledgerBytes(record);
        const key = ledgerKey(bucket, record.sequence);
        if ((await store.create(key, bytes, "application/json")) === "created") {
            pending.delete(next.id);
            checked = { sequence: record.sequence, bytes };
            hint = record.sequence;
        } else {
            // Somebody else's record, or our own whose answer was lost: the next look tells.
            checked = tail;
            failures++;
        }
    }
    throw new LedgerContended(bucket, [...pending.keys()].join(", "), maxAttempts);
}

/** `appendFactsToLedger` for a single fact. */
export async function appendToLedger(
    store: ObjectStore,
    bucket: string,
    fact: LedgerFact,
    now: () => Date,
): Promise<void> {
    await appendFactsToLedger(store, bucket, [fact], now);
}

/**
 * The last sequence number, 0 for an empty ledger. Numbers have no gaps, so whether anything follows a number is
 * monotone: gallop, then bisect, instead of listing a chain that grows for years.
 */
async function tailSequence(store: ObjectStore, bucket: string, hint: number): Promise<number> {
    const follows = async (sequence: number): Promise<boolean> => {
        const [next] = await store.list(ledgerPrefix(bucket), {
            startAfter: ledgerKey(bucket, sequence),
            limit: 1,
        });
        if (next === undefined) return false;
        const name = next.slice(ledgerPrefix(bucket).length);
        // Something that sorts after every number would follow for ever.
        if (!/^\d{12}\.json$/.test(name))
            throw new LedgerBroken(
                bucket,
                `${next} is no ledger record and must not be there; who may write to the audit bucket besides the functions?`,
            );
        return true;
    };
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

async function readLink(
    store: ObjectStore,
    bucket: string,
    sequence: number,
): Promise<{ readonly bytes: Buffer; readonly record: LedgerRecord }> {
    const key = ledgerKey(bucket, sequence);
    const stored = await store.read(key);
    if (stored === undefined) throw new LedgerBroken(bucket, `${key} is missing`);
    let record: Partial<LedgerRecord>;
    try {
        record = JSON.parse(stored.bytes.toString("utf8")) as Partial<LedgerRecord>;
    } catch {
        throw new LedgerBroken(bucket, `${key} is not JSON`);
    }
    if (record.kind !== "ledger" || record.sequence !== sequence)
        throw new LedgerBroken(bucket, `${key} does not hold record ${sequence}`);
    return { bytes: stored.bytes, record: record as LedgerRecord };
}
