/**
 * List prices of S3 in us-east-1, as quoted in 2026 by at least two secondary sources ("prices 2026" in the
 * reference, sections 5.13 and 7.1). None was read from the AWS price list: pull that before publishing a number.
 */
import type { StorageClass } from "../storageClass";

/** Bytes of the "GB" that AWS bills by: 2^30, as the worked examples of the S3 FAQ convert. */
export const billedGigabyte = 2 ** 30;

export interface ClassPrice {
    /** USD per GB and month; first 50 TB, and the Frequent Access tier of INTELLIGENT_TIERING. */
    readonly storagePerGbMonth: number;
    /** USD per request: a PUT or COPY that writes the class, or a multipart request completing into it. */
    readonly put: number;
    /** USD per object moved into the class by lifecycle. STANDARD cannot be moved into. */
    readonly transition: number;
    /** USD per GB read; for GLACIER and DEEP_ARCHIVE by the standard retrieval option. */
    readonly retrievalPerGb: number;
    /** Smaller objects are billed as if they had this many bytes. */
    readonly minimumBilledBytes: number;
    /** Bytes added to each object and billed at this class's price. */
    readonly overheadBytes: number;
    /** Bytes added to each object and billed at the STANDARD price. */
    readonly standardOverheadBytes: number;
}

const perThousand = (usd: number): number => usd / 1000;
const none = { minimumBilledBytes: 0, overheadBytes: 0, standardOverheadBytes: 0 };
const at128KiB = { ...none, minimumBilledBytes: 128 * 1024 };
const archive = { ...none, overheadBytes: 32 * 1024, standardOverheadBytes: 8 * 1024 };

export const classPrices: Readonly<Record<StorageClass, ClassPrice>> = {
    STANDARD: {
        storagePerGbMonth: 0.023,
        put: perThousand(0.005),
        transition: 0,
        retrievalPerGb: 0,
        ...none,
    },
    INTELLIGENT_TIERING: {
        storagePerGbMonth: 0.023,
        put: perThousand(0.005),
        transition: perThousand(0.01),
        retrievalPerGb: 0,
        ...none,
    },
    STANDARD_IA: {
        storagePerGbMonth: 0.0125,
        put: perThousand(0.01),
        transition: perThousand(0.01),
        retrievalPerGb: 0.01,
        ...at128KiB,
    },
    ONEZONE_IA: {
        storagePerGbMonth: 0.01,
        put: perThousand(0.01),
        transition: perThousand(0.01),
        retrievalPerGb: 0.01,
        ...at128KiB,
    },
    GLACIER_IR: {
        storagePerGbMonth: 0.004,
        put: perThousand(0.02),
        transition: perThousand(0.02),
        retrievalPerGb: 0.03,
        ...at128KiB,
    },
    GLACIER: {
        storagePerGbMonth: 0.0036,
        put: perThousand(0.03),
        transition: perThousand(0.03),
        retrievalPerGb: 0.01,
        ...archive,
    },
    DEEP_ARCHIVE: {
        storagePerGbMonth: 0.00099,
        put: perThousand(0.05),
        transition: perThousand(0.05),
        retrievalPerGb: 0.02,
        ...archive,
    },
};

/** USD per Batch Operations job, whatever its size. */
export const jobFee = 0.25;
/** USD per object operation of a Batch Operations job. */
export const taskFee = 1 / 1_000_000;
/** USD per PutObjectTagging request: billed like a PUT into STANDARD. */
export const taggingRequest = perThousand(0.005);
/** INTELLIGENT_TIERING never moves an object below this size to a cheaper access tier. */
export const smallestTieredBytes = 128 * 1024;
