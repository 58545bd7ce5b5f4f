import assert from "node:assert/strict";
import fc from "fast-check";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import {
    ClaimBook,
    type Claim,
    type ClaimCounts,
    type ClaimKind,
} from "../../../model/runs/claimBook";

const startedAt = Date.parse("2026-11-22T06:00:00.000Z");
const claim: Claim = { key: "a", size: 10, startedAt };
const moved: InventoryRow = {
    bucket: "b",
    key: "a",
    size: 10,
    storageClass: "GLACIER",
    lastModified: startedAt + 1000,
};
const unmoved: InventoryRow = {
    ...moved,
    storageClass: "STANDARD",
    lastModified: startedAt - 1000,
};

function counted(
    kind: ClaimKind,
    claims: readonly Claim[],
    rows: readonly InventoryRow[],
    final = false,
): ClaimCounts {
    const book = new ClaimBook({ kind, storageClass: "GLACIER" });
    for (const each of claims) book.add(each);
    for (const row of rows) book.watch(row);
    return book.counts(final);
}
const none = {
    proven: 0,
    changedSince: 0,
    gone: 0,
    contradicted: 0,
    waiting: 0,
    examples: [],
};

describe("ClaimBook", () => {
    it("proves an object in place that has the class and the size", () => {
        assert.deepEqual(counted("in-place", [claim], [moved]), {
            ...none,
            claimed: 1,
            proven: 1,
        });
    });

    it("counts what is not listed as gone, except for a vault, which has to list it in the end", () => {
        assert.deepEqual(counted("in-place", [claim], []), { ...none, claimed: 1, gone: 1 });
        assert.deepEqual(counted("mark", [claim], [], true), { ...none, claimed: 1, gone: 1 });
        assert.deepEqual(counted("vault", [claim], []), { ...none, claimed: 1, waiting: 1 });
        assert.deepEqual(counted("vault", [claim], [], true), {
            ...none,
            claimed: 1,
            contradicted: 1,
            examples: [{ key: "a", found: "not listed" }],
        });
    });

    it("calls an object in its old class a false claim at once, and a marked one only in the end", () => {
        const contradicted = {
            ...none,
            claimed: 1,
            contradicted: 1,
            examples: [{ key: "a", found: "STANDARD, 10 bytes, written 2026-11-22T05:59:59.000Z" }],
        };
        assert.deepEqual(counted("in-place", [claim], [unmoved]), contradicted);
        assert.deepEqual(counted("mark", [claim], [unmoved]), {
            ...none,
            claimed: 1,
            waiting: 1,
        });
        assert.deepEqual(counted("mark", [claim], [unmoved], true), contradicted);
    });

    it("calls an object of another size a false claim, unless its owner wrote it after the job was made", () => {
        const cut = { ...moved, size: 9, lastModified: startedAt };
        assert.deepEqual(counted("in-place", [claim], [cut]).examples, [
            { key: "a", found: "GLACIER, 9 bytes, written 2026-11-22T06:00:00.000Z" },
        ]);
        assert.deepEqual(counted("in-place", [claim], [{ ...cut, lastModified: startedAt + 1 }]), {
            ...none,
            claimed: 1,
            changedSince: 1,
        });
    });

    it("does not take an unknown class, size or date for a proof", () => {
        const { size: _size, lastModified: _written, ...bare } = moved;
        const { storageClass: _class, ...nameless } = bare;
        assert.deepEqual(counted("in-place", [claim], [nameless]).examples, [
            { key: "a", found: "no class, ? bytes" },
        ]);
    });

    it("lets the new state of an object listed twice count, in either order", () => {
        for (const rows of [
            [moved, unmoved],
            [unmoved, moved],
        ])
            for (const kind of ["in-place", "mark", "vault"] as const)
                assert.equal(counted(kind, [claim], rows).proven, 1);
    });

    it("does not see delete markers, other keys and noncurrent versions", () => {
        const rows = [
            { ...moved, isDeleteMarker: true },
            { ...moved, key: "A" },
            { ...moved, isLatest: false },
        ];
        assert.deepEqual(counted("in-place", [claim], rows), { ...none, claimed: 1, gone: 1 });
    });

    it("asks for the marked version itself, current or not", () => {
        const version = { ...claim, versionId: "v1" };
        const of = (versionId: string, isLatest: boolean): InventoryRow => ({
            ...moved,
            versionId,
            isLatest,
        });
        assert.equal(counted("mark", [version], [of("v1", false)]).proven, 1);
        assert.equal(counted("mark", [version], [of("v2", true)]).gone, 1);
    });

    it("wants one copy in the vault for each version of a key", () => {
        const claims = [claim, { ...claim, size: 20 }];
        assert.deepEqual(counted("vault", claims, [moved, { ...moved, size: 20 }]), {
            ...none,
            claimed: 2,
            proven: 2,
        });
        const twins = [claim, claim];
        assert.deepEqual(counted("vault", twins, [moved]), {
            ...none,
            claimed: 2,
            proven: 1,
            waiting: 1,
        });
        assert.equal(counted("vault", twins, [moved, moved]).proven, 2);
    });

    it("calls a copy of another class or size in the vault a false claim, a later right one a proof", () => {
        const wrong = { ...moved, storageClass: "STANDARD" };
        assert.deepEqual(counted("vault", [claim], [wrong]).examples, [
            { key: "a", found: "STANDARD, 10 bytes, written 2026-11-22T06:00:01.000Z" },
        ]);
        assert.equal(counted("vault", [claim], [wrong, moved]).proven, 1);
    });

    it("names at most 20 false claims and counts them all", () => {
        const claims = Array.from({ length: 25 }, (_, n) => ({ ...claim, key: `k${n}` }));
        const counts = counted("vault", claims, [], true);
        assert.equal(counts.contradicted, 25);
        assert.deepEqual(
            counts.examples.map(({ key }) => key),
            claims.slice(0, 20).map(({ key }) => key),
        );
    });

    it("counts every claim exactly once, and waits for nothing in the end", () => {
        const key = fc.constantFrom("a", "b", "c");
        const size = fc.nat(2);
        const versionId = fc.constantFrom(undefined, "v1", "v2");
        const claims = fc.array(fc.record({ key, size, versionId, startedAt: fc.constant(5) }));
        const rows = fc.array(
            fc.record({
                bucket: fc.constant("b"),
                key,
                size,
                versionId,
                isLatest: fc.constantFrom(undefined, true, false),
                isDeleteMarker: fc.constantFrom(undefined, true, false),
                lastModified: fc.constantFrom(undefined, 4, 5, 6),
                storageClass: fc.constantFrom("STANDARD", "GLACIER"),
            }),
        );
        const kind = fc.constantFrom("in-place" as const, "mark" as const, "vault" as const);
        fc.assert(
            fc.property(kind, claims, rows, fc.boolean(), (what, made, listed, final) => {
                const counts = counted(what, made, listed, final);
                const { proven, changedSince, gone, contradicted, waiting } = counts;
                assert.equal(counts.claimed, made.length);
                assert.equal(proven + changedSince + gone + contradicted + waiting, made.length);
                if (final) assert.equal(waiting, 0);
                // One listed object proves no more than one copy.
                if (what === "vault") assert.ok(proven <= listed.length);
            }),
            { numRuns: 1000 },
        );
    });
});
