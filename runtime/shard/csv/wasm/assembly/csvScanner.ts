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
    KIND_STORAGE_CLASS,
    KIND_IS_DELETE_MARKER,
    KIND_ENCRYPTION,
    KIND_EVENT_HOLD,
    KIND_KEY,
    KIND_IS_LATEST,
    KIND_LEGAL_HOLD,
    KIND_LOCKED_UNTIL,
    KIND_LAST_MODIFIED,
    KIND_REPLICATION,
    KIND_SIZE,
    KIND_VERSION_ID,
    LOCKED_UNTIL,
    MODIFIED,
    NAMES,
    NAME_TABLE,
    ODD_CODE,
    PLAN,
    REPLICATION,
    ROWS,
    SIZE,
    STATE,
    VERSION_END,
    VERSION_START,
    WINDOW,
} from "./memoryLayout";

export { judge } from "./judge";
export * from "./memoryLayout";

/** Of rowState in model/inventory/rowBatch.ts; the others are shifted into their places below. */
const STATE_OTHER_BUCKET: i32 = 8;

/**
 * Reads rows from `from` on into the columns, until these are full or a row is not canonical or not complete before
 * `to`. Answers where the first row begins that it has not read; ROWS says how many it has. All three are addresses;
 * the ranges in the columns count from WINDOW. At least 32 quotes must stand from `to` on.
 *
 * @param columns how many kinds are in the plan, at least 1
 * @param bucketLength of the source bucket
 * @param base bits that every row's state begins with
 * @param maxRowBytes a longer row is not canonical, its newline counted
 */
export function scan(
    from: usize,
    to: usize,
    columns: i32,
    bucketLength: i32,
    base: i32,
    maxRowBytes: usize,
): usize {
    const classes = NAMES;
    const replications = NAMES + NAME_TABLE;
    const accessTiers = NAMES + 2 * NAME_TABLE;
    const planEnd: usize = PLAN + columns;
    let rows: i32 = 0;
    let row = from;
    while (rows < CAPACITY && row < to) {
        const first = load<u8>(row);
        if (first != 0x22) {
            if (first != 0x0a) break;
            // An empty line.
            row++;
            continue;
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
                        store<i32>(place4, <i32>(p - WINDOW), KEY_START);
                        store<i32>(place4, <i32>(end - WINDOW), KEY_END);
                        isCanonical = isCanonical && end != p;
                        break;
                    }
                    case KIND_VERSION_ID: {
                        store<i32>(place4, <i32>(p - WINDOW), VERSION_START);
                        store<i32>(place4, <i32>(end - WINDOW), VERSION_END);
                        break;
                    }
                    case KIND_IS_LATEST: {
                        // STATE_LATEST and STATE_NONCURRENT are these very bits.
                        const value = booleanAt(p, end);
                        state |= value & 3;
                        isCanonical = isCanonical && value < 4;
                        break;
                    }
                    case KIND_IS_DELETE_MARKER: {
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
                    case KIND_LAST_MODIFIED: {
                        const value = instantAt(p, end);
                        store<f64>(place8, value, MODIFIED);
                        isCanonical = isCanonical && value != Infinity;
                        break;
                    }
                    case KIND_STORAGE_CLASS: {
                        store<u8>(<usize>rows, <u8>codeAt(p, end, classes), CLASS);
                        break;
                    }
                    case KIND_REPLICATION: {
                        const code = codeAt(p, end, replications);
                        store<u8>(<usize>rows, <u8>code, REPLICATION);
                        isCanonical = isCanonical && code != ODD_CODE;
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
            // Quote, comma, quote. Behind the window stand quotes only: there it fails.
            if (load<u16>(end, 1) != 0x222c) break;
            p = end + 3;
        }
        const next = end + 2;
        const isComplete = plan == planEnd && load<u8>(end, 1) == 0x0a && next <= to;
        if (!isComplete || !isCanonical || next - row > maxRowBytes) break;
        store<u8>(<usize>rows, <u8>state, STATE);
        rows++;
        row = next;
    }
    store<i32>(ROWS, rows);
    return row;
}
