import assert from "node:assert/strict";
import { inventoryFields } from "../../../model/inventory/configuredColumns";
import { replicationStates } from "../../../model/config/replicationState";
import type { Selection } from "../../../model/config/types";
import { requiredColumns } from "../../../model/inventory/requiredColumns";

const open: Selection = {
    prefixes: [],
    suffixes: [],
    include: [],
    exclude: [],
    storageClasses: ["STANDARD"],
    minSizeBytes: 0,
    versions: "current",
    replication: replicationStates,
    locked: "include",
};
const always = [
    "Bucket",
    "EncryptionStatus",
    "Key",
    "LastModifiedDate",
    "Size",
    "StorageClass",
] as const;
const versions = ["IsDeleteMarker", "IsLatest", "VersionId"] as const;

const more = (select: Partial<Selection>, listed: "Current" | "All" = "Current"): string[] => {
    const columns = requiredColumns({ select: { ...open, ...select } }, listed);
    assert.equal(new Set(columns).size, columns.length);
    assert.deepEqual(
        always.filter((name) => !columns.includes(name)),
        [],
    );
    return columns.filter((name) => !(always as readonly string[]).includes(name)).sort();
};

describe("requiredColumns", () => {
    it("needs no more than size, date, class and encryption for a tier that asks no more", () => {
        assert.deepEqual(more({}), []);
        assert.deepEqual(more({ tags: { a: "1" }, prefixes: ["a/"], exclude: ["a/b"] }), []);
    });

    it("needs the version columns for noncurrent versions and wherever versions are listed", () => {
        assert.deepEqual(more({ versions: "noncurrent" }), versions);
        assert.deepEqual(more({}, "All"), versions);
        assert.deepEqual(more({ versions: "noncurrent" }, "All"), versions);
    });

    it("needs the replication state unless every state is accepted, named twice or not", () => {
        assert.deepEqual(more({ replication: [...replicationStates].reverse() }), []);
        assert.deepEqual(more({ replication: ["NONE"] }), ["ReplicationStatus"]);
        assert.deepEqual(more({ replication: Array<"NONE">(5).fill("NONE") }), [
            "ReplicationStatus",
        ]);
    });

    it("needs the locks to leave locked objects alone, and not the column no provider asks for", () => {
        assert.deepEqual(more({ locked: "skip" }), [
            "ObjectLockLegalHoldStatus",
            "ObjectLockRetainUntilDate",
        ]);
    });

    it("needs the access tier where Intelligent-Tiering objects may be taken", () => {
        assert.deepEqual(more({ storageClasses: ["STANDARD", "INTELLIGENT_TIERING"] }), [
            "IntelligentTieringAccessTier",
        ]);
    });

    it("never needs a column that our own configuration does not ask for", () => {
        const asked = [...inventoryFields, "Bucket", "Key", ...versions];
        const needed = requiredColumns(
            {
                select: {
                    ...open,
                    versions: "noncurrent",
                    replication: ["NONE"],
                    locked: "skip",
                    storageClasses: ["INTELLIGENT_TIERING"],
                    olderThanDays: 1,
                    createdBefore: "2020-01-01T00:00:00.000Z",
                    maxSizeBytes: 1,
                    tags: { a: "1" },
                },
            },
            "All",
        );
        assert.deepEqual(
            needed.filter((name) => !asked.includes(name)),
            [],
        );
    });
});
