/** The tiers as the judge of the WASM scanner wants them in its memory (assembly/memoryLayout.ts), and where all of it is. */
import type { Selection } from "../../../../model/config/types";
import { rowState } from "../../../../model/inventory/rowBatch";
import { tierConditions } from "../../../../model/selection/tierConditions";
import { maxKeyGrowth } from "../../../../model/inventory/keyTranscoder";
import type { Judging, ReadContext } from "../../batchSource";
import { windowBytes } from "../canonicalRows";
import type { Behind, Layout } from "./scannerInstance";

export interface JudgePlan extends Behind {
    /** Addresses: see `judge` of assembly/judge.ts. */
    readonly tiers: number;
    readonly tiersEnd: number;
    readonly takers: number;
    readonly reasons: number;
    readonly lines: number;
    /** Bytes that there are for lines. */
    readonly lineBytes: number;
    /** By tier, whether its rows get lines. */
    readonly hasLines: readonly boolean[];
}

/** Commas, "null", a size, the newline. */
const lineOverhead = 64;

/**
 * Whether the module judges by a condition. Of one that it does not judge by, it must not get a tier: it would take
 * objects that the tier means to leave alone. Tags are the task function's to judge.
 */
const isJudged: Readonly<Record<keyof Selection, boolean>> = {
    prefixes: true,
    suffixes: true,
    include: false,
    exclude: false,
    olderThanDays: true,
    createdBefore: true,
    storageClasses: true,
    minSizeBytes: true,
    maxSizeBytes: true,
    tags: true,
    versions: true,
    replication: true,
    locked: true,
};

const asksNothing = (asked: unknown): boolean =>
    asked === undefined || (Array.isArray(asked) && asked.length === 0);

/** Whether the module can judge for these tiers. */
export const canJudge = ({ tiers }: Judging): boolean =>
    tiers.every(({ select }) =>
        (Object.keys(select) as (keyof Selection)[]).every(
            (name) => isJudged[name] || asksNothing(select[name]),
        ),
    );

/**
 * Throws as tierConditions.
 * @param judging of which canJudge says yes
 * @param address a multiple of 8
 */
export function judgePlan(
    { tiers, createdAt, lines }: Judging,
    { columns, sourceBucket }: Pick<ReadContext, "columns" | "sourceBucket">,
    at: Layout,
    address: number,
): JudgePlan {
    const listsVersions = columns.includes("VersionId");
    const hasLines = lines.map(
        (form) => form?.bucket === sourceBucket && (listsVersions || !form.namesVersions),
    );
    const takersEnd = address + at("CAPACITY") * Int32Array.BYTES_PER_ELEMENT;
    const reasonsEnd = takersEnd + at("CAPACITY") * tiers.length;
    const tiersEnd = reasonsEnd + at("TIER_BYTES") * tiers.length;
    const lists: Buffer[] = [];
    let end = tiersEnd;
    const placed = (affixes: readonly Uint8Array[]): number => {
        const list = affixList(affixes);
        lists.push(list);
        end += list.length;
        return end - list.length;
    };
    const records = tiers.map((tier, index) => {
        const conditions = tierConditions(tier, createdAt);
        const { wantsNoncurrent } = conditions;
        const record = Buffer.alloc(at("TIER_BYTES"));
        record.writeDoubleLE(conditions.minSize, at("TIER_MIN_SIZE"));
        record.writeDoubleLE(conditions.maxSize, at("TIER_MAX_SIZE"));
        record.writeDoubleLE(conditions.newest, at("TIER_NEWEST"));
        record.writeDoubleLE(conditions.before, at("TIER_BEFORE"));
        record.writeDoubleLE(conditions.lockedAfter, at("TIER_LOCKED_AFTER"));
        record[at("TIER_LOCKS")] = conditions.locks;
        record[at("TIER_NONCURRENT")] = wantsNoncurrent ? rowState.noncurrent : 0;
        record[at("TIER_LACKS_VERSION_IDS")] = wantsNoncurrent && !listsVersions ? 1 : 0;
        const withLine = lines[index]?.namesVersions === true ? 2 : 1;
        record[at("TIER_LINES")] = hasLines[index] === true ? withLine : 0;
        record.writeInt32LE(placed(conditions.prefixes), at("TIER_PREFIXES"));
        record.writeInt32LE(placed(conditions.suffixes), at("TIER_SUFFIXES"));
        record.set(conditions.classes, at("TIER_CLASSES"));
        record.set(conditions.archivedAccess, at("TIER_ARCHIVED_ACCESS"));
        record.set(conditions.replication, at("TIER_REPLICATION"));
        return record;
    });
    const image = Buffer.concat([Buffer.alloc(reasonsEnd - address), ...records, ...lists]);
    // Keys and version ids of a batch's rows are all in the window.
    const perLine = Buffer.byteLength(sourceBucket) + lineOverhead;
    const lineBytes = maxKeyGrowth * windowBytes + at("CAPACITY") * perLine;
    return {
        tiers: reasonsEnd,
        tiersEnd,
        takers: address,
        reasons: takersEnd,
        lines: end,
        lineBytes,
        hasLines,
        image,
        bytes: image.length + lineBytes + at("SLACK"),
    };
}

/** How many, then of each its length and its bytes. */
function affixList(affixes: readonly Uint8Array[]): Buffer {
    const number = (value: number): Buffer => {
        const bytes = Buffer.alloc(4);
        bytes.writeInt32LE(value);
        return bytes;
    };
    return Buffer.concat([
        number(affixes.length),
        ...affixes.flatMap((affix) => [number(affix.length), affix]),
    ]);
}
