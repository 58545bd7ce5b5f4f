/**
 * The values of canonical fields, read from the bytes between two quotes. What is not canonical is marked, never
 * guessed at: the host reads the whole row the slow way then.
 */
import { BUCKET, MAX_NAME, NAME_CODE, NAME_ENTRY, NAME_NEXT } from "./memoryLayout";

/** Codes of model/inventory/rowBatch.ts. */
const ABSENT_CODE: i32 = 0;
const OTHER_CODE: i32 = 255;

/** The first quote at or after `p`. The sentinel makes sure that there is one. */
export function quoteFrom(p: usize): usize {
    const quotes = i8x16.splat(0x22);
    let found = i8x16.bitmask(i8x16.eq(v128.load(p), quotes));
    while (found == 0) {
        p += 16;
        found = i8x16.bitmask(i8x16.eq(v128.load(p), quotes));
    }
    return p + ctz(found);
}

/** Whether the source bucket and a quote stand at `p`. */
export function isSourceBucket(p: usize, lengthWithQuote: i32): bool {
    let at: i32 = 0;
    while (lengthWithQuote - at >= 16) {
        const same = i8x16.eq(v128.load(p + at), v128.load(BUCKET + at));
        if (!i8x16.all_true(same)) return false;
        at += 16;
    }
    const rest = (1 << (lengthWithQuote - at)) - 1;
    const same = i8x16.bitmask(i8x16.eq(v128.load(p + at), v128.load(BUCKET + at)));
    return (same & rest) == rest;
}

/** Digits only, 1 to 8 of them, as a number; -1 for anything else. */
function eightDigits(p: usize, length: i32): i64 {
    // The first digit is the lowest byte: shift the field to the upper end and fill up with "0" below.
    const half = (<u64>length) << 2;
    const text =
        (load<u64>(p) << ((8 - <u64>length) << 3)) | ((0x3030303030303030 >> half) >> half);
    const high = text & 0xf0f0f0f0f0f0f0f0;
    const carried = ((text + 0x0606060606060606) & 0xf0f0f0f0f0f0f0f0) >> 4;
    if ((high | carried) != 0x3333333333333333) return -1;
    let value = text & 0x0f0f0f0f0f0f0f0f;
    value = (value * 2561) >> 8;
    value = ((value & 0x00ff00ff00ff00ff) * 6553601) >> 16;
    value = ((value & 0x0000ffff0000ffff) * 42949672960001) >> 32;
    return <i64>value;
}

/** A number of bytes; NaN for an empty field, Infinity for one that is not canonical. */
export function sizeAt(p: usize, end: usize): f64 {
    const length = <i32>(end - p);
    if (length <= 8) {
        if (length == 0) return NaN;
        const value = eightDigits(p, length);
        return value < 0 ? Infinity : <f64>value;
    }
    // Seventeen digits may be a safe integer only with leading zeros, which S3 does not write.
    if (length > 16) return Infinity;
    const upper = eightDigits(p, length - 8);
    const lower = eightDigits(end - 8, 8);
    const value = upper * 100000000 + lower;
    if ((upper | lower) < 0 || value > 9007199254740991) return Infinity;
    return <f64>value;
}

/**
 * Milliseconds since the epoch of an instant as S3 writes it, with a fraction of 1 to 9 digits or none.
 * NaN for an empty field, Infinity for one that is not canonical or no date of the calendar.
 */
export function instantAt(p: usize, end: usize): f64 {
    const length = <i32>(end - p);
    if (length == 0) return NaN;
    if (length < 20 || length > 30) return Infinity;
    // What each byte is above "0000-00-00T00:00", and the largest that it may be.
    const digits = i8x16.sub(
        v128.load(p),
        // prettier-ignore
        i8x16(0x30, 0x30, 0x30, 0x30, 0x2d, 0x30, 0x30, 0x2d, 0x30, 0x30, 0x54, 0x30, 0x30, 0x3a, 0x30, 0x30),
    );
    const limits = i8x16(9, 9, 9, 9, 0, 1, 9, 0, 3, 9, 0, 2, 9, 0, 5, 9);
    if (!i8x16.all_true(i8x16.le_u(digits, limits))) return Infinity;

    // ":59." or ":59Z"
    const tens = <u32>load<u8>(p, 17) - 0x30;
    const ones = <u32>load<u8>(p, 18) - 0x30;
    if (load<u8>(p, 16) != 0x3a || tens > 5 || ones > 9) return Infinity;
    let milliseconds: u32 = 0;
    if (length == 24) {
        const tenths = <u32>load<u8>(p, 20) - 0x30;
        const hundredths = <u32>load<u8>(p, 21) - 0x30;
        const thousandths = <u32>load<u8>(p, 22) - 0x30;
        if (
            load<u8>(p, 19) != 0x2e ||
            load<u8>(p, 23) != 0x5a ||
            tenths > 9 ||
            hundredths > 9 ||
            thousandths > 9
        )
            return Infinity;
        milliseconds = tenths * 100 + hundredths * 10 + thousandths;
    } else {
        if (load<u8>(end - 1) != 0x5a) return Infinity;
        if (length > 20) {
            if (load<u8>(p, 19) != 0x2e || length == 21) return Infinity;
            let weight: u32 = 100;
            for (let at = p + 20; at < end - 1; at++) {
                const digit = <u32>load<u8>(at) - 0x30;
                if (digit > 9) return Infinity;
                milliseconds += digit * weight;
                weight /= 10;
            }
        }
    }

    // Pairs of digits to numbers: years' hundreds and rest, month, day, hour, minute.
    const gathered = i8x16.swizzle(
        digits,
        i8x16(0, 1, 2, 3, 5, 6, 8, 9, 11, 12, 14, 15, 16, 16, 16, 16),
    );
    const weights = i16x8(10, 1, 10, 1, 10, 1, 10, 1);
    const date = i32x4.dot_i16x8_s(i16x8.extend_low_i8x16_u(gathered), weights);
    const time = i32x4.dot_i16x8_s(i16x8.extend_high_i8x16_u(gathered), weights);
    const year = i32x4.extract_lane(date, 0) * 100 + i32x4.extract_lane(date, 1);
    const month = i32x4.extract_lane(date, 2);
    const day = i32x4.extract_lane(date, 3);
    const hour = i32x4.extract_lane(time, 0);
    const minute = i32x4.extract_lane(time, 1);
    if (month < 1 || month > 12 || hour > 23) return Infinity;
    const isLeap = (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
    const daysInMonth = month == 2 ? 28 + i32(isLeap) : 30 + ((month + (month >> 3)) & 1);
    if (day < 1 || day > daysInMonth) return Infinity;

    // Days from the civil date: years begin in March, 400 are added so that every division is of positive numbers.
    const afterFebruary = month > 2;
    const years = <u32>(year + 400 - i32(!afterFebruary));
    const monthOfYear = <u32>(month + (afterFebruary ? -3 : 9));
    const days =
        <i32>(
            (years * 365 +
                years / 4 -
                years / 100 +
                years / 400 +
                (153 * monthOfYear + 2) / 5 +
                <u32>day -
                1)
        ) - 865565;
    const ofDay = ((hour * 60 + minute) * 60 + tens * 10 + ones) * 1000 + milliseconds;
    return <f64>days * 86400000.0 + <f64>(<i32>ofDay);
}

/** The code of a name; the whole of it is compared, so an unknown name of a known length stays unknown. */
export function codeAt(p: usize, end: usize, table: usize): i32 {
    const length = <i32>(end - p);
    if (length == 0) return ABSENT_CODE;
    if (length > MAX_NAME) return OTHER_CODE;
    // One bit per byte of the field.
    const wanted: u64 = ((<u64>1) << length) - 1;
    const low = v128.load(p);
    const high = v128.load(p, 16);
    let entry = <usize>load<u8>(table + length);
    while (entry != 0) {
        const at = table + entry * NAME_ENTRY;
        const same =
            (<u64>(<u32>i8x16.bitmask(i8x16.eq(low, v128.load(at))))) |
            ((<u64>(<u32>i8x16.bitmask(i8x16.eq(high, v128.load(at, 16))))) << 16);
        if ((same & wanted) == wanted) return load<u8>(at, NAME_CODE);
        entry = <usize>load<u8>(at, NAME_NEXT);
    }
    return OTHER_CODE;
}

/** 1 for "true", 2 for "false", 0 for nothing, 4 for anything else. */
export function booleanAt(p: usize, end: usize): i32 {
    const length = <i32>(end - p);
    const word = load<u32>(p);
    const isTrue = i32(length == 4) & i32(word == 0x65757274);
    const isFalse = i32(length == 5) & i32(word == 0x736c6166) & i32(load<u8>(p, 4) == 0x65);
    const isEmpty = i32(length == 0);
    return isTrue | (isFalse << 1) | (((isTrue | isFalse | isEmpty) ^ 1) << 2);
}

/** 1 for "On" and "ON", 0 for "Off", "OFF" and nothing, 4 for anything else. */
export function holdAt(p: usize, end: usize): i32 {
    const length = <i32>(end - p);
    if (length == 0) return 0;
    if (length == 2) {
        const word = load<u16>(p);
        return word == 0x6e4f || word == 0x4e4f ? 1 : 4;
    }
    if (length == 3) {
        const word = load<u32>(p) & 0xffffff;
        return word == 0x66664f || word == 0x46464f ? 0 : 4;
    }
    return 4;
}
