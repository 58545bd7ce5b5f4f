/**
 * What the end of an ORC file says of the rest: postscript, then footer (ORC specification v1, "File Tail"). Every
 * offset and count is held against the file before anything is read by it.
 */
import type { RandomAccessFile } from "../batchSource";
import { blockCodec, type BlockCodec } from "./blockCodec";
import { OrcProblem, placed } from "./orcProblem";
import { bytesFields, numberField, numberFields, protobufFields } from "./protobufFields";
import { StreamBytes, wholeStream } from "./streamBytes";

/** One column, the struct of a row included. */
export interface OrcType {
    /** Of orc_proto.proto: 0 boolean, 1 byte, 2 short, 3 int, 4 long, ... */
    readonly kind: number;
    readonly subtypes: readonly number[];
    readonly fieldNames: readonly string[];
}

/** Where a stripe lies in the file, in bytes. */
export interface StripePlace {
    readonly offset: number;
    readonly indexLength: number;
    readonly dataLength: number;
    readonly footerLength: number;
    readonly rows: number;
}

export interface OrcTail {
    readonly codec: BlockCodec;
    readonly rows: number;
    readonly stripes: readonly StripePlace[];
    readonly types: readonly OrcType[];
}

/** What other versions mean is not known: 0.11 (Hive 0.11) and 0.12 (everything since) are all there are. */
const knownVersions = ["0.11", "0.12"];
const magic = "ORC";
const maxPostscriptBytes = 255;
/** A footer has some 40 bytes a stripe and 100 a column: this is for a hundred thousand stripes. */
export const maxFooterBytes = 32 * 1024 * 1024;

/** Throws OrcProblem. */
export function orcTail(file: RandomAccessFile): OrcTail {
    const smallest = magic.length + 1;
    if (file.size <= smallest)
        throw new OrcProblem(`must be an ORC file, got ${file.size} bytes; it is empty or cut off`);
    const head = Buffer.from(file.read(0, magic.length)).toString("latin1");
    if (head !== magic)
        throw new OrcProblem(
            `must be an ORC file, which begins with "ORC", got ${JSON.stringify(head)}`,
        );
    const end = file.read(file.size - 1, 1)[0] ?? 0;
    if (end < 1 || end > Math.min(maxPostscriptBytes, file.size - smallest))
        throw new OrcProblem(
            `postscript: must have 1 to ${maxPostscriptBytes} bytes of the file's ${file.size}, got ${end}; is the file cut off?`,
        );
    const postscriptAt = file.size - 1 - end;
    try {
        return tailBefore(file, postscriptAt, file.read(postscriptAt, end));
    } catch (error) {
        throw placed("file tail", error);
    }
}

function tailBefore(file: RandomAccessFile, postscriptAt: number, bytes: Uint8Array): OrcTail {
    const postscript = protobufFields(bytes);
    const [magicBytes] = bytesFields(postscript, 8000);
    if (magicBytes !== undefined && Buffer.from(magicBytes).toString("latin1") !== magic)
        throw new OrcProblem('postscript: must end with "ORC"; is the file cut off?');
    const version = numberFields(postscript, 4).join(".");
    // Files of Hive 0.11 say nothing.
    if (version !== "" && !knownVersions.includes(version))
        throw new OrcProblem(
            `postscript: version must be one of ${knownVersions.join(", ")}, got ${version}`,
        );
    const footerLength = numberField(postscript, 1) ?? 0;
    // Metadata (statistics by stripe) stands before the footer, and is not needed.
    const before = footerLength + (numberField(postscript, 5) ?? 0);
    const room = postscriptAt - magic.length;
    if (footerLength < 1 || before > room)
        throw new OrcProblem(
            `postscript: footer and metadata must have 1 to ${room} bytes, got ${before}; is the file cut off?`,
        );
    const codec = blockCodec(numberField(postscript, 2) ?? 0, numberField(postscript, 3));
    const footerAt = postscriptAt - footerLength;
    const stream = new StreamBytes("footer", file, codec, footerAt, footerLength);
    const footer = protobufFields(wholeStream(stream, maxFooterBytes));
    if (bytesFields(footer, 10).length > 0)
        throw new OrcProblem("columns must not be encrypted; S3 Inventory encrypts whole files");
    const rows = numberField(footer, 6) ?? 0;
    const stripes = stripePlaces(bytesFields(footer, 3), postscriptAt - before);
    const rowsOfStripes = stripes.reduce((sum, stripe) => sum + stripe.rows, 0);
    if (rowsOfStripes !== rows)
        throw new OrcProblem(
            `footer: stripes must have the file's ${rows} rows together, got ${rowsOfStripes}`,
        );
    const types = bytesFields(footer, 4).map(orcType);
    return { codec, rows, stripes, types };
}

function orcType(message: Uint8Array): OrcType {
    const fields = protobufFields(message);
    return {
        kind: numberField(fields, 1) ?? 0,
        subtypes: numberFields(fields, 2),
        fieldNames: bytesFields(fields, 3).map((name) => Buffer.from(name).toString("utf8")),
    };
}

function stripePlaces(messages: readonly Uint8Array[], end: number): StripePlace[] {
    let free = magic.length;
    return messages.map((message, index) => {
        const fields = protobufFields(message);
        const stripe = {
            offset: numberField(fields, 1) ?? 0,
            indexLength: numberField(fields, 2) ?? 0,
            dataLength: numberField(fields, 3) ?? 0,
            footerLength: numberField(fields, 4) ?? 0,
            rows: numberField(fields, 5) ?? 0,
        };
        const after = stripe.offset + stripe.indexLength + stripe.dataLength + stripe.footerLength;
        if (stripe.offset < free || after > end)
            throw new OrcProblem(
                `footer: stripe ${index + 1} must lie in bytes ${free} to ${end}, got ${stripe.offset} to ${after}`,
            );
        free = after;
        return stripe;
    });
}
