/**
 * ORC's integer runs with bigints: the readable reference of IntegerRuns, and what it turns to for runs with values
 * beyond 2^53. Values wrap at 64 bits as in Java. Source: ORC specification v1, "Run Length Encoding".
 */
import { codedWidth, paddedWidth } from "./bitWidths";
import { OrcProblem } from "./orcProblem";
import type { StreamBytes } from "./streamBytes";

export type ExactRun = readonly bigint[];

/** A varint of 64 bits has at most 10 bytes. */
const maxVarintBytes = 10;

/** Takes one run of version 1. */
export function exactRunV1(stream: StreamBytes, signed: boolean): ExactRun {
    const control = stream.nextByte();
    if (control >= 0x80) return Array.from({ length: 256 - control }, () => varint(stream, signed));
    const step = BigInt.asIntN(8, BigInt(stream.nextByte()));
    const base = varint(stream, signed);
    return Array.from({ length: control + 3 }, (_, index) => wrapped(base + step * BigInt(index)));
}

/** Takes one run of version 2. */
export function exactRunV2(stream: StreamBytes, signed: boolean): ExactRun {
    const first = stream.nextByte();
    const code = (first >> 1) & 31;
    switch (first >> 6) {
        case 0: {
            const value = bigEndian(stream, ((first >> 3) & 7) + 1);
            return Array<bigint>((first & 7) + 3).fill(signed ? unzigzag(value) : wrapped(value));
        }
        case 1: {
            const packed = unpacked(stream, codedWidth(code), valueCount(stream, first));
            return packed.map((value) => (signed ? unzigzag(value) : wrapped(value)));
        }
        case 2:
            return patchedBase(stream, codedWidth(code), valueCount(stream, first));
        default:
            return delta(stream, signed, code === 0 ? 0 : codedWidth(code), first);
    }
}

const valueCount = (stream: StreamBytes, first: number): number =>
    (((first & 1) << 8) | stream.nextByte()) + 1;

function patchedBase(stream: StreamBytes, width: number, count: number): ExactRun {
    const third = stream.nextByte();
    const fourth = stream.nextByte();
    const baseBytes = (third >> 5) + 1;
    const patchWidth = codedWidth(third & 31);
    const gapWidth = (fourth >> 5) + 1;
    // Also what the Apache readers refuse.
    if (patchWidth + gapWidth > 64)
        throw new OrcProblem(
            `${stream.name} must have patches of at most 64 bits, got ${patchWidth} and a gap of ${gapWidth}`,
        );
    const magnitude = bigEndian(stream, baseBytes);
    const sign = 1n << BigInt(baseBytes * 8 - 1);
    const base = (magnitude & sign) === 0n ? magnitude : -(magnitude & (sign - 1n));
    const values = unpacked(stream, width, count);
    let place = 0;
    let patched = -1;
    for (const entry of unpacked(stream, paddedWidth(patchWidth + gapWidth), fourth & 31)) {
        place += Number(entry >> BigInt(patchWidth));
        const patch = entry & ((1n << BigInt(patchWidth)) - 1n);
        if (patch === 0n) continue;
        if (place === patched)
            throw new OrcProblem(`${stream.name} must patch a value once, got twice`);
        patched = place;
        if (place >= count)
            throw new OrcProblem(
                `${stream.name} must patch one of the ${count} values of a run, got number ${place + 1}`,
            );
        values[place] = (values[place] as bigint) | (patch << BigInt(width));
    }
    return values.map((value) => wrapped(base + value));
}

function delta(stream: StreamBytes, signed: boolean, width: number, first: number): ExactRun {
    const count = valueCount(stream, first);
    const base = varint(stream, signed);
    const step = varint(stream, true);
    if (width === 0)
        return Array.from({ length: count }, (_, index) => wrapped(base + step * BigInt(index)));
    if (count < 2)
        throw new OrcProblem(
            `${stream.name} must have two values or more in a run of packed deltas, got one`,
        );
    const values = [base, wrapped(base + step)];
    let value = base + step;
    for (const by of unpacked(stream, width, count - 2))
        values.push(wrapped((value += step < 0n ? -by : by)));
    return values;
}

function bigEndian(stream: StreamBytes, bytes: number): bigint {
    let value = 0n;
    for (let index = 0; index < bytes; index++) value = (value << 8n) | BigInt(stream.nextByte());
    return value;
}

function unpacked(stream: StreamBytes, width: number, count: number): bigint[] {
    const values: bigint[] = [];
    let bits = 0n;
    let held = 0;
    for (let index = 0; index < count; index++) {
        while (held < width) {
            bits = (bits << 8n) | BigInt(stream.nextByte());
            held += 8;
        }
        held -= width;
        values.push(bits >> BigInt(held));
        bits &= (1n << BigInt(held)) - 1n;
    }
    return values;
}

function varint(stream: StreamBytes, signed: boolean): bigint {
    let value = 0n;
    for (let index = 0; index < maxVarintBytes; index++) {
        const byte = stream.nextByte();
        value |= BigInt(byte & 0x7f) << BigInt(7 * index);
        if (byte < 0x80) return signed ? unzigzag(BigInt.asUintN(64, value)) : wrapped(value);
    }
    throw new OrcProblem(
        `${stream.name} must have numbers of at most ${maxVarintBytes} bytes, got a longer one`,
    );
}

const wrapped = (value: bigint): bigint => BigInt.asIntN(64, value);
const unzigzag = (value: bigint): bigint => (value >> 1n) ^ -(value & 1n);
