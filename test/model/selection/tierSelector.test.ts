import assert from "node:assert/strict";
import fc from "fast-check";
import type { Selection } from "../../../model/config/types";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import { tierRule, type SelectingTier } from "../../../model/selection/tierRule";
import { tierSelector } from "../../../model/selection/tierSelector";

const createdAt = Date.parse("2026-11-22T01:00:00.000Z");
const day = 24 * 60 * 60 * 1000;
const select: Selection = {
    prefixes: [],
    suffixes: [],
    include: [],
    exclude: [],
    storageClasses: ["STANDARD", "INTELLIGENT_TIERING", "GLACIER"],
    minSizeBytes: 0,
    versions: "current",
    replication: ["NONE"],
    locked: "skip",
};
const row: InventoryRow = {
    bucket: "b",
    key: "logs/a.gz",
    size: 100,
    lastModified: createdAt - 100 * day,
    storageClass: "STANDARD",
    encryptionStatus: "SSE-S3",
};
const copy = { kind: "changeClass", storageClass: "GLACIER_IR", mechanism: "copy" } as const;
const mark = { kind: "changeClass", storageClass: "DEEP_ARCHIVE", mechanism: "mark" } as const;
const judge = (
    changes: Partial<InventoryRow>,
    selection: Partial<Selection> = {},
    action: SelectingTier["action"] = copy,
): string | undefined =>
    tierRule(
        { name: "t", select: { ...select, ...selection }, action },
        createdAt,
    )({
        ...row,
        ...changes,
    });

describe("tierRule", () => {
    const cases: readonly [
        name: string,
        row: Partial<InventoryRow>,
        selection: Partial<Selection>,
        reason: string | undefined,
    ][] = [
        ["takes a plain object", {}, {}, undefined],
        ["current: not a noncurrent version", { isLatest: false }, {}, "not-current"],
        [
            "noncurrent: not the current one",
            { isLatest: true },
            { versions: "noncurrent" },
            "not-noncurrent",
        ],
        [
            "noncurrent needs a version id",
            { isLatest: false },
            { versions: "noncurrent" },
            "no-version-id",
        ],
        [
            "a null version has an id",
            { isLatest: false, versionId: "null" },
            { versions: "noncurrent" },
            undefined,
        ],
        ["prefix", {}, { prefixes: ["data/", "log"] }, undefined],
        ["no prefix fits", {}, { prefixes: ["data/"] }, "prefix"],
        ["suffix", {}, { suffixes: [".csv"] }, "suffix"],
        ["include", {}, { include: ["*.gz"] }, "not-included"],
        ["exclude", {}, { include: ["**"], exclude: ["logs/*"] }, "excluded"],
        ["class not wanted", { storageClass: "STANDARD_IA" }, {}, "storage-class"],
        ["class unknown", { storageClass: "OUTPOSTS" }, {}, "storage-class"],
        ["class missing", { storageClass: undefined }, {}, "storage-class"],
        ["archived class", { storageClass: "GLACIER" }, {}, "already-archived"],
        [
            "archive access tier",
            { storageClass: "INTELLIGENT_TIERING", accessTier: "ARCHIVE" },
            {},
            "already-archived",
        ],
        [
            "instant access tier is readable",
            { storageClass: "INTELLIGENT_TIERING", accessTier: "ARCHIVE_INSTANT_ACCESS" },
            {},
            undefined,
        ],
        ["least size is inclusive", { size: 100 }, { minSizeBytes: 100 }, undefined],
        ["below least size", { size: 99 }, { minSizeBytes: 100 }, "too-small"],
        ["no size is not 0", { size: undefined }, {}, "too-small"],
        ["greatest size is inclusive", { size: 100 }, { maxSizeBytes: 100 }, undefined],
        ["above greatest size", { size: 101 }, { maxSizeBytes: 100 }, "too-large"],
        [
            "age counts at the scan",
            { lastModified: createdAt - 90 * day },
            { olderThanDays: 90 },
            undefined,
        ],
        ["younger", { lastModified: createdAt - 90 * day + 1 }, { olderThanDays: 90 }, "too-young"],
        ["written after the scan began", { lastModified: createdAt + 1 }, {}, "too-young"],
        ["no date", { lastModified: undefined }, {}, "too-young"],
        ["created before", {}, { createdBefore: "2026-08-14T01:00:00.000Z" }, "created-too-late"],
        ["created just before", {}, { createdBefore: "2026-08-14T01:00:00.001Z" }, undefined],
        ["retained", { lockedUntil: createdAt + 1 }, {}, "locked"],
        ["retained until now", { lockedUntil: createdAt }, {}, undefined],
        ["held", { legalHold: true }, {}, "locked"],
        ["event hold", { eventHold: true }, {}, "locked"],
        [
            "locked may be taken",
            { legalHold: true, lockedUntil: createdAt + 1 },
            { locked: "include" },
            undefined,
        ],
        ["replication", { replicationStatus: "FAILED" }, {}, "replication"],
        [
            "replication accepted",
            { replicationStatus: "FAILED" },
            { replication: ["FAILED"] },
            undefined,
        ],
        ["no status is NONE", {}, { replication: ["FAILED"] }, "replication"],
        ["customer key", { encryptionStatus: "SSE-C" }, {}, "encrypted-with-customer-key"],
    ];
    for (const [name, changes, selection, reason] of cases)
        it(`${name}: ${reason ?? "taken"}`, () => {
            assert.equal(judge(changes, selection), reason);
        });

    it("lets a mark take GLACIER objects, and none that are in the target class", () => {
        assert.equal(judge({ storageClass: "GLACIER" }, {}, mark), undefined);
        const deep = { storageClasses: ["DEEP_ARCHIVE"] } as const;
        assert.equal(judge({ storageClass: "DEEP_ARCHIVE" }, deep, mark), "already-archived");
    });
});

describe("tierSelector", () => {
    const tier = (name: string, prefixes: string[]): SelectingTier => ({
        name,
        select: { ...select, prefixes },
        action: copy,
    });
    const judgeAll = tierSelector(
        [tier("first", ["logs/"]), tier("second", ["logs/", "data/"]), tier("third", [])],
        { sourceBucket: "b", createdAt },
    );

    it("gives an object to the first tier that matches and tells the later ones", () => {
        assert.deepEqual(judgeAll(row), {
            tier: 0,
            reasons: [undefined, "taken-by-earlier-tier", "taken-by-earlier-tier"],
        });
        assert.deepEqual(judgeAll({ ...row, key: "data/x" }), {
            tier: 1,
            reasons: ["prefix", undefined, "taken-by-earlier-tier"],
        });
    });

    it("never takes an unreadable row, another bucket's, or a delete marker", () => {
        const none = (reason: string): object => ({
            tier: undefined,
            reasons: [reason, reason, reason],
        });
        assert.deepEqual(judgeAll({ problem: "x" }), none("unreadable-row"));
        assert.deepEqual(judgeAll({ ...row, bucket: "c" }), none("other-bucket"));
        assert.deepEqual(judgeAll({ ...row, isDeleteMarker: true }), none("delete-marker"));
    });

    it("does not select what a tier has done before and keeps it from later tiers", () => {
        const asked: string[] = [];
        const judge = tierSelector(
            [
                {
                    ...tier("first", ["logs/"]),
                    doneBefore: ({ key }) => {
                        asked.push(key);
                        return key === "logs/done";
                    },
                },
                tier("second", []),
            ],
            { sourceBucket: "b", createdAt },
        );
        assert.deepEqual(judge({ ...row, key: "logs/done" }), {
            tier: undefined,
            reasons: ["done-before", "taken-by-earlier-tier"],
        });
        assert.deepEqual(judge({ ...row, key: "logs/new" }), {
            tier: 0,
            reasons: [undefined, "taken-by-earlier-tier"],
        });
        assert.deepEqual(judge({ ...row, key: "data/x" }), {
            tier: 1,
            reasons: ["prefix", undefined],
        });
        // What does not match is not looked up: most rows of an inventory do not.
        assert.deepEqual(asked, ["logs/done", "logs/new"]);
    });

    it("has one taker at most and a reason for every other tier", () => {
        const rows = fc.record({
            key: fc.constantFrom("logs/a", "data/a", "x"),
            size: fc.option(fc.nat(), { nil: undefined }),
            storageClass: fc.constantFrom("STANDARD", "GLACIER", "OUTPOSTS"),
            isLatest: fc.boolean(),
        });
        fc.assert(
            fc.property(rows, (changes) => {
                const { tier: taker, reasons } = judgeAll({ ...row, ...changes });
                assert.equal(reasons.length, 3);
                const takers = reasons.flatMap((reason, index) =>
                    reason === undefined ? [index] : [],
                );
                assert.deepEqual(takers, taker === undefined ? [] : [taker]);
            }),
        );
    });
});
