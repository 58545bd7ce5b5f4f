import assert from "node:assert/strict";
import fc from "fast-check";
import { ledgerKey } from "../../../model/naming/keys";
import {
    firstPreviousSha256,
    ledgerBytes,
    nextLedgerRecord,
    type StoredLedgerRecord,
} from "../../../model/runs/ledgerChain";
import type { LedgerRecord } from "../../../model/runs/records";
import { verifyChain } from "../../../model/runs/verifyChain";

const entry = { event: "selected", runId: "r" } as unknown as LedgerRecord["entry"];

/** A chain as it is appended, one record for each id. */
function chainOf(ids: readonly string[]): StoredLedgerRecord[] {
    const chain: StoredLedgerRecord[] = [];
    for (const id of ids) {
        const last = chain.at(-1);
        const record = nextLedgerRecord(
            "acme",
            last === undefined ? undefined : { sequence: chain.length, bytes: last.bytes },
            { id, entry },
            "2026-11-22T12:00:00.000Z",
        );
        chain.push({ key: ledgerKey("acme", record.sequence), bytes: ledgerBytes(record) });
    }
    return chain;
}
const ids = (count: number): string[] => Array.from({ length: count }, (_, n) => `r/${n}`);
const count = fc.integer({ min: 2, max: 6 });

describe("verifyChain", () => {
    it("finds nothing in a chain as it is appended, nor in none", () => {
        for (const length of [0, 1, 5])
            assert.deepEqual(verifyChain("acme", chainOf(ids(length))), []);
    });

    it("begins every chain with the hash of nothing before it", () => {
        const [first] = chainOf(["r/0"]);
        const record = JSON.parse(first?.bytes.toString() ?? "") as LedgerRecord;
        assert.equal(record.previousSha256, firstPreviousSha256);
        assert.equal(record.sequence, 1);
    });

    it("finds any record but the last that was replaced, whatever it says now", () => {
        fc.assert(
            fc.property(count, fc.nat(), fc.string(), (length, at, other) => {
                const chain = chainOf(ids(length));
                const index = at % (length - 1);
                const forged = chainOf([...ids(index), `forged ${other}`])[index];
                assert.ok(forged !== undefined);
                chain[index] = forged;
                const next = ledgerKey("acme", index + 2);
                const findings = verifyChain("acme", chain);
                assert.equal(findings.length, 1);
                assert.match(findings[0] ?? "", /the one before was altered$/);
                assert.ok(findings[0]?.startsWith(`${next}: previousSha256 must be `));
            }),
        );
    });

    it("finds a record that is missing, out of order or of another bucket", () => {
        fc.assert(
            fc.property(count, fc.nat(), (length, at) => {
                const chain = chainOf(ids(length));
                const index = at % (length - 1);
                const [missing] = chain.splice(index, 1);
                assert.deepEqual(verifyChain("acme", chain), [
                    `${ledgerKey("acme", index + 2)}: expected ${missing?.key} here; ` +
                        "a record is missing, foreign or out of order",
                ]);
            }),
        );
        assert.deepEqual(verifyChain("other", chainOf(["r/0"])), [
            `${ledgerKey("acme", 1)}: expected ${ledgerKey("other", 1)} here; ` +
                "a record is missing, foreign or out of order",
        ]);
    });

    it("names what a record says of itself that is not so", () => {
        const [only] = chainOf(["r/0"]);
        assert.ok(only !== undefined);
        const record = JSON.parse(only.bytes.toString()) as LedgerRecord;
        const bytes = ledgerBytes({ ...record, sequence: 7, bucket: "other" });
        assert.deepEqual(verifyChain("acme", [{ ...only, bytes }]), [
            `${only.key}: sequence must be 1, got 7`,
            `${only.key}: bucket must be "acme", got "other"`,
        ]);
        for (const text of ["", "null", "{}", '{"kind":"run"}'])
            assert.deepEqual(verifyChain("acme", [{ ...only, bytes: Buffer.from(text) }]), [
                `${only.key}: is not JSON of kind "ledger"`,
            ]);
    });

    it("finds a fact that was told twice", () => {
        assert.deepEqual(verifyChain("acme", chainOf(["r/0", "r/1", "r/0"])), [
            `${ledgerKey("acme", 3)}: id "r/0" is in ${ledgerKey("acme", 1)} already`,
        ]);
    });
});
