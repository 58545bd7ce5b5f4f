/** Scans of data files as one delivered inventory, with the manifests of every tier as text. */
import { createHash } from "node:crypto";
import type { TierPlan } from "../../../model/config/bucketPlan";
import type { InventoryFormat } from "../../../model/inventory/inventoryManifest";
import type { ScanCounts } from "../../../model/selection/scanCounts";
import type { ManifestStore } from "../../../runtime/aws/manifestStore";
import { scanInventory } from "../../../runtime/shard/scanInventory";
import { TierManifests } from "../../../runtime/shard/tierManifests";
import { coldLogs } from "../submit/submitWorld";

/** The bucket of test/fixtures/inventory. */
export const fixtureBucket = "acme-fixtures";
/** When the scan of every fixture delivery began. */
export const fixtureScanTime = Date.parse("2026-11-22T01:00:00.000Z");

const tier = (name: string, select: Partial<TierPlan["select"]>): TierPlan => ({
    ...coldLogs,
    name,
    select: { ...coldLogs.select, minSizeBytes: 0, exclude: [], ...select },
});

const everyClass: TierPlan["select"]["storageClasses"] = [
    "STANDARD",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER_IR",
];

/** Between them they take rows by each condition that there is. */
export const fixtureTiers: readonly TierPlan[] = [
    tier("logs", { prefixes: ["logs/"], minSizeBytes: 1024 }),
    tier("old", { prefixes: ["modified/", "size/"], createdBefore: "2015-01-01T00:00:00.000Z" }),
    tier("noncurrent", { prefixes: [], versions: "noncurrent", storageClasses: everyClass }),
    tier("globs", { prefixes: [], include: ["*.csv", "**/*[0-9]", "*\u00e9*"], locked: "include" }),
    tier("tiering", { prefixes: ["tier/", "class/"], storageClasses: ["INTELLIGENT_TIERING"] }),
    tier("large", { prefixes: [], minSizeBytes: 2 ** 31, storageClasses: everyClass }),
    tier("rest", {
        prefixes: [],
        olderThanDays: 0,
        storageClasses: everyClass,
        locked: "include",
        replication: ["NONE", "COMPLETED", "REPLICA", "PENDING", "FAILED"],
    }),
];

/** What was finished, by key; everything else came to nothing. */
class FinishedManifests implements ManifestStore {
    readonly finished = new Map<string, string>();

    open(key: string): ReturnType<ManifestStore["open"]> {
        const blocks: Buffer[] = [];
        return {
            write: (bytes) => {
                blocks.push(Buffer.from(bytes));
                return Promise.resolve();
            },
            finish: () => {
                this.finished.set(key, Buffer.concat(blocks).toString("utf8"));
                return Promise.resolve({ key, etag: "e", sha256: "s" });
            },
            abort: () => Promise.resolve(),
        };
    }

    stream(): Promise<never> {
        return Promise.reject(new Error("not asked for"));
    }
}

export interface FixtureFile {
    readonly format: InventoryFormat;
    readonly columns: readonly string[];
    readonly bytes: Buffer;
    /** What manifest.json is about; what is delivered may be something else. @default the bytes */
    readonly listed?: Buffer | undefined;
}

export interface FixtureScan {
    readonly counts: ScanCounts;
    /** By tier and part. */
    readonly manifests: ReadonlyMap<string, string>;
}

async function* inPieces(bytes: Buffer): AsyncGenerator<Buffer> {
    await Promise.resolve();
    for (let at = 0; at < bytes.length; at += 4093) yield bytes.subarray(at, at + 4093);
}

/** Scans one data file for `fixtureTiers` as submit does: manifests are finished only when the scan has returned. */
export async function scanFixture(file: FixtureFile): Promise<FixtureScan> {
    const listed = file.listed ?? file.bytes;
    const store = new FinishedManifests();
    const sinks = fixtureTiers.map(
        (each) =>
            new TierManifests(store, {
                bucket: fixtureBucket,
                tier: each,
                namesVersions: file.columns.includes("VersionId"),
                keyOf: (part) => `${each.name}/${part}`,
            }),
    );
    const counts = await scanInventory({
        manifest: {
            sourceBucket: fixtureBucket,
            destinationBucket: "arn:aws:s3:::control",
            format: file.format,
            createdAt: fixtureScanTime,
            columns: file.columns,
            files: [
                {
                    key: "inventory/data/file",
                    size: listed.length,
                    md5: createHash("md5").update(listed).digest("hex"),
                },
            ],
        },
        open: () => Promise.resolve(inPieces(file.bytes)),
        tiers: fixtureTiers.map((each, index) => ({ ...each, sink: sinks[index] })),
    });
    for (const sink of sinks) await sink.finish();
    return { counts, manifests: store.finished };
}
