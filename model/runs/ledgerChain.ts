/** The hash chain of a bucket's ledger, as pure functions over the bytes of its records. */
import { createHash } from "node:crypto";
import { canonicalJson } from "./canonicalJson";
import type { LedgerRecord } from "./records";

/** `previousSha256` of a chain's first record. */
export const firstPreviousSha256 = "0".repeat(64);

/** What one append says; sequence, hash and time of append are the chain's. */
export interface LedgerFact {
    /** Unique per fact, e.g. "<runId>/selected" or "<runId>/outcome-copy-0". */
    readonly id: string;
    readonly entry: LedgerRecord["entry"];
}

export interface StoredLedgerRecord {
    readonly key: string;
    readonly bytes: Buffer;
}

const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** The bytes that are stored for a record, and that the next one hashes. */
export const ledgerBytes = (record: LedgerRecord): Buffer => Buffer.from(canonicalJson(record));

/** The record that follows `previous` (undefined at the start of a chain). */
export function nextLedgerRecord(
    bucket: string,
    previous: { readonly sequence: number; readonly bytes: Buffer } | undefined,
    fact: LedgerFact,
    at: string,
): LedgerRecord {
    return {
        kind: "ledger",
        schemaVersion: 1,
        sequence: (previous?.sequence ?? 0) + 1,
        bucket,
        id: fact.id,
        at,
        previousSha256: previous === undefined ? firstPreviousSha256 : sha256(previous.bytes),
        entry: fact.entry,
    };
}
