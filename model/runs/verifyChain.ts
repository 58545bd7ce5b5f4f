/** Checks a ledger from outside: every finding names the record and what is wrong with it. */
import { createHash } from "node:crypto";
import { ledgerKey } from "../naming/keys";
import { firstPreviousSha256, type StoredLedgerRecord } from "./ledgerChain";
import type { LedgerRecord } from "./records";

/** Findings over all records of a bucket's ledger in listing order; empty when the chain is whole. */
export function verifyChain(bucket: string, chain: readonly StoredLedgerRecord[]): string[] {
    const findings: string[] = [];
    const keysById = new Map<string, string>();
    let expectedHash = firstPreviousSha256;
    for (const [index, { key, bytes }] of chain.entries()) {
        const sequence = index + 1;
        const expectedKey = ledgerKey(bucket, sequence);
        if (key !== expectedKey) {
            findings.push(
                `${key}: expected ${expectedKey} here; a record is missing, foreign or out of order`,
            );
            // Every later record would only repeat that finding.
            return findings;
        }
        const record = parse(bytes);
        if (record === undefined) findings.push(`${key}: is not JSON of kind "ledger"`);
        else {
            if (record.sequence !== sequence)
                findings.push(`${key}: sequence must be ${sequence}, got ${record.sequence}`);
            if (record.bucket !== bucket)
                findings.push(`${key}: bucket must be "${bucket}", got "${record.bucket}"`);
            if (record.previousSha256 !== expectedHash)
                findings.push(
                    `${key}: previousSha256 must be ${expectedHash}, got ${record.previousSha256}; ` +
                        "this record or the one before was altered",
                );
            const earlier = keysById.get(record.id);
            if (earlier !== undefined)
                findings.push(`${key}: id "${record.id}" is in ${earlier} already`);
            else keysById.set(record.id, key);
        }
        expectedHash = createHash("sha256").update(bytes).digest("hex");
    }
    return findings;
}

function parse(bytes: Buffer): LedgerRecord | undefined {
    try {
        const record = JSON.parse(bytes.toString("utf8")) as LedgerRecord | null;
        return record?.kind === "ledger" ? record : undefined;
    } catch {
        return undefined;
    }
}
