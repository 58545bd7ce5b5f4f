/** The pages of one column chunk, one at a time: headers read, sums checked, bodies decompressed. */
import { crc32 } from "node:zlib";
import type { RandomAccessFile } from "../batchSource";
import { pageDecompressor } from "./decompressPage";
import type { PageDecompressor } from "./decompressPage";
import type { PageMemory } from "./pageMemory";
import type { ColumnChunk } from "./parquetFooter";
import { ParquetProblem } from "./parquetProblem";
import { readThriftStruct, ThriftCutOff } from "./thriftStruct";
import type { ThriftStruct } from "./thriftStruct";

/** As numbered in parquet.thrift. */
export const encodings = {
    plain: 0,
    plainDictionary: 2,
    rle: 3,
    deltaBinaryPacked: 5,
    deltaLengthByteArray: 6,
    deltaByteArray: 7,
    rleDictionary: 8,
} as const;

const encodingNames = [
    "PLAIN",
    "GROUP_VAR_INT",
    "PLAIN_DICTIONARY",
    "RLE",
    "BIT_PACKED",
    "DELTA_BINARY_PACKED",
    "DELTA_LENGTH_BYTE_ARRAY",
    "DELTA_BYTE_ARRAY",
    "RLE_DICTIONARY",
    "BYTE_STREAM_SPLIT",
];

export const encodingName = (encoding: number): string =>
    encodingNames[encoding] ?? `number ${encoding}`;

export interface DictionaryPage {
    readonly kind: "dictionary";
    readonly bytes: Uint8Array;
    /** Bytes taken from the memory. */
    readonly held: number;
    readonly count: number;
}

export interface DataPage {
    readonly kind: "data";
    readonly bytes: Uint8Array;
    /** Bytes taken from the memory. */
    readonly held: number;
    readonly encoding: number;
    /** Rows, nulls included. */
    readonly count: number;
    /** As page headers of version 2 say; undefined for version 1. */
    readonly nulls: number | undefined;
    /** Definition levels, empty for required columns: from levelsStart to levelsEnd of `levels`. */
    readonly levels: Uint8Array;
    readonly levelsStart: number;
    readonly levelsEnd: number;
    /** Where values begin in `bytes`. */
    readonly valuesStart: number;
}

/** Bytes read at a time to find page headers; longer bodies are read by themselves. */
const windowBytes = 32 * 1024;
/** Headers hold the least and greatest value, and keys have at most 1,024 bytes; other columns may be longer. */
const mostHeaderBytes = 1024 * 1024;
const nothing = new Uint8Array(0);

export class ColumnPages {
    private readonly file: RandomAccessFile;
    private readonly chunk: ColumnChunk;
    private readonly isOptional: boolean;
    private readonly memory: PageMemory;
    private readonly decompress: PageDecompressor;
    private position: number;
    private window: Uint8Array = nothing;
    private windowStart = 0;

    constructor(
        file: RandomAccessFile,
        chunk: ColumnChunk,
        isOptional: boolean,
        memory: PageMemory,
    ) {
        this.file = file;
        this.chunk = chunk;
        this.isOptional = isOptional;
        this.memory = memory;
        this.decompress = pageDecompressor(chunk.codec);
        this.position = chunk.start;
    }

    /**
     * The next page; undefined at the chunk's end. The bytes of a page are taken from the memory, the caller gives
     * them back. @throws ParquetProblem.
     */
    next(): DictionaryPage | DataPage | undefined {
        while (this.position < this.chunk.end) {
            const start = this.position;
            try {
                const page = this.page(this.header());
                if (page !== undefined) return page;
            } catch (error) {
                if (error instanceof ParquetProblem)
                    throw ParquetProblem.at(`page at byte ${start}`, error);
                throw error;
            }
        }
        return undefined;
    }

    private page(header: ThriftStruct): DictionaryPage | DataPage | undefined {
        const size = header.countAt(2, "uncompressed_page_size", 0x7fffffff);
        const stored = header.countAt(3, "compressed_page_size", this.chunk.end - this.position);
        const type = header.numberAt(1);
        if (type === 1) {
            // Index pages were never written; the format lets readers pass them.
            this.position += stored;
            return undefined;
        }
        const body = this.bytesAt(this.position, stored);
        this.position += stored;
        const sum = header.numberAt(4);
        if (sum !== undefined && crc32(body) !== sum >>> 0)
            throw new ParquetProblem(
                `its CRC must be ${hex(sum)} as its header says, got ${hex(crc32(body))}`,
            );
        this.memory.take(size);
        if (type === 0) return this.dataPage(header, body, size);
        if (type === 2) return this.dictionaryPage(header, body, size);
        if (type === 3) return this.dataPageV2(header, body, size);
        throw new ParquetProblem(`is of unknown type ${type}`);
    }

    private dictionaryPage(header: ThriftStruct, body: Uint8Array, size: number): DictionaryPage {
        const said = needed(header.structAt(7));
        const encoding = said.countAt(2, "encoding");
        if (encoding !== encodings.plain && encoding !== encodings.plainDictionary)
            throw new ParquetProblem(`dictionary must be PLAIN, is ${encodingName(encoding)}`);
        const count = said.countAt(1, "num_values", 0x7fffffff);
        return { kind: "dictionary", bytes: this.decompress(body, size), held: size, count };
    }

    private dataPage(header: ThriftStruct, body: Uint8Array, size: number): DataPage {
        const said = needed(header.structAt(5));
        const bytes = this.decompress(body, size);
        let levelsStart = 0;
        let levelsEnd = 0;
        if (this.isOptional) {
            const levels = said.countAt(3, "definition_level_encoding");
            if (levels !== encodings.rle)
                throw new ParquetProblem(
                    `definition levels must be RLE, are ${encodingName(levels)}`,
                );
            levelsStart = 4;
            levelsEnd = 4 + lengthAt(bytes, 0);
        }
        return {
            kind: "data",
            bytes,
            held: size,
            encoding: said.countAt(2, "encoding"),
            count: said.countAt(1, "num_values", 0x7fffffff),
            nulls: undefined,
            levels: bytes,
            levelsStart,
            levelsEnd,
            valuesStart: levelsEnd,
        };
    }

    private dataPageV2(header: ThriftStruct, body: Uint8Array, size: number): DataPage {
        const said = needed(header.structAt(8));
        const count = said.countAt(1, "num_values", 0x7fffffff);
        const rows = said.countAt(3, "num_rows");
        if (rows !== count)
            throw new ParquetProblem(`has ${count} values for ${rows} rows, in a flat column`);
        said.countAt(6, "repetition_levels_byte_length", 0);
        const levelsEnd = said.countAt(
            5,
            "definition_levels_byte_length",
            Math.min(size, body.length),
        );
        const values = body.subarray(levelsEnd);
        const valuesSize = size - levelsEnd;
        const isStored = said.flagAt(7) === false || (valuesSize === 0 && values.length === 0);
        if (isStored && values.length !== valuesSize)
            throw new ParquetProblem(`says it has ${valuesSize} bytes, has ${values.length}`);
        return {
            kind: "data",
            bytes: isStored ? values : this.decompress(values, valuesSize),
            held: size,
            encoding: said.countAt(4, "encoding"),
            count,
            nulls: said.countAt(2, "num_nulls", count),
            levels: body,
            levelsStart: 0,
            levelsEnd,
            valuesStart: 0,
        };
    }

    /** Reads the header at `position` and moves behind it. */
    private header(): ThriftStruct {
        const left = this.chunk.end - this.position;
        for (let length = Math.min(left, 512); ;) {
            try {
                const bytes = this.bytesAt(this.position, length);
                const { struct, end } = readThriftStruct(bytes, 0);
                this.position += end;
                return struct;
            } catch (error) {
                if (!(error instanceof ThriftCutOff) || length === left || length > mostHeaderBytes)
                    throw error;
                length = Math.min(left, length * 8);
            }
        }
    }

    private bytesAt(start: number, length: number): Uint8Array {
        const offset = start - this.windowStart;
        if (offset >= 0 && offset + length <= this.window.length)
            return this.window.subarray(offset, offset + length);
        if (length > windowBytes) return this.file.read(start, length);
        this.window = this.file.read(start, Math.min(windowBytes, this.chunk.end - start));
        this.windowStart = start;
        return this.window.subarray(0, length);
    }
}

function needed(header: ThriftStruct | undefined): ThriftStruct {
    if (header === undefined) throw new ParquetProblem("its header lacks what its type needs");
    return header;
}

function lengthAt(bytes: Uint8Array, offset: number): number {
    const most = bytes.length - offset - 4;
    const length =
        most < 0
            ? -1
            : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).readUInt32LE(offset);
    if (length < 0 || length > most)
        throw new ParquetProblem(`levels must have 0 to ${most} bytes, say ${length}`);
    return length;
}

const hex = (sum: number): string => (sum >>> 0).toString(16).padStart(8, "0");
