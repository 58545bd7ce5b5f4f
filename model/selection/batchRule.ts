/**
 * tierRule.ts over the columns of a batch: the same reasons in the same order, without an object per row. The readable
 * reference is tierRule; that both agree is tested on generated tiers and rows.
 */
import { keyEndsWith, keyStartsWith } from "../inventory/keyAffix";
import { rowState, type RowBatch } from "../inventory/rowBatch";
import { BatchGlobs, globVerdict } from "./batchGlobs";
import { reasonCode, selectedCode, undecodableCode } from "./reasonCode";
import type { RowKey } from "./rowKey";
import { askAccessTier, tierConditions } from "./tierConditions";
import type { SelectingTier } from "./tierRule";

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
const otherPrefix = reasonCode.prefix;
const otherSuffix = reasonCode.suffix;
const excluded = reasonCode.excluded;
const locked = reasonCode.locked;
const otherReplication = reasonCode.replication;

/** A tier's selection compiled for batches. */
export class BatchRule {
    readonly #wantsNoncurrent: boolean;
    readonly #prefixes: readonly Uint8Array[];
    readonly #suffixes: readonly Uint8Array[];
    readonly #include: BatchGlobs;
    readonly #exclude: BatchGlobs;
    readonly #classes: Uint8Array;
    readonly #archivedAccess: Uint8Array;
    readonly #replication: Uint8Array;
    readonly #minSize: number;
    readonly #maxSize: number;
    readonly #newest: number;
    readonly #before: number;
    readonly #lockedAfter: number;
    readonly #locks: number;

    /** Throws as tierConditions, and GlobError for a bad pattern. */
    constructor(tier: SelectingTier, inventoryTime: number) {
        const { select } = tier;
        const conditions = tierConditions(tier, inventoryTime);
        this.#wantsNoncurrent = conditions.wantsNoncurrent;
        this.#prefixes = conditions.prefixes;
        this.#suffixes = conditions.suffixes;
        this.#include = new BatchGlobs(select.include);
        this.#exclude = new BatchGlobs(select.exclude);
        this.#classes = conditions.classes;
        this.#archivedAccess = conditions.archivedAccess;
        this.#replication = conditions.replication;
        this.#minSize = conditions.minSize;
        this.#maxSize = conditions.maxSize;
        this.#newest = conditions.newest;
        this.#before = conditions.before;
        this.#lockedAfter = conditions.lockedAfter;
        this.#locks = conditions.locks;
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
        if (!(lastModified < this.#before)) return createdTooLate;
        if ((state & this.#locks) !== 0 || (batch.lockedUntil[index] as number) > this.#lockedAfter)
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
