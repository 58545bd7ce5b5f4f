/**
 * tierRule.ts over the columns of a batch: the same reasons in the same order, without an object per row. The readable
 * reference is tierRule; that both agree is tested on generated tiers and rows.
 */
import { keyEndsWith, keyStartsWith } from "../inventory/keyAffix";
import { percentSign, plusSign } from "../inventory/percentEscape";
import { rowState, type RowBatch } from "../inventory/rowBatch";
import { BatchGlobs, globVerdict } from "./batchGlobs";
import { reasonCode, selectedCode, undecodableCode } from "./reasonCode";
import { RowKey } from "./rowKey";
import { askAccessTier, tierConditions, type TierConditions } from "./tierConditions";
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
    readonly #conditions: TierConditions;
    /** By the first byte of a key: 1 if it may begin with one of the prefixes. */
    readonly #mayBegin: Uint8Array;
    readonly #include: BatchGlobs;
    readonly #exclude: BatchGlobs;
    readonly #key = new RowKey();

    /** Throws as tierConditions, and GlobError for a bad pattern. */
    constructor(tier: SelectingTier, inventoryTime: number) {
        this.#conditions = tierConditions(tier, inventoryTime);
        this.#mayBegin = firstBytes(this.#conditions.prefixes);
        this.#include = new BatchGlobs(this.#conditions.include);
        this.#exclude = new BatchGlobs(this.#conditions.exclude);
    }

    /**
     * Judges the rows that are not settled: a code of reasonCode.ts or undecodableCode for each. The others get the
     * code they are settled with. Answers how many got selectedCode or undecodableCode.
     */
    judge(batch: RowBatch, settled: Uint8Array, codes: Uint8Array): number {
        // One loop over locals: calls and fields cost more than the tests themselves, most of all before they are compiled.
        const { rows, keyBytes, keyStart, keyEnd, keysEncoded, state, storageClass } = batch;
        const { accessTier, size, lastModified, lockedUntil, replication } = batch;
        const { prefixes, suffixes, classes, archivedAccess, minSize, maxSize } = this.#conditions;
        const { newest, before, locks, lockedAfter, wantsNoncurrent } = this.#conditions;
        const accepted = this.#conditions.replication;
        const mayBegin = this.#mayBegin;
        const version = wantsNoncurrent ? rowState.noncurrent : 0;
        const otherVersion = wantsNoncurrent ? notNoncurrent : notCurrent;
        const hasPrefixes = prefixes.length > 0;
        const hasSuffixes = suffixes.length > 0;
        const hasGlobs = !(this.#include.isEmpty && this.#exclude.isEmpty);
        const lacksVersionIds = wantsNoncurrent && !batch.listsVersions;
        let found = 0;
        for (let row = 0; row < rows; row++) {
            let code = settled[row] as number;
            if (code !== 0) {
                codes[row] = code;
                continue;
            }
            const bits = state[row] as number;
            const start = keyStart[row] as number;
            const end = keyEnd[row] as number;
            if ((bits & rowState.noncurrent) !== version) code = otherVersion;
            else if (
                hasPrefixes &&
                (mayBegin[keyBytes[start] as number] === 0 ||
                    !startsWithAny(keyBytes, start, end, keysEncoded, prefixes))
            )
                code = otherPrefix;
            else if (hasSuffixes && !endsWithAny(keyBytes, start, end, keysEncoded, suffixes))
                code = otherSuffix;
            else {
                if (hasGlobs) code = this.#globReason(batch, row);
                if (code === selectedCode) code = classes[storageClass[row] as number] as number;
                if (code === askAccessTier)
                    code =
                        archivedAccess[accessTier[row] as number] === 1
                            ? alreadyArchived
                            : selectedCode;
                if (code === selectedCode) {
                    const bytes = size[row] as number;
                    const instant = lastModified[row] as number;
                    // Such that an absent number (NaN) always leaves the object where it is.
                    if (!(bytes >= minSize)) code = tooSmall;
                    else if (bytes > maxSize) code = tooLarge;
                    else if (!(instant <= newest)) code = tooYoung;
                    else if (!(instant < before)) code = createdTooLate;
                    else if ((bits & locks) !== 0 || (lockedUntil[row] as number) > lockedAfter)
                        code = locked;
                    else if (accepted[replication[row] as number] !== 1) code = otherReplication;
                    else if ((bits & rowState.customerKey) !== 0) code = customerKey;
                    else if (lacksVersionIds) code = noVersionId;
                }
                if (code === selectedCode || code === undecodableCode) found++;
            }
            codes[row] = code;
        }
        return found;
    }

    #globReason(batch: RowBatch, row: number): number {
        const key = this.#key;
        key.moveTo(batch, row);
        if (!this.#include.isEmpty) {
            const verdict = this.#include.any(batch, row, key);
            if (verdict === globVerdict.undecodable) return undecodableCode;
            if (verdict === globVerdict.none) return notIncluded;
        }
        if (!this.#exclude.isEmpty) {
            const verdict = this.#exclude.any(batch, row, key);
            if (verdict === globVerdict.undecodable) return undecodableCode;
            if (verdict === globVerdict.some) return excluded;
        }
        return selectedCode;
    }
}

/** What a key may begin with, in either encoding: an escape can stand for any byte. */
function firstBytes(prefixes: readonly Uint8Array[]): Uint8Array {
    const table = new Uint8Array(256);
    table[percentSign] = table[plusSign] = 1;
    for (const [first] of prefixes)
        if (first === undefined) table.fill(1);
        else table[first] = 1;
    return table;
}

function startsWithAny(
    keyBytes: Uint8Array,
    start: number,
    end: number,
    keysEncoded: boolean,
    prefixes: readonly Uint8Array[],
): boolean {
    for (let at = 0; at < prefixes.length; at++)
        if (keyStartsWith(keyBytes, start, end, keysEncoded, prefixes[at] as Uint8Array))
            return true;
    return false;
}

function endsWithAny(
    keyBytes: Uint8Array,
    start: number,
    end: number,
    keysEncoded: boolean,
    suffixes: readonly Uint8Array[],
): boolean {
    for (let at = 0; at < suffixes.length; at++)
        if (keyEndsWith(keyBytes, start, end, keysEncoded, suffixes[at] as Uint8Array)) return true;
    return false;
}
