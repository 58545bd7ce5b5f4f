/** How an inventory is read: by the function that was asked, by many, or not at all. Decided before anything is read. */
import type { InventoryFile, InventoryFormat } from "../inventory/inventoryManifest";
import { shardLimits, submitLimits, type FunctionLimits } from "./functionLimits";
import type { ScaleOut } from "./scaleOut";

/** Consecutive data files of manifest.json that one function reads, in order. */
export interface ShardFiles {
    /** Position of the first in manifest.json, from 0. */
    readonly first: number;
    readonly files: number;
}

export type ScanPlan =
    | { readonly kind: "one-function" }
    | { readonly kind: "shards"; readonly shards: readonly ShardFiles[] }
    /** No function can read it in its time or storage; `reasons` are for a person. */
    | { readonly kind: "refused"; readonly reasons: readonly string[] };

/**
 * Stored bytes per second of one vCPU, download, judging and writing included: a fifth of what the scanners do with
 * local files (reference/inventory-scan.md: 89 MB/s and more), because downloads in Lambda were never measured.
 */
const scannedBytesPerSecond: Readonly<Record<InventoryFormat, number>> = {
    CSV: 18_000_000,
    Parquet: 18_000_000,
    ORC: 18_000_000,
};

/** Parts of a function's time for reading; submit also reads histories and reports, and stores manifests. */
const submitShare = 0.6;
const shardShare = 0.85;
/** A file that fills /tmp to the last byte leaves none for the file system itself. */
const usableStorage = 0.9;

/**
 * Parts of a multipart upload, and so the pieces that one manifest can be joined of in the worst case (S3 User Guide).
 * Step Functions would take more: a distributed map runs 10,000 children at once and reads any number of items.
 */
export const maxShards = 10_000;

export interface ScannedFiles {
    readonly format: InventoryFormat;
    readonly files: readonly InventoryFile[];
}

/** Bytes of data files that a function reads in the time it may take for them. */
export function readableBytes(
    format: InventoryFormat,
    limits: FunctionLimits,
    share: number,
): number {
    const vcpus = Math.min(1, limits.memoryMb / 1769);
    return Math.floor(scannedBytesPerSecond[format] * vcpus * limits.timeoutSeconds * share);
}

/** Bytes of one data file that fit into a function; CSV is never stored. */
function storableBytes(format: InventoryFormat, limits: FunctionLimits): number {
    return format === "CSV"
        ? Infinity
        : Math.floor(limits.ephemeralStorageMb * 1024 * 1024 * usableStorage);
}

export function scanPlan(inventory: ScannedFiles, { minFiles }: ScaleOut): ScanPlan {
    const { format, files } = inventory;
    const total = files.reduce((sum, { size }) => sum + size, 0);
    const largest = files.reduce((most, { size }) => Math.max(most, size), 0);
    const fitsOne =
        total <= readableBytes(format, submitLimits, submitShare) &&
        largest <= storableBytes(format, submitLimits);
    if (files.length < minFiles && fitsOne) return { kind: "one-function" };
    const reasons = files.flatMap((file) => tooLarge(format, file));
    if (reasons.length > 0) return { kind: "refused", reasons: firstOf(reasons) };
    const perShard = Math.ceil(files.length / maxShards);
    const shards: ShardFiles[] = [];
    for (let first = 0; first < files.length; first += perShard)
        shards.push({ first, files: Math.min(perShard, files.length - first) });
    const limit = readableBytes(format, shardLimits, shardShare);
    const overfull = shards.flatMap(({ first, files: count }) => {
        const bytes = files.slice(first, first + count).reduce((sum, { size }) => sum + size, 0);
        return bytes <= limit
            ? []
            : [
                  `data files ${first} to ${first + count - 1}: one function may read at most ${limit} bytes of ` +
                      `${format} and an inventory is spread over at most ${maxShards}, got ${bytes} bytes; ` +
                      "list fewer objects, with an inventory per prefix",
              ];
    });
    if (overfull.length > 0) return { kind: "refused", reasons: firstOf(overfull) };
    return { kind: "shards", shards };
}

/** A file cannot be shared by functions: gzip has no place to begin in the middle, and its MD5 is of the whole. */
function tooLarge(format: InventoryFormat, { key, size }: InventoryFile): string[] {
    const readable = readableBytes(format, shardLimits, shardShare);
    if (size > readable)
        return [
            `data file ${key}: one function reads at most ${readable} bytes of ${format} within its time, ` +
                `got ${size}; S3 writes far smaller files, so look at who wrote this one`,
        ];
    const storable = storableBytes(format, shardLimits);
    if (size > storable)
        return [
            `data file ${key}: a ${format} file is read from a function's storage, which takes at most ${storable} ` +
                `bytes, got ${size}; deliver the inventory as CSV`,
        ];
    return [];
}

const shownReasons = 5;

const firstOf = (reasons: readonly string[]): readonly string[] =>
    reasons.length <= shownReasons
        ? reasons
        : [
              ...reasons.slice(0, shownReasons),
              `and ${reasons.length - shownReasons} more like these`,
          ];
