/**
 * ManifestLines of runtime/shard over the columns in memory: the line of a row, byte for byte the same, and nothing for
 * one whose key or version id cannot be written.
 */
import { escaped } from "./keyAffixes";
import {
    BUCKET,
    KEY_END,
    KEY_START,
    SIZE,
    VERSION_END,
    VERSION_START,
    WINDOW,
} from "./memoryLayout";

const PERCENT: i32 = 0x25;
const PLUS: i32 = 0x2b;
const SPACE: i32 = 0x20;
const COMMA: u8 = 0x2c;
const NEWLINE: u8 = 0x0a;
/** "null", as its bytes lie in memory. */
const NULL: u32 = 0x6c6c756e;

/**
 * Answers where the line ends, 0 when it cannot be written. There must be room for the bucket, three times the key, the
 * version id and 64 bytes more.
 */
export function putLine(row: usize, namesVersion: bool, bucketLength: usize, to: usize): usize {
    for (let at: usize = 0; at < bucketLength; at += 16)
        v128.store(to + at, v128.load(at + BUCKET));
    let out = to + bucketLength;
    store<u8>(out++, COMMA);
    const keyStart = <usize>load<i32>(row << 2, KEY_START) + WINDOW;
    const keyEnd = <usize>load<i32>(row << 2, KEY_END) + WINDOW;
    out = putKey(keyStart, keyEnd, out);
    if (out == 0) return 0;
    store<u8>(out++, COMMA);
    if (namesVersion) {
        const start = <usize>load<i32>(row << 2, VERSION_START) + WINDOW;
        const end = <usize>load<i32>(row << 2, VERSION_END) + WINDOW;
        out = putVersion(start, end, out);
        if (out == 0) return 0;
        store<u8>(out++, COMMA);
    }
    out = putNumber(<u64>load<f64>(row << 3, SIZE), out);
    store<u8>(out++, NEWLINE);
    return out;
}

/** transcodeKey of model/inventory/keyTranscoder.ts for form-style encoded keys; 0 for one that cannot be decoded. */
function putKey(at: usize, end: usize, out: usize): usize {
    while (at < end) {
        // What is written behind the first byte that does not stay is written over.
        const bytes = v128.load(at);
        const others = plainOnes(bytes) ^ 0xffff;
        v128.store(out, bytes);
        const plain = min(<usize>ctz(others | 0x10000), end - at);
        at += plain;
        out += plain;
        if (plain == 16 || at == end) continue;

        const byte: i32 = load<u8>(at);
        const stride: usize = byte == PERCENT ? 3 : 1;
        const first = byteAt(at, end, stride);
        if (first < 0) return 0;
        if (first < 0x80) {
            const raw = byte == PLUS ? SPACE : first;
            if ((plainOnes(i8x16.splat(<i8>raw)) & 1) != 0) store<u8>(out++, <u8>raw);
            else out = putEscape(out, raw);
            at += stride;
            continue;
        }
        let length = sequenceLength(at, end, stride);
        if (length == 0) return 0;
        for (; length > 0; length--) {
            out = putEscape(out, byteAt(at, end, stride));
            at += stride;
        }
    }
    return out;
}

/** A bit for each byte that stays as it is in a manifest: `A-Z a-z 0-9 - _ . ~ /`. */
function plainOnes(bytes: v128): i32 {
    // For the lower four bits of a byte, which upper ones make it plain: bits 0 to 5 stand for 2 to 7.
    const byLower = i8x16(42, 62, 62, 62, 62, 62, 62, 62, 62, 62, 60, 20, 20, 21, 53, 29);
    const byUpper = i8x16(0, 0, 1, 2, 4, 8, 16, 32, 0, 0, 0, 0, 0, 0, 0, 0);
    const lower = i8x16.swizzle(byLower, v128.and(bytes, i8x16.splat(0x0f)));
    const upper = i8x16.swizzle(byUpper, i8x16.shr_u(bytes, 4));
    return i8x16.bitmask(i8x16.ne(v128.and(lower, upper), i8x16.splat(0)));
}

function putEscape(out: usize, byte: i32): usize {
    store<u8>(out, <u8>PERCENT);
    store<u8>(out, hexDigitOf(byte >> 4), 1);
    store<u8>(out, hexDigitOf(byte & 15), 2);
    return out + 3;
}

function hexDigitOf(value: i32): u8 {
    return <u8>(value + (value < 10 ? 0x30 : 0x37));
}

/** With stride 3 the value of the escape at `at`; -1 where there is no such byte. */
function byteAt(at: usize, end: usize, stride: usize): i32 {
    if (at + stride > end) return -1;
    if (stride == 1) return load<u8>(at);
    return <i32>load<u8>(at) == PERCENT ? escaped(at) : -1;
}

/** Bytes of the character that begins at `at` with a byte of 0x80 or more; 0 when it is none (as in keyTranscoder.ts). */
function sequenceLength(at: usize, end: usize, stride: usize): i32 {
    const first = byteAt(at, end, stride);
    if (first < 0xc2 || first > 0xf4) return 0;
    const length: i32 = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    const second = byteAt(at + stride, end, stride);
    if (second < least || second > most) return 0;
    for (let index: i32 = 2; index < length; index++) {
        const next = byteAt(at + <usize>index * stride, end, stride);
        if (next < 0x80 || next > 0xbf) return 0;
    }
    return length;
}

/** "null" for none; 0 for one that would move the columns: it must be of 0x21 to 0x7e without quote and comma. */
function putVersion(at: usize, end: usize, out: usize): usize {
    if (at == end) {
        store<u32>(out, NULL);
        return out + 4;
    }
    for (; at < end; at += 16) {
        const bytes = v128.load(at);
        const others = v128.or(
            v128.or(i8x16.lt_u(bytes, i8x16.splat(0x21)), i8x16.gt_u(bytes, i8x16.splat(0x7e))),
            v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x2c))),
        );
        v128.store(out, bytes);
        const length = min<usize>(16, end - at);
        if ((i8x16.bitmask(others) & ((1 << (<i32>length)) - 1)) != 0) return 0;
        out += length;
    }
    return out;
}

function putNumber(value: u64, out: usize): usize {
    let end = out + 1;
    for (let rest = value; rest > 9; rest /= 10) end++;
    let rest = value;
    for (let at = end; at > out; rest /= 10) store<u8>(--at, <u8>(rest % 10) + 0x30);
    return end;
}
