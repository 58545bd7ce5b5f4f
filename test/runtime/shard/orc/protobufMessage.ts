/** Writes protobuf messages: what the tests' own ORC files are made with. */

export type FieldValue = number | bigint | string | Uint8Array | readonly FieldValue[];

export function varint(value: number | bigint): Buffer {
    const bytes: number[] = [];
    let left = BigInt.asUintN(64, BigInt(value));
    while (left >= 0x80n) {
        bytes.push(Number(left & 0x7fn) | 0x80);
        left >>= 7n;
    }
    bytes.push(Number(left));
    return Buffer.from(bytes);
}

/** Fields by number; a list is a repeated field, not packed. */
export function message(fields: Readonly<Record<number, FieldValue | undefined>>): Buffer {
    return Buffer.concat(
        Object.entries(fields).flatMap(([number, value]) =>
            value === undefined ? [] : field(Number(number), value),
        ),
    );
}

function field(number: number, value: FieldValue): Buffer[] {
    if (typeof value === "number" || typeof value === "bigint")
        return [varint(number * 8), varint(value)];
    if (typeof value === "string" || value instanceof Uint8Array) {
        const bytes = Buffer.from(value as string);
        return [varint(number * 8 + 2), varint(bytes.length), bytes];
    }
    return value.flatMap((item) => field(number, item));
}
