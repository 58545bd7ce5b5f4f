/**
 * The fast path of the CSV scanner, in AssemblyScript: rows of one window of decompressed CSV into the columns of a
 * RowBatch. It takes canonical rows only: every field in quotes and without a quote, the expected number of fields,
 * "\n" behind the last, and values as S3 writes them. Any other row stops it, and the host reads that row the slow
 * way. No width is guessed: a field ends at the first quote, wherever that is.
 */
import {
    booleanAt,
    codeAt,
    holdAt,
    instantAt,
    isSourceBucket,
    quoteFrom,
    sizeAt,
} from "./fieldValues";
import {
    ACCESS_TIER,
    CAPACITY,
    CLASS,
    KEY_END,
    KEY_START,
    KIND_ACCESS_TIER,
    KIND_BUCKET,
    KIND_CLASS,
    KIND_DELETE_MARKER,
    KIND_ENCRYPTION,
    KIND_EVENT_HOLD,
    KIND_KEY,
    KIND_LATEST,
    KIND_LEGAL_HOLD,
    KIND_LOCKED_UNTIL,
    KIND_MODIFIED,
    KIND_REPLICATION,
    KIND_SIZE,
    KIND_VERSION,
    LOCKED_UNTIL,
    MODIFIED,
    NAMES,
    NAME_TABLE,
    NEXT,
    PLAN,
    REPLICATION,
    SIZE,
    STATE,
    STOP,
    STOP_END,
    STOP_FULL,
    STOP_ODD,
    VERSION_END,
    VERSION_START,
} from "./memoryLayout";

export * from "./memoryLayout";

/** Of rowState in model/inventory/rowBatch.ts; the others are shifted into their places below. */
const STATE_OTHER_BUCKET: i32 = 8;

/**
 * Reads rows from `from` on, as far as they are complete before `to`. Afterwards NEXT is where the first row begins
 * that is not in the columns, and STOP says why: the bytes end there, or inside that row (STOP_END); the columns are
 * full (STOP_FULL); that row is not canonical (STOP_ODD). Returns the number of rows.
 *
 * @param columns how many kinds are in the plan, at least 1
 * @param bucketLength of the source bucket
 * @param base bits that every row's state begins with
 * @param maxRowBytes a longer row is odd, the newline counted
 */
export function scan(
    from: usize,
    to: usize,
    columns: i32,
    bucketLength: i32,
    base: i32,
    maxRowBytes: usize,
): i32 {
    const classes = NAMES;
    const replications = NAMES + NAME_TABLE;
    const accessTiers = NAMES + 2 * NAME_TABLE;
    const planEnd: usize = PLAN + columns;
    let rows: i32 = 0;
    let row = from;
    let stop = STOP_FULL;
    while (rows < CAPACITY) {
        if (row >= to) {
            stop = STOP_END;
            break;
        }
        const first = load<u8>(row);
        if (first != 0x22) {
            if (first == 0x0a) {
                // An empty line.
                row++;
                continue;
            }
            stop = STOP_ODD;
            break;
        }
        let p = row + 1;
        let end = p;
        let state = base;
        let isCanonical = true;
        const place4 = (<usize>rows) << 2;
        const place8 = (<usize>rows) << 3;
        let plan: usize = PLAN;
        for (;;) {
            const kind: i32 = load<u8>(plan);
            if (kind == KIND_BUCKET) {
                if (isSourceBucket(p, bucketLength + 1)) {
                    end = p + bucketLength;
                } else {
                    end = quoteFrom(p);
                    state |= STATE_OTHER_BUCKET;
                }
            } else {
                end = quoteFrom(p);
                switch (kind) {
                    case KIND_KEY: {
                        store<i32>(place4, <i32>p, KEY_START);
                        store<i32>(place4, <i32>end, KEY_END);
                        isCanonical = isCanonical && end != p;
                        break;
                    }
                    case KIND_VERSION: {
                        store<i32>(place4, <i32>p, VERSION_START);
                        store<i32>(place4, <i32>end, VERSION_END);
                        break;
                    }
                    case KIND_LATEST: {
                        // STATE_LATEST and STATE_NONCURRENT are these very bits.
                        const value = booleanAt(p, end);
                        state |= value & 3;
                        isCanonical = isCanonical && value < 4;
                        break;
                    }
                    case KIND_DELETE_MARKER: {
                        const value = booleanAt(p, end);
                        state |= (value & 1) << 2;
                        isCanonical = isCanonical && value < 4;
                        break;
                    }
                    case KIND_SIZE: {
                        const value = sizeAt(p, end);
                        store<f64>(place8, value, SIZE);
                        isCanonical = isCanonical && value != Infinity;
                        break;
                    }
                    case KIND_MODIFIED: {
                        const value = instantAt(p, end);
                        store<f64>(place8, value, MODIFIED);
                        isCanonical = isCanonical && value != Infinity;
                        break;
                    }
                    case KIND_CLASS: {
                        store<u8>(<usize>rows, <u8>codeAt(p, end, classes), CLASS);
                        break;
                    }
                    case KIND_REPLICATION: {
                        store<u8>(<usize>rows, <u8>codeAt(p, end, replications), REPLICATION);
                        break;
                    }
                    case KIND_ENCRYPTION: {
                        // "SSE-C"
                        const isCustomerKey =
                            i32(end - p == 5) &
                            i32(load<u32>(p) == 0x2d455353) &
                            i32(load<u8>(p, 4) == 0x43);
                        state |= isCustomerKey << 6;
                        break;
                    }
                    case KIND_LOCKED_UNTIL: {
                        const value = instantAt(p, end);
                        store<f64>(place8, value, LOCKED_UNTIL);
                        isCanonical = isCanonical && value != Infinity;
                        break;
                    }
                    case KIND_LEGAL_HOLD: {
                        const value = holdAt(p, end);
                        state |= (value & 1) << 4;
                        isCanonical = isCanonical && value < 4;
                        break;
                    }
                    case KIND_EVENT_HOLD: {
                        const value = holdAt(p, end);
                        state |= (value & 1) << 5;
                        isCanonical = isCanonical && value < 4;
                        break;
                    }
                    case KIND_ACCESS_TIER: {
                        store<u8>(<usize>rows, <u8>codeAt(p, end, accessTiers), ACCESS_TIER);
                        break;
                    }
                    default:
                        break;
                }
            }
            plan++;
            if (plan == planEnd) break;
            // Quote, comma, quote. Behind the window stand quotes only, so this cannot pass its end.
            if (load<u16>(end, 1) != 0x222c) break;
            p = end + 3;
        }
        if (
            plan == planEnd &&
            load<u8>(end, 1) == 0x0a &&
            isCanonical &&
            end + 2 - row <= maxRowBytes
        ) {
            store<u8>(<usize>rows, <u8>state, STATE);
            rows++;
            row = end + 2;
            continue;
        }
        // The bytes end inside what would have decided it.
        stop = end + 2 >= to && to - row <= maxRowBytes ? STOP_END : STOP_ODD;
        break;
    }
    store<i32>(NEXT, <i32>row);
    store<i32>(STOP, stop);
    return rows;
}
