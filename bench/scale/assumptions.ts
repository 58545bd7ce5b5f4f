/**
 * What the simulation of a very large inventory rests on. Everything here is either measured by our own bench, a
 * setting of the product, a limit or price that AWS publishes, or an assumption that nobody has measured; each says which.
 * Prices are us-east-1, November 2026, from memory of the price pages [unverified]; change them here.
 */
import { defaultConcurrencyQuota } from "../../model/scale/functionLimits";

export interface Assumption {
    readonly value: number;
    readonly unit: string;
    readonly basis: "measured" | "setting" | "published" | "assumed";
    readonly source: string;
}

const assume = (
    value: number,
    unit: string,
    basis: Assumption["basis"],
    source: string,
): Assumption => ({ value, unit, basis, source });

export const assumptions = {
    downloadMegabytesPerSecond: assume(
        60,
        "MB/s",
        "assumed",
        "one function reading one object from S3 in its Region; never measured",
    ),
    arm64CpuFactor: assume(
        1,
        "x",
        "assumed",
        "CPU time of an arm64 vCPU against the machine of the bench; never measured",
    ),
    shardSpread: assume(
        0.2,
        "of the mean",
        "assumed",
        "standard deviation of a shard's time around its mean (log-normal)",
    ),
    coldStartSeconds: assume(0.6, "s", "assumed", "start of a function, with its bundle"),
    requestSeconds: assume(0.05, "s", "assumed", "a small request to S3 and back"),
    partCopySeconds: assume(0.5, "s", "assumed", "UploadPartCopy of a part of some ten MB"),
    createJobSeconds: assume(0.3, "s", "assumed", "CreateJob with its records"),
    childStartsPerSecond: assume(
        150,
        "1/s",
        "assumed",
        "children that a distributed map starts a second; from memory, StartExecution is refilled with 150 to 300 a second",
    ),
    lambdaUsdPerGigabyteSecond: assume(0.0000133334, "USD", "published", "Lambda, arm64"),
    lambdaUsdPerMillionRequests: assume(0.2, "USD", "published", "Lambda"),
    stateTransitionUsdPerThousand: assume(0.025, "USD", "published", "Step Functions Standard"),
    transitionsPerChild: assume(
        3,
        "1",
        "assumed",
        "a child's start, its one task and its end; the price page counts every step",
    ),
    getUsdPerThousand: assume(0.0004, "USD", "published", "S3 Standard, GET"),
    putUsdPerThousand: assume(0.005, "USD", "published", "S3 Standard, PUT, COPY, POST, LIST"),
    s3GetsPerSecondPerPrefix: assume(5_500, "1/s", "published", "S3 User Guide, request rates"),
    s3PutsPerSecondPerPrefix: assume(3_500, "1/s", "published", "S3 User Guide, request rates"),
    lambdaConcurrency: assume(
        defaultConcurrencyQuota,
        "functions",
        "published",
        "default quota of an account in a Region",
    ),
    manifestBytesPerRow: assume(
        139,
        "bytes",
        "measured",
        "34 MB for 246,504 rows of the bench's files: bucket, key, version, size",
    ),
    selectedShare: assume(0.2465, "of the rows", "measured", "the bench's four tiers"),
} as const satisfies Readonly<Record<string, Assumption>>;

export type Assumptions = Readonly<Record<keyof typeof assumptions, number>>;

export const values = (): Record<keyof typeof assumptions, number> =>
    Object.fromEntries(
        Object.entries(assumptions).map(([name, { value }]) => [name, value]),
    ) as Record<keyof typeof assumptions, number>;
