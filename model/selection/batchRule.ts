/**
 * tierRule.ts over the columns of a batch: the same reasons in the same order, without an object per row. The readable
 * reference is tierRule; that both agree is tested on generated tiers and rows.
 */
import type { TierAction } from "../config/types";
import { affixBytes, keyEndsWith, keyStartsWith } from "../inventory/keyAffix";
import {
    absentCode,
    accessTierNames,
    replicationNames,
    rowState,
    storageClassNames,
    type RowBatch,
} from "../inventory/rowBatch";
import { archivedAccessTiers, archivedClasses, isStorageClass } from "../storageClass";
import { BatchGlobs, globVerdict } from "./batchGlobs";
import { reasonCode, selectedCode, undecodableCode } from "./reasonCode";
import type { RowKey } from "./rowKey";
import { tierRule, type SelectingTier } from "./tierRule";

const dayMilliseconds = 24 * 60 * 60 * 1000;
const locks = rowState.legalHold | rowState.eventHold;

// Constants, because a look into the table costs more than the test it is for.
const notCurrent = reasonCode["not-current"];
const notNoncurrent = reasonCode["not-noncurrent"];
const alreadyArchived = reasonCode["already-archived"];
const tooSmall = reasonCode["too-small"];
const tooLarge = reasonCode["too-large"];
const tooYoung = reasonCode["too-young"];
const createdTooLate = reasonCode["created-too-late"];
const customerKey = reasonCode["encrypted-with-customer-key"];
const noVersionId = reasonCode["no-version-id"];
const notIncluded = reasonCode["not-included"];
const otherClass = reasonCode["storage-class"];
const otherPrefix = reasonCode.prefix;
const otherSuffix = reasonCode.suffix;
const excluded = reasonCode.excluded;
const locked = reasonCode.locked;
const otherReplication = reasonCode.replication;

/** Answers of the class table besides reason codes: the access tier decides. */
const askAccessTier = 254;

/** A tier's selection compiled for batches. */
export class BatchRule {
    readonly #wantsNoncurrent: boolean;
    readonly #prefixes: readonly Uint8Array[];
    readonly #suffixes: readonly Uint8Array[];
    readonly #include: BatchGlobs;
    readonly #exclude: BatchGlobs;
    /** By class code: selectedCode, a reason, or askAccessTier. */
    readonly #classes: Uint8Array;
    /** By code: 1 for an access tier that needs a restore. */
    readonly #archivedAccess: Uint8Array;
    /** By code: 1 for a status that is accepted. */
    readonly #replication: Uint8Array;
    readonly #minSize: number;
    readonly #maxSize: number;
    readonly #newest: number;
    readonly #hasBefore: boolean;
    readonly #before: number;
    readonly #skipsLocked: boolean;
    readonly #inventoryTime: number;

    /** As tierRule, and throws Error for a prefix or suffix that no key can have. */
    constructor(tier: SelectingTier, inventoryTime: number) {
        // It refuses conditions that this version does not know.
        tierRule(tier, inventoryTime);
        const { select } = tier;
        this.#wantsNoncurrent = select.versions === "noncurrent";
        this.#prefixes = select.prefixes.map(affixBytes);
        this.#suffixes = select.suffixes.map(affixBytes);
        this.#include = new BatchGlobs(select.include);
        this.#exclude = new BatchGlobs(select.exclude);
        this.#classes = classTable(select.storageClasses, tier.action);
        this.#archivedAccess = codeTable(accessTierNames, archivedAccessTiers);
        this.#replication = codeTable(replicationNames, select.replication);
        if (select.replication.includes("NONE")) this.#replication[absentCode] = 1;
        this.#minSize = select.minSizeBytes;
        this.#maxSize = select.maxSizeBytes ?? Infinity;
        this.#newest = inventoryTime - (select.olderThanDays ?? 0) * dayMilliseconds;
        this.#hasBefore = select.createdBefore !== undefined;
        this.#before = Date.parse(select.createdBefore ?? "");
        this.#skipsLocked = select.locked !== "include";
        this.#inventoryTime = inventoryTime;
    }

    /** A code of reasonCode.ts. Written so that an absent number (NaN) always leaves the object where it is. */
    reasonFor(batch: RowBatch, index: number, key: RowKey): number {
        const state = batch.state[index] as number;
        const isNoncurrent = (state & rowState.noncurrent) !== 0;
        if (isNoncurrent !== this.#wantsNoncurrent)
            return isNoncurrent ? notCurrent : notNoncurrent;
        const byKey = this.#keyReason(batch, index, key);
        if (byKey !== selectedCode) return byKey;
        const byClass = this.#classes[batch.storageClass[index] as number] as number;
        if (byClass !== selectedCode) {
            if (byClass !== askAccessTier) return byClass;
            if (this.#archivedAccess[batch.accessTier[index] as number] === 1)
                return alreadyArchived;
        }
        const size = batch.size[index] as number;
        if (!(size >= this.#minSize)) return tooSmall;
        if (size > this.#maxSize) return tooLarge;
        const lastModified = batch.lastModified[index] as number;
        if (!(lastModified <= this.#newest)) return tooYoung;
        if (this.#hasBefore && !(lastModified < this.#before)) return createdTooLate;
        if (
            this.#skipsLocked &&
            ((state & locks) !== 0 || (batch.lockedUntil[index] as number) > this.#inventoryTime)
        )
            return locked;
        if (this.#replication[batch.replication[index] as number] !== 1) return otherReplication;
        if ((state & rowState.customerKey) !== 0) return customerKey;
        if (this.#wantsNoncurrent && !batch.listsVersions) return noVersionId;
        return selectedCode;
    }

    #keyReason(batch: RowBatch, index: number, key: RowKey): number {
        const { keyBytes, keysEncoded } = batch;
        const start = batch.keyStart[index] as number;
        const end = batch.keyEnd[index] as number;
        const prefixes = this.#prefixes;
        if (prefixes.length > 0) {
            let at = 0;
            while (!keyStartsWith(keyBytes, start, end, keysEncoded, prefixes[at] as Uint8Array))
                if (++at === prefixes.length) return otherPrefix;
        }
        const suffixes = this.#suffixes;
        if (suffixes.length > 0) {
            let at = 0;
            while (!keyEndsWith(keyBytes, start, end, keysEncoded, suffixes[at] as Uint8Array))
                if (++at === suffixes.length) return otherSuffix;
        }
        if (!this.#include.isEmpty) {
            const verdict = this.#include.any(batch, index, key);
            if (verdict === globVerdict.undecodable) return undecodableCode;
            if (verdict === globVerdict.none) return notIncluded;
        }
        if (!this.#exclude.isEmpty) {
            const verdict = this.#exclude.any(batch, index, key);
            if (verdict === globVerdict.undecodable) return undecodableCode;
            if (verdict === globVerdict.some) return excluded;
        }
        return selectedCode;
    }
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
