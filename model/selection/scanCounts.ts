/** What a scan counted: plain JSON, so that shards can write it down, and sums of parts are the whole. */
import type { Tally } from "../runs/records";
import { targetClasses, type StorageClass } from "../storageClass";
import { skipReasons, type SkipReason } from "./skipReason";

/** Selected objects of leastBytes up to, not including, twice as many; the class of 0 holds empty objects alone. */
export interface SizeTally extends Tally {
    /** 0 or a power of two up to `greatestSizeClass`; the last class has no end. */
    readonly leastBytes: number;
}

/** 64 TiB: beyond the largest S3 object (50 TB; S3 User Guide, 2026). */
export const greatestSizeClass = 2 ** 46;

export interface TierCounts {
    readonly selected: Tally;
    /** By reason. selected + all skipped = scanned. */
    readonly skipped: Readonly<Partial<Record<SkipReason, Tally>>>;
    /** Selected objects by the class they are in, for the cost. */
    readonly sourceClasses: Readonly<Partial<Record<StorageClass, Tally>>>;
    /** Selected objects by size, ascending; only classes that have any. */
    readonly sizes: readonly SizeTally[];
    /** Selected objects that runs nobody can believe have worked on as often as they may. */
    readonly triedTooOften: number;
}

/** Bytes are exact up to 2^53 (9 PB) and the nearest number beyond. */
export interface ScanCounts {
    readonly scanned: Tally;
    /** In the order of the tiers given. */
    readonly tiers: readonly TierCounts[];
    readonly unreadableRows: number;
    /** The first of them, for a person; at most `maxUnreadableExamples`. */
    readonly unreadable: readonly string[];
}

export const maxUnreadableExamples = 10;

/**
 * The counts of a whole from those of its parts, given in order.
 * @throws Error when they are of different tiers.
 */
export function mergeScanCounts(parts: readonly ScanCounts[]): ScanCounts {
    const tiers = parts[0]?.tiers.length ?? 0;
    const other = parts.find((part) => part.tiers.length !== tiers);
    if (other !== undefined)
        throw new Error(
            `scan counts: every part must have the ${tiers} tiers of the first, got ${other.tiers.length}`,
        );
    return {
        scanned: sum(parts.map(({ scanned }) => scanned)),
        tiers: Array.from({ length: tiers }, (_, index) =>
            mergeTiers(parts.flatMap((part) => part.tiers[index] ?? [])),
        ),
        unreadableRows: parts.reduce((total, { unreadableRows }) => total + unreadableRows, 0),
        unreadable: parts.flatMap(({ unreadable }) => unreadable).slice(0, maxUnreadableExamples),
    };
}

/** The counts of a scan without files. */
export const noScanCounts = (tiers: number): ScanCounts => ({
    scanned: { objects: 0, bytes: 0 },
    tiers: Array.from({ length: tiers }, () => mergeTiers([])),
    unreadableRows: 0,
    unreadable: [],
});

function mergeTiers(parts: readonly TierCounts[]): TierCounts {
    const leasts = new Set(parts.flatMap(({ sizes }) => sizes.map(({ leastBytes }) => leastBytes)));
    return {
        selected: sum(parts.map(({ selected }) => selected)),
        skipped: sumByName(
            skipReasons,
            parts.map(({ skipped }) => skipped),
        ),
        sourceClasses: sumByName(
            targetClasses,
            parts.map(({ sourceClasses }) => sourceClasses),
        ),
        sizes: [...leasts]
            .sort((a, b) => a - b)
            .map((leastBytes) => ({
                leastBytes,
                ...sum(
                    parts.flatMap(
                        ({ sizes }) => sizes.find((s) => s.leastBytes === leastBytes) ?? [],
                    ),
                ),
            })),
        triedTooOften: parts.reduce((total, { triedTooOften }) => total + triedTooOften, 0),
    };
}

function sumByName<Name extends string>(
    names: readonly Name[],
    parts: readonly Readonly<Partial<Record<Name, Tally>>>[],
): Partial<Record<Name, Tally>> {
    const sums: Partial<Record<Name, Tally>> = {};
    for (const name of names) {
        const tallies = parts.flatMap((part) => part[name] ?? []);
        if (tallies.length > 0) sums[name] = sum(tallies);
    }
    return sums;
}

function sum(tallies: readonly Tally[]): Tally {
    let objects = 0;
    let bytes = 0;
    for (const tally of tallies) {
        objects += tally.objects;
        bytes += tally.bytes;
    }
    return { objects, bytes };
}
