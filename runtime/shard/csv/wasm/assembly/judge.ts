/**
 * BatchJudge of model/selection over the columns in memory, in AssemblyScript: which tier takes a row, why each of the
 * others does not. Tiers with globs, and what earlier runs have done, are left to the host.
 */
import { keyEndsWithAny, keyStartsWithAny } from "./keyAffixes";
import { putLine } from "./manifestLine";
import {
    ACCESS_TIER,
    ASK_ACCESS_TIER,
    CAPACITY,
    CLASS,
    KEY_END,
    KEY_START,
    LINE_ENDS,
    LINE_STARTS,
    LOCKED_UNTIL,
    MODIFIED,
    NO_TIER,
    REASON_ALREADY_ARCHIVED,
    REASON_CREATED_TOO_LATE,
    REASON_DELETE_MARKER,
    REASON_ENCRYPTED_WITH_CUSTOMER_KEY,
    REASON_LOCKED,
    REASON_NOT_CURRENT,
    REASON_NOT_NONCURRENT,
    REASON_NO_VERSION_ID,
    REASON_OTHER_BUCKET,
    REASON_PREFIX,
    REASON_REPLICATION,
    REASON_SELECTED,
    REASON_SUFFIX,
    REASON_TAKEN_BY_EARLIER_TIER,
    REASON_TOO_LARGE,
    REASON_TOO_SMALL,
    REASON_TOO_YOUNG,
    REPLICATION,
    SIZE,
    STATE,
    TAKEN_ROWS,
    TIER_ARCHIVED_ACCESS,
    TIER_BEFORE,
    TIER_BYTES,
    TIER_CLASSES,
    TIER_LACKS_VERSION_IDS,
    TIER_LINES,
    TIER_LOCKED_AFTER,
    TIER_LOCKS,
    TIER_MAX_SIZE,
    TIER_MIN_SIZE,
    TIER_NEWEST,
    TIER_NONCURRENT,
    TIER_PREFIXES,
    TIER_REPLICATION,
    TIER_SUFFIXES,
    WINDOW,
} from "./memoryLayout";

// Bits of rowState in model/inventory/rowBatch.ts.
const STATE_NONCURRENT: i32 = 2;
const STATE_DELETE_MARKER: i32 = 4;
const STATE_OTHER_BUCKET: i32 = 8;
const STATE_CUSTOMER_KEY: i32 = 64;

/**
 * Judges the rows that `scan` has read, and writes the lines of those that are taken (TAKEN_ROWS, LINE_STARTS,
 * LINE_ENDS). Answers how many are taken.
 *
 * @param tiers address of the tiers, TIER_BYTES each
 * @param tiersEnd where they end
 * @param takers address of i32[CAPACITY]: set to the tier that takes each row, or NO_TIER
 * @param reasons address of u8[CAPACITY] per tier: set to why it does not take each row
 * @param bucketLength of the source bucket
 * @param lines address with room for all lines
 */
export function judge(
    rows: i32,
    tiers: usize,
    tiersEnd: usize,
    takers: usize,
    reasons: usize,
    bucketLength: usize,
    lines: usize,
): i32 {
    let taken: usize = 0;
    let line = lines;
    for (let row: usize = 0; row < <usize>rows; row++) {
        const state: i32 = load<u8>(row, STATE);
        // What every tier says that is not asked any more.
        let settled = foreignReason(state);
        let taker = NO_TIER;
        let reason = reasons + row;
        for (let tier = tiers; tier < tiersEnd; tier += TIER_BYTES) {
            let code = settled;
            if (code == 0) {
                code = reasonFor(row, state, tier);
                if (code == REASON_SELECTED) {
                    taker = <i32>((tier - tiers) / TIER_BYTES);
                    settled = REASON_TAKEN_BY_EARLIER_TIER;
                }
            }
            store<u8>(reason, <u8>code);
            reason += CAPACITY;
        }
        store<i32>(takers + (row << 2), taker);
        if (taker == NO_TIER) continue;
        const form = load<u8>(tiers + taker * TIER_BYTES, TIER_LINES);
        const end = form == 0 ? line : putLine(row, form == 2, bucketLength, line);
        store<i32>(taken, <i32>row, TAKEN_ROWS);
        store<i32>(taken, <i32>(line - lines), LINE_STARTS);
        store<i32>(taken, end == 0 ? -1 : <i32>(end - lines), LINE_ENDS);
        if (end != 0) line = end;
        taken += 4;
    }
    return <i32>(taken >> 2);
}

/** Why no tier may have the row, 0 when one may. */
function foreignReason(state: i32): i32 {
    if ((state & STATE_OTHER_BUCKET) != 0) return REASON_OTHER_BUCKET;
    return (state & STATE_DELETE_MARKER) != 0 ? REASON_DELETE_MARKER : 0;
}

/** As tierRule, condition by condition. An absent number (NaN) always leaves the object where it is. */
function reasonFor(row: usize, state: i32, tier: usize): i32 {
    const noncurrent = state & STATE_NONCURRENT;
    if (noncurrent != <i32>load<u8>(tier, TIER_NONCURRENT))
        return noncurrent != 0 ? REASON_NOT_CURRENT : REASON_NOT_NONCURRENT;

    const start = <usize>load<i32>(row << 2, KEY_START) + WINDOW;
    const end = <usize>load<i32>(row << 2, KEY_END) + WINDOW;
    if (!keyStartsWithAny(start, end, load<u32>(tier, TIER_PREFIXES))) return REASON_PREFIX;
    if (!keyEndsWithAny(start, end, load<u32>(tier, TIER_SUFFIXES))) return REASON_SUFFIX;

    const byClass: i32 = load<u8>(tier + load<u8>(row, CLASS), TIER_CLASSES);
    if (byClass != REASON_SELECTED) {
        if (byClass != ASK_ACCESS_TIER) return byClass;
        if (load<u8>(tier + load<u8>(row, ACCESS_TIER), TIER_ARCHIVED_ACCESS) != 0)
            return REASON_ALREADY_ARCHIVED;
    }
    const size = load<f64>(row << 3, SIZE);
    if (!(size >= load<f64>(tier, TIER_MIN_SIZE))) return REASON_TOO_SMALL;
    if (size > load<f64>(tier, TIER_MAX_SIZE)) return REASON_TOO_LARGE;
    const modified = load<f64>(row << 3, MODIFIED);
    if (!(modified <= load<f64>(tier, TIER_NEWEST))) return REASON_TOO_YOUNG;
    if (!(modified < load<f64>(tier, TIER_BEFORE))) return REASON_CREATED_TOO_LATE;
    const isLocked =
        (state & load<u8>(tier, TIER_LOCKS)) != 0 ||
        load<f64>(row << 3, LOCKED_UNTIL) > load<f64>(tier, TIER_LOCKED_AFTER);
    if (isLocked) return REASON_LOCKED;
    if (load<u8>(tier + load<u8>(row, REPLICATION), TIER_REPLICATION) == 0)
        return REASON_REPLICATION;
    if ((state & STATE_CUSTOMER_KEY) != 0) return REASON_ENCRYPTED_WITH_CUSTOMER_KEY;
    return load<u8>(tier, TIER_LACKS_VERSION_IDS) != 0 ? REASON_NO_VERSION_ID : REASON_SELECTED;
}
