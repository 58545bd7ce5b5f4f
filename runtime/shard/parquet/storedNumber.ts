/** What the integers of size and date columns mean, and how the same value stands in a CSV inventory. */
import type { InstantUnit, ParquetColumn, PhysicalType } from "./parquetSchema";

export interface StoredNumber {
    /** Bytes a PLAIN value takes. */
    readonly width: 4 | 8 | 12;
    /** What a batch holds, exactly; NaN for a value that no CSV inventory could hold. */
    readonly valueAt: (view: DataView, offset: number) => number;
    /** The same, for the DELTA encoding of INT32 and INT64. */
    readonly valueOf: (stored: bigint) => number;
    readonly fieldAt: (view: DataView, offset: number) => string;
    readonly fieldOf: (stored: bigint) => string;
}

const halfRange = 2 ** 32;
/** CSV inventories write years of four digits. */
const firstInstant = Date.UTC(2000, 0) - 2_000 * 365.2425 * 86_400_000;
const lastInstant = Date.UTC(10_000, 0) - 1;

export function storedNumber(column: ParquetColumn): StoredNumber {
    if (column.definition.kind === "bytes") return sizes(column.physicalType);
    return column.physicalType === "INT96" ? instants96 : instants(column.unit);
}

function sizes(type: PhysicalType): StoredNumber {
    const fieldOf = (stored: bigint): string => stored.toString();
    const valueOf = (stored: bigint): number =>
        stored < 0n || stored > BigInt(Number.MAX_SAFE_INTEGER) ? Number.NaN : Number(stored);
    if (type === "INT32")
        return {
            width: 4,
            valueAt: (view, offset) => {
                const value = view.getInt32(offset, true);
                return value < 0 ? Number.NaN : value;
            },
            valueOf,
            fieldAt: (view, offset) => String(view.getInt32(offset, true)),
            fieldOf,
        };
    return {
        width: 8,
        valueAt: (view, offset) => {
            const high = view.getUint32(offset + 4, true);
            return high > 0x1fffff ? Number.NaN : high * halfRange + view.getUint32(offset, true);
        },
        valueOf,
        fieldAt: (view, offset) => fieldOf(view.getBigInt64(offset, true)),
        fieldOf,
    };
}

function instants(unit: InstantUnit): StoredNumber {
    const whole = (stored: bigint): number => Number(floorDivide(stored, BigInt(unit)));
    const fieldOf = (stored: bigint): string => instantField(whole(stored));
    return {
        width: 8,
        valueAt: (view, offset) => {
            const high = view.getInt32(offset + 4, true);
            const low = view.getUint32(offset, true);
            if (unit === 1) return inRange(high * halfRange + low);
            // Divided in two steps, because the whole may be beyond 2^53.
            const quotient = Math.floor(high / unit);
            const rest = high - quotient * unit;
            return inRange(quotient * halfRange + Math.floor((rest * halfRange + low) / unit));
        },
        valueOf: (stored) => inRange(whole(stored)),
        fieldAt: (view, offset) => fieldOf(view.getBigInt64(offset, true)),
        fieldOf,
    };
}

/** Nanoseconds of the day, then the Julian day: what Hive and Spark of old write. Day 2,440,588 is 1970-01-01. */
const instants96: StoredNumber = {
    width: 12,
    valueAt: (view, offset) => inRange(time96(view, offset)),
    valueOf: () => Number.NaN,
    fieldAt: (view, offset) => instantField(time96(view, offset)),
    fieldOf: () => "",
};

function time96(view: DataView, offset: number): number {
    const day = view.getInt32(offset + 8, true) - 2_440_588;
    return day * 86_400_000 + Number(floorDivide(view.getBigInt64(offset, true), 1_000_000n));
}

const inRange = (time: number): number =>
    time >= firstInstant && time <= lastInstant ? time : Number.NaN;

/** Dates beyond the years 0 to 9999 come out as nothing that a CSV inventory may hold. */
function instantField(time: number): string {
    const date = new Date(time);
    return Number.isNaN(date.getTime()) ? `${time} ms` : date.toISOString();
}

/** Towards the past also before 1970. */
const floorDivide = (value: bigint, by: bigint): bigint => value / by - (value % by < 0n ? 1n : 0n);
