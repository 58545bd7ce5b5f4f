/** A tier's selection as numbers, byte strings and tables over codes: what judges of batches compare with. */
import type { TierAction } from "../config/types";
import { affixBytes } from "../inventory/keyAffix";
import {
    absentCode,
    accessTierNames,
    replicationNames,
    rowState,
    storageClassNames,
} from "../inventory/rowBatch";
import { archivedAccessTiers, archivedClasses, isStorageClass } from "../storageClass";
import { reasonCode, selectedCode } from "./reasonCode";
import { tierRule, type SelectingTier } from "./tierRule";

/** Answer of the class table besides reason codes: the access tier decides. */
export const askAccessTier = 254;

const dayMilliseconds = 24 * 60 * 60 * 1000;
const otherClass = reasonCode["storage-class"];
const alreadyArchived = reasonCode["already-archived"];

/** Limits are such that an absent number (NaN) compares as what leaves the object where it is. */
export interface TierConditions {
    readonly wantsNoncurrent: boolean;
    /** Raw UTF-8; an empty list asks nothing. */
    readonly prefixes: readonly Uint8Array[];
    readonly suffixes: readonly Uint8Array[];
    /** Globs, as the tier has them. */
    readonly include: readonly string[];
    readonly exclude: readonly string[];
    /** By class code: selectedCode, a reason, or askAccessTier. */
    readonly classes: Uint8Array;
    /** By code: 1 for an access tier that needs a restore. */
    readonly archivedAccess: Uint8Array;
    /** By code: 1 for a status that is accepted. */
    readonly replication: Uint8Array;
    /** Bytes, both included. */
    readonly minSize: number;
    readonly maxSize: number;
    /** Milliseconds since the epoch; the last that is old enough. */
    readonly newest: number;
    /** The first that is too late; Infinity when the tier does not ask. */
    readonly before: number;
    /** Retention until after this locks an object; Infinity for a tier that takes locked ones. */
    readonly lockedAfter: number;
    /** Bits of rowState that lock one; 0 for such a tier. */
    readonly locks: number;
}

/** Throws as tierRule, and Error for a prefix or suffix that no key can have. */
export function tierConditions(tier: SelectingTier, inventoryTime: number): TierConditions {
    // It refuses conditions that this version does not know, in a plan that a newer program has written.
    tierRule(tier, inventoryTime);
    const { prefixes, suffixes, minSizeBytes, maxSizeBytes, versions, ...compiled } = tier.select;
    const { olderThanDays, createdBefore, storageClasses, locked, ...lists } = compiled;
    const { replication: states, include, exclude, tags: _judgedByTask, ...unknown } = lists;
    // The compiler refuses a new member of Selection here: without a place below, no batch is judged by it.
    unknown satisfies Record<string, never>;
    const takesLocked = locked === "include";
    const replication = codeTable(replicationNames, states);
    if (states.includes("NONE")) replication[absentCode] = 1;
    return {
        wantsNoncurrent: versions === "noncurrent",
        prefixes: prefixes.map(affixBytes),
        suffixes: suffixes.map(affixBytes),
        include,
        exclude,
        classes: classTable(storageClasses, tier.action),
        archivedAccess: codeTable(accessTierNames, archivedAccessTiers),
        replication,
        minSize: minSizeBytes,
        maxSize: maxSizeBytes ?? Infinity,
        newest: inventoryTime - (olderThanDays ?? 0) * dayMilliseconds,
        before: createdBefore === undefined ? Infinity : Date.parse(createdBefore),
        lockedAfter: takesLocked ? Infinity : inventoryTime,
        locks: takesLocked ? 0 : rowState.legalHold | rowState.eventHold,
    };
}

/** A class that is not wanted, not known or not given is refused first, then one that is archived already. */
function classTable(wanted: readonly string[], action: TierAction | undefined): Uint8Array {
    const copies =
        action?.kind === "copyTo" ||
        (action?.kind === "changeClass" && action.mechanism === "copy");
    const target = action?.kind === "changeClass" ? action.storageClass : undefined;
    const table = new Uint8Array(256).fill(otherClass);
    for (const [at, name] of storageClassNames.entries()) {
        if (!isStorageClass(name) || !wanted.includes(name)) continue;
        table[at + 1] =
            name === target || (copies && archivedClasses.includes(name))
                ? alreadyArchived
                : name === "INTELLIGENT_TIERING"
                  ? askAccessTier
                  : selectedCode;
    }
    return table;
}

function codeTable(names: readonly string[], wanted: readonly string[]): Uint8Array {
    const table = new Uint8Array(256);
    for (const [at, name] of names.entries()) if (wanted.includes(name)) table[at + 1] = 1;
    return table;
}
