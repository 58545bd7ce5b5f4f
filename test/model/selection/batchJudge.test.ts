import assert from "node:assert/strict";
import fc from "fast-check";
import { replicationStates } from "../../../model/config/replicationState";
import type { Selection, TierAction } from "../../../model/config/types";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import { materialise } from "../../../model/inventory/materialise";
import {
    accessTierNames,
    replicationNames,
    storageClassNames,
} from "../../../model/inventory/rowBatch";
import { BatchJudge } from "../../../model/selection/batchJudge";
import { noTier, undecodableKey } from "../../../model/selection/batchVerdicts";
import { reasonCode, selectedCode } from "../../../model/selection/reasonCode";
import { skipReasons, type SkipReason } from "../../../model/selection/skipReason";
import type { SelectingTier } from "../../../model/selection/tierRule";
import { tierSelector } from "../../../model/selection/tierSelector";
import { targetClasses } from "../../../model/storageClass";
import { batchOfRows } from "../inventory/batchOfRows";

const createdAt = Date.parse("2026-11-22T01:00:00.000Z");
const day = 24 * 60 * 60 * 1000;
const inventory = { sourceBucket: "b", createdAt };

const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const often = <T>(usual: T, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
    fc.oneof({ weight: 5, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: rare });

const keys = fc.oneof(
    fc
        .tuple(
            oneOf("logs/", "logs/é/", "data/", "data/raw+/", ""),
            oneOf("a", "9", "é", "a b", "ÿ%", "😀"),
            oneOf(".gz", "A9.csv", ".csv", "é.csv", "/"),
        )
        .map((parts) => parts.join("")),
    fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }),
);
const sizes = oneOf<number | undefined>(undefined, 0, 1, 99, 100, 101, 5_000_000_001, 2 ** 46);
const instants = oneOf<number | undefined>(
    undefined,
    createdAt - 90 * day,
    createdAt - 90 * day + 1,
    createdAt - 400 * day,
    createdAt,
    createdAt + 1,
);
const rowsFor = (listsVersions: boolean): fc.Arbitrary<InventoryRow> =>
    fc.record({
        bucket: often("b", fc.constant("other")),
        key: keys,
        versionId: listsVersions ? oneOf("null", "v1") : fc.constant(undefined),
        isLatest: oneOf(true, true, false, undefined),
        isDeleteMarker: often(false, oneOf(true, undefined)),
        size: often(100, sizes),
        lastModified: often(createdAt - 400 * day, instants),
        lockedUntil: often(undefined, instants),
        storageClass: often("STANDARD", oneOf(undefined, "A-NEW-ONE", ...storageClassNames)),
        replicationStatus: often(undefined, oneOf("A-NEW-ONE", ...replicationNames)),
        accessTier: often(undefined, oneOf("A-NEW-ONE", ...accessTierNames)),
        encryptionStatus: often("SSE-S3", oneOf(undefined, "SSE-C")),
        legalHold: often(false, fc.boolean()),
        eventHold: often(undefined, fc.boolean()),
    });

const few = <T>(...values: T[]): fc.Arbitrary<T[]> =>
    fc.oneof(
        { weight: 2, arbitrary: fc.constant<T[]>([]) },
        { weight: 1, arbitrary: fc.subarray(values, { minLength: 1 }) },
    );
const most = <T>(...values: T[]): fc.Arbitrary<T[]> =>
    fc.oneof(fc.constant(values), fc.subarray(values));
const conditions: { [K in keyof Required<Selection>]: fc.Arbitrary<Selection[K]> } = {
    prefixes: few("logs/", "logs/é", "data/raw+", "é", "%"),
    suffixes: few(".gz", "A9.csv", "é.csv", "", "9.csv", "😀/"),
    include: few("logs/**", "**.csv", "data/{a,9}*", "*é*", "\\logs/*", "?*"),
    exclude: few("logs/é/**", "**/9.gz", "**é.csv", "[!l]*/**"),
    olderThanDays: oneOf(undefined, 0, 90),
    createdBefore: oneOf(undefined, undefined, new Date(createdAt - 90 * day + 1).toISOString()),
    storageClasses: most(...targetClasses),
    minSizeBytes: oneOf(0, 100, 101),
    maxSizeBytes: oneOf(undefined, 100, 5_000_000_000),
    versions: oneOf("current", "current", "noncurrent"),
    replication: most(...replicationStates),
    locked: oneOf("skip", "include"),
    tags: oneOf(undefined, { team: "a" }),
};
/** A condition that is not generated is not held to the reference, so the type asks for each. */
const selections: fc.Arbitrary<Selection> = fc.record(conditions);
const actions: fc.Arbitrary<TierAction | undefined> = fc.oneof(
    fc.constant(undefined),
    fc.record({
        kind: fc.constant("changeClass" as const),
        storageClass: oneOf(...targetClasses),
        mechanism: oneOf<"copy" | "mark" | "lifecycle">("copy", "mark", "lifecycle"),
    }),
    fc.constant({ kind: "copyTo", vault: "v", storageClass: "GLACIER" } as const),
);
const tiers: fc.Arbitrary<SelectingTier> = fc.record({
    name: fc.constant("t"),
    select: selections,
    action: actions,
    doneBefore: oneOf(undefined, undefined, ({ key, size }: InventoryRow) =>
        `${key}${size}`.includes("9"),
    ),
});

const codesOf = (reasons: readonly (SkipReason | undefined)[]): number[] =>
    reasons.map((reason) => (reason === undefined ? selectedCode : reasonCode[reason]));

/** Per tier the code of a row judged last. */
const codesAt = ({ verdicts }: BatchJudge, row: number): number[] =>
    verdicts.reasons.map((codes) => codes[row] as number);

describe("BatchJudge", () => {
    it("judges as tierSelector does: any tiers, any rows, keys in both encodings", function () {
        this.timeout(60_000);
        const seen = new Map<SkipReason | undefined, number>();
        let judged = 0;
        const cases = fc.boolean().chain((listsVersions) =>
            fc.record({
                listsVersions: fc.constant(listsVersions),
                tiers: fc.array(tiers, { maxLength: 4 }),
                rows: fc.array(rowsFor(listsVersions), {
                    minLength: 40,
                    maxLength: 60,
                    size: "max",
                }),
            }),
        );
        fc.assert(
            fc.property(cases, ({ listsVersions, tiers: given, rows }) => {
                const reference = tierSelector(given, inventory);
                const judge = new BatchJudge(given, inventory);
                for (const keysEncoded of [true, false]) {
                    const batch = batchOfRows(rows, {
                        sourceBucket: "b",
                        keysEncoded,
                        listsVersions,
                    });
                    judge.judge(batch);
                    for (const [index, row] of rows.entries()) {
                        const { tier, reasons } = reference(row);
                        assert.equal(judge.verdicts.takers[index], tier ?? noTier);
                        assert.deepEqual(codesAt(judge, index), codesOf(reasons));
                        for (const reason of reasons) seen.set(reason, (seen.get(reason) ?? 0) + 1);
                        judged++;
                    }
                    const { tier, reasons } = reference(rows[0]!);
                    assert.deepEqual(judge.judgeOdd(rows[0]!), {
                        taker: tier ?? noTier,
                        reasons: codesOf(reasons),
                    });
                }
            }),
            { numRuns: 700, seed: 7 },
        );
        // A reason that no generated row has would be tested by nothing.
        const never = [undefined, ...skipReasons].filter((reason) => !seen.has(reason));
        assert.deepEqual(never, ["unreadable-row"]);
        assert.ok(judged > 50_000, `${judged}`);
    });

    const row: InventoryRow = {
        bucket: "b",
        key: "k",
        size: 5,
        lastModified: 0,
        storageClass: "STANDARD",
    };
    const select: Selection = {
        prefixes: [],
        suffixes: [],
        include: [],
        exclude: [],
        storageClasses: ["STANDARD"],
        minSizeBytes: 0,
        versions: "current",
        replication: ["NONE"],
        locked: "skip",
    };

    it("says of a key that must be looked at and cannot be decoded that the row is unreadable", () => {
        const broken = (keysEncoded: boolean, bytes: number[]): ReturnType<typeof batchOfRows> =>
            batchOfRows([row], {
                sourceBucket: "b",
                keysEncoded,
                listsVersions: false,
                bytesOf: () => Buffer.from(bytes),
            });
        const all = [reasonCode["unreadable-row"], reasonCode["unreadable-row"]];
        const withGlob = { name: "g", select: { ...select, include: ["**"] } };
        const withDone = { name: "d", select, doneBefore: () => false };
        for (const first of [withGlob, withDone])
            for (const batch of [broken(true, [0x25, 0x43]), broken(false, [0xff])]) {
                const judge = new BatchJudge([first, { name: "t", select }], inventory);
                judge.judge(batch);
                assert.equal(judge.verdicts.takers[0], undecodableKey);
                assert.deepEqual(codesAt(judge, 0), all);
            }
    });

    it("says so for the tiers before the one that had to look as well", () => {
        const batch = batchOfRows([row, { ...row, size: 1 }], {
            sourceBucket: "b",
            keysEncoded: false,
            listsVersions: false,
            bytesOf: () => Buffer.from([0xff]),
        });
        const judge = new BatchJudge(
            [
                { name: "s", select: { ...select, minSizeBytes: 9 } },
                { name: "g", select: { ...select, include: ["**"] } },
                { name: "t", select },
            ],
            inventory,
        );
        judge.judge(batch);
        assert.deepEqual(codesAt(judge, 0), Array(3).fill(reasonCode["unreadable-row"]));
        assert.deepEqual(codesAt(judge, 1), Array(3).fill(reasonCode["unreadable-row"]));
    });

    it("leaves a key that nobody has to look at to whoever takes the row", () => {
        const batch = batchOfRows([row, { ...row, size: 1 }], {
            sourceBucket: "b",
            keysEncoded: false,
            listsVersions: false,
            bytesOf: () => Buffer.from([0xff]),
        });
        const judge = new BatchJudge(
            [
                { name: "s", select: { ...select, minSizeBytes: 9 } },
                { name: "t", select: { ...select, minSizeBytes: 3 } },
            ],
            inventory,
        );
        judge.judge(batch);
        assert.deepEqual([...judge.verdicts.takers.subarray(0, 2)], [1, noTier]);
        judge.unreadable(0);
        assert.deepEqual([...judge.verdicts.takers.subarray(0, 2)], [undecodableKey, noTier]);
        assert.deepEqual(codesAt(judge, 0), Array(2).fill(reasonCode["unreadable-row"]));
        assert.deepEqual(codesAt(judge, 1), Array(2).fill(reasonCode["too-small"]));
    });

    it("shows rows that were done before as the decoder would have them", () => {
        const shown: InventoryRow[] = [];
        const full: InventoryRow = {
            bucket: "b",
            key: "é +%",
            versionId: "v1",
            isLatest: true,
            isDeleteMarker: false,
            size: 7,
            lastModified: 12,
            storageClass: "STANDARD",
            replicationStatus: undefined,
            encryptionStatus: undefined,
            lockedUntil: 13,
            legalHold: false,
            eventHold: false,
            accessTier: "FREQUENT",
        };
        const doneBefore = (one: InventoryRow): boolean => shown.push(one) > 0;
        const judge = new BatchJudge([{ name: "t", select, doneBefore }], inventory);
        for (const keysEncoded of [true, false]) {
            const batch = batchOfRows([full], {
                sourceBucket: "b",
                keysEncoded,
                listsVersions: true,
            });
            judge.judge(batch);
            assert.equal(judge.verdicts.takers[0], noTier);
            assert.deepEqual(materialise(batch, 0, "b"), full);
        }
        assert.deepEqual(shown, [full, full]);
    });
});
