/**
 * The little of protobuf that ORC's postscript and footers use: varints, nested messages, strings. Every length is
 * held against the bytes there are. Source: Protocol Buffers encoding guide; ORC's messages: orc_proto.proto.
 */
import { OrcProblem } from "./orcProblem";

/** One field of a message. `value` is set for numbers, `bytes` for what has a length. */
export interface ProtobufField {
    readonly number: number;
    /** NaN for bytes. 64-bit values beyond 2^53 - 1 are Infinity: no count or length may be that large. */
    readonly value: number;
    readonly bytes: Uint8Array;
}

const nothing = new Uint8Array(0);

/** The fields of one message in the order written, unknown ones included. Throws OrcProblem for what is no message. */
export function protobufFields(message: Uint8Array): ProtobufField[] {
    const fields: ProtobufField[] = [];
    const reader = new Varints(message);
    while (reader.at < message.length) {
        const tag = reader.next();
        const number = Math.floor(tag / 8);
        if (number < 1 || number > 0x1fffffff) throw broken("a field number");
        switch (tag % 8) {
            case 0:
                fields.push({ number, value: reader.next(), bytes: nothing });
                break;
            case 1:
                fields.push({ number, value: Number.NaN, bytes: reader.take(8) });
                break;
            case 2:
                fields.push({ number, value: Number.NaN, bytes: reader.take(reader.next()) });
                break;
            case 5:
                fields.push({ number, value: Number.NaN, bytes: reader.take(4) });
                break;
            default:
                throw broken(`wire type ${tag % 8}`);
        }
    }
    return fields;
}

/** The last value of a number field, as protobuf says of a field that comes twice; undefined when it is not there. */
export function numberField(fields: readonly ProtobufField[], number: number): number | undefined {
    const field = fields.findLast((candidate) => candidate.number === number);
    if (field === undefined) return undefined;
    if (!Number.isSafeInteger(field.value)) throw broken(`field ${number}, which must be a number`);
    return field.value;
}

/** The messages or strings of a field. */
export function bytesFields(fields: readonly ProtobufField[], number: number): Uint8Array[] {
    return fields
        .filter((field) => field.number === number)
        .map((field) => {
            if (!Number.isNaN(field.value)) throw broken(`field ${number}, which must be bytes`);
            return field.bytes;
        });
}

/** The values of a repeated number field, packed or not. */
export function numberFields(fields: readonly ProtobufField[], number: number): number[] {
    return fields
        .filter((field) => field.number === number)
        .flatMap(({ value, bytes }) => (Number.isNaN(value) ? packed(bytes) : [value]));
}

function packed(bytes: Uint8Array): number[] {
    const values: number[] = [];
    const reader = new Varints(bytes);
    while (reader.at < bytes.length) values.push(reader.next());
    return values;
}

class Varints {
    at = 0;
    readonly #bytes: Uint8Array;
    constructor(bytes: Uint8Array) {
        this.#bytes = bytes;
    }

    next(): number {
        let value = 0;
        let scale = 1;
        for (let index = 0; index < 10; index++) {
            const byte = this.#bytes[this.at++];
            if (byte === undefined) throw broken("a number that is cut off");
            value += (byte & 0x7f) * scale;
            if (byte < 0x80) return Number.isSafeInteger(value) ? value : Infinity;
            scale *= 128;
        }
        throw broken("a number of more than 10 bytes");
    }

    take(length: number): Uint8Array {
        if (length > this.#bytes.length - this.at)
            throw broken(
                `a field of ${length} bytes where ${this.#bytes.length - this.at} are left`,
            );
        this.at += length;
        return this.#bytes.subarray(this.at - length, this.at);
    }
}

const broken = (what: string): OrcProblem =>
    new OrcProblem(`must be a protobuf message, got ${what}`);
