/** The plainest encodings of ORC's runs: literals of version 1, bytes and bits without runs. */
import { varint } from "./protobufMessage";

const zigzag = (value: bigint): bigint => BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));

/** Version 1, up to 128 values a run. */
export function literalsV1(values: readonly (number | bigint)[], signed: boolean): Buffer {
    const parts: Buffer[] = [];
    for (let at = 0; at < values.length; at += 128) {
        const run = values.slice(at, at + 128);
        parts.push(
            Buffer.of(256 - run.length),
            ...run.map((value) => varint(signed ? zigzag(BigInt(value)) : value)),
        );
    }
    return Buffer.concat(parts);
}

export function literalBytes(bytes: Uint8Array): Buffer {
    const parts: Uint8Array[] = [];
    for (let at = 0; at < bytes.length; at += 128) {
        const run = bytes.subarray(at, at + 128);
        parts.push(Buffer.of(256 - run.length), run);
    }
    return Buffer.concat(parts);
}

export function literalBits(bits: readonly boolean[]): Buffer {
    const bytes = new Uint8Array(Math.ceil(bits.length / 8));
    bits.forEach((bit, index) => {
        if (bit) bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (0x80 >> (index & 7));
    });
    return literalBytes(bytes);
}
