/** Writes the few kinds of protobuf fields that ORC's tail is made of. Members are added in the order of their numbers. */
export class ProtobufMessage {
    readonly #parts: Buffer[] = [];

    /** An unsigned number or an enum. */
    number(field: number, value: number): this {
        this.#parts.push(varint(field * 8), varint(value));
        return this;
    }

    flag(field: number, value: boolean): this {
        return this.number(field, value ? 1 : 0);
    }

    /** Text, bytes or a message within this one. */
    bytes(field: number, value: Buffer | string | ProtobufMessage): this {
        const bytes = value instanceof ProtobufMessage ? value.encoded() : Buffer.from(value);
        this.#parts.push(varint(field * 8 + 2), varint(bytes.length), bytes);
        return this;
    }

    packed(field: number, values: readonly number[]): this {
        return this.bytes(field, Buffer.concat(values.map(varint)));
    }

    encoded(): Buffer {
        return Buffer.concat(this.#parts);
    }
}

/** Base 128, lowest group first. For whole numbers from 0 to 2^53 - 1. */
function varint(value: number): Buffer {
    const bytes: number[] = [];
    let rest = value;
    while (rest >= 128) {
        bytes.push((rest % 128) | 128);
        rest = Math.floor(rest / 128);
    }
    bytes.push(rest);
    return Buffer.from(bytes);
}
