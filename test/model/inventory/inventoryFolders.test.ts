import assert from "node:assert/strict";
import {
    committedInventoryOf,
    inventoryChecksumKey,
    inventoryFoldersNewestFirst,
    inventoryManifestKey,
} from "../../../model/inventory/inventoryFolders";
import { missingColumns } from "../../../model/inventory/requiredColumns";
import { inventoryFolder } from "../../../model/naming/keys";
import { coldLogs, columns } from "../../runtime/submit/submitWorld";

describe("inventoryFoldersNewestFirst", () => {
    it("keeps the dated folders alone, newest first", () => {
        const folder = (name: string): string => `inventory/b/archival/${name}/`;
        assert.deepEqual(
            inventoryFoldersNewestFirst(
                [
                    ...["2026-11-20T01-00Z", "data", "hive", "2026-11-22T01-00Z"],
                    ...["2026-11-21T23-30Z", "2026-13-01T01-00Z", "2026-11-22T01-00Z.bak"],
                ].map(folder),
            ),
            ["2026-11-22T01-00Z", "2026-11-21T23-30Z", "2026-11-20T01-00Z"].map(folder),
        );
    });
});

describe("committedInventoryOf", () => {
    const folder = `${inventoryFolder("a.b", "archival")}2026-11-22T01-00Z/`;

    it("reads bucket and configuration back from the commit marker's key", () => {
        assert.deepEqual(committedInventoryOf(inventoryChecksumKey(folder)), {
            sourceBucket: "a.b",
            configurationId: "archival",
        });
    });

    it("takes no other key", () => {
        for (const key of [
            "",
            inventoryManifestKey(folder),
            `x${inventoryChecksumKey(folder)}`,
            inventoryChecksumKey(inventoryFolder("a.b", "archival")),
            inventoryChecksumKey(`${inventoryFolder("a.b", "archival")}x2026-11-22T01-00Z/`),
            inventoryChecksumKey(`${inventoryFolder("a.b", "archival")}data/2026-11-22T01-00Z/`),
        ])
            assert.equal(committedInventoryOf(key), undefined, key);
    });
});

describe("missingColumns", () => {
    const without = (...names: string[]): string[] =>
        columns.filter((name) => !names.includes(name));

    it("is empty when every needed column is there", () => {
        assert.deepEqual(missingColumns(coldLogs, "All", columns), []);
    });

    it("names what the tier's question needs, and nothing it does not ask", () => {
        const lacking = without("IsLatest", "ReplicationStatus", "ObjectLockLegalHoldStatus");
        assert.deepEqual(missingColumns(coldLogs, "All", lacking), [
            "IsLatest",
            "ReplicationStatus",
            "ObjectLockLegalHoldStatus",
        ]);
        const open = {
            select: {
                ...coldLogs.select,
                locked: "include",
                replication: ["NONE", "PENDING", "COMPLETED", "FAILED", "REPLICA"],
            },
        } as const;
        assert.deepEqual(missingColumns(open, "Current", lacking), []);
        const noncurrent = { select: { ...open.select, versions: "noncurrent" } } as const;
        assert.deepEqual(missingColumns(noncurrent, "Current", lacking), ["IsLatest"]);
        const tiering = {
            select: { ...open.select, storageClasses: ["INTELLIGENT_TIERING"] },
        } as const;
        assert.deepEqual(
            missingColumns(tiering, "Current", without("IntelligentTieringAccessTier")),
            ["IntelligentTieringAccessTier"],
        );
    });
});
