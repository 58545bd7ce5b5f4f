/** The directory at the end of a Parquet file: its schema and where every column of every row group lies. */
import type { RandomAccessFile } from "../batchSource";
import { parquetColumns } from "./parquetSchema";
import type { ParquetColumn } from "./parquetSchema";
import { ParquetProblem } from "./parquetProblem";
import { readThriftStruct, ThriftStruct } from "./thriftStruct";

export interface ColumnChunk {
    /** Number of the codec in parquet.thrift. */
    readonly codec: number;
    /** Of its first page. */
    readonly start: number;
    /** Exclusive. */
    readonly end: number;
}

export interface RowGroup {
    readonly rows: number;
    /** One for each of `ParquetFooter.columns`. */
    readonly chunks: readonly ColumnChunk[];
}

export interface ParquetFooter {
    readonly columns: readonly ParquetColumn[];
    readonly rowGroups: readonly RowGroup[];
}

/** Enough for the footer of most files, so that one read does. */
const tailBytes = 64 * 1024;
const mostFooterBytes = 16 * 1024 * 1024;
const magicBytes = 4;
const trailerBytes = 8;

/** @throws ParquetProblem when the file is none, is encrypted, or its footer contradicts itself or the file. */
export function readParquetFooter(file: RandomAccessFile): ParquetFooter {
    const bytes = footerBytes(file);
    const { struct } = readThriftStruct(bytes, 0);
    if (struct.has(8)) throw new ParquetProblem("is encrypted, which cannot be read");
    const columns = parquetColumns(struct.listAt(2) ?? []);
    const rows = struct.countAt(3, "num_rows");
    const chunksEnd = file.size - trailerBytes - bytes.length;
    const rowGroups = (struct.listAt(4) ?? []).map((group, index) => {
        try {
            return rowGroup(group, columns, chunksEnd);
        } catch (error) {
            if (error instanceof ParquetProblem)
                throw ParquetProblem.at(`row group ${index + 1}`, error);
            throw error;
        }
    });
    const sum = rowGroups.reduce((total, group) => total + group.rows, 0);
    if (sum !== rows)
        throw new ParquetProblem(`says it has ${rows} rows, its row groups have ${sum}`);
    return { columns, rowGroups };
}

function footerBytes(file: RandomAccessFile): Uint8Array {
    if (file.size < magicBytes + trailerBytes)
        throw new ParquetProblem(`is too short for a Parquet file: ${file.size} bytes`);
    const tail = file.read(Math.max(0, file.size - tailBytes), Math.min(file.size, tailBytes));
    const magic = tail.toString("latin1", tail.length - magicBytes);
    if (magic === "PARE") throw new ParquetProblem("is encrypted, which cannot be read");
    const head = file.read(0, magicBytes).toString("latin1");
    if (magic !== "PAR1" || head !== "PAR1")
        throw new ParquetProblem(
            `must begin and end with "PAR1", got ${JSON.stringify(head)} and ${JSON.stringify(magic)}`,
        );
    const length = tail.readUInt32LE(tail.length - trailerBytes);
    const most = Math.min(file.size - magicBytes - trailerBytes, mostFooterBytes);
    if (length > most)
        throw new ParquetProblem(`footer must have at most ${most} bytes, says ${length}`);
    const start = tail.length - trailerBytes - length;
    return start >= 0
        ? tail.subarray(start, start + length)
        : file.read(file.size - trailerBytes - length, length);
}

function rowGroup(group: unknown, columns: readonly ParquetColumn[], chunksEnd: number): RowGroup {
    if (!(group instanceof ThriftStruct)) throw new ParquetProblem("is not described");
    const rows = group.countAt(3, "num_rows");
    const chunks = group.listAt(1) ?? [];
    return {
        rows,
        chunks: columns.map((column) => {
            try {
                return columnChunk(chunks[column.index], column, rows, chunksEnd);
            } catch (error) {
                if (error instanceof ParquetProblem)
                    throw ParquetProblem.at(`column "${column.definition.snakeName}"`, error);
                throw error;
            }
        }),
    };
}

function columnChunk(
    chunk: unknown,
    column: ParquetColumn,
    rows: number,
    chunksEnd: number,
): ColumnChunk {
    if (!(chunk instanceof ThriftStruct)) throw new ParquetProblem("is missing");
    if (chunk.has(1)) throw new ParquetProblem("lies in another file");
    if (chunk.has(8) || chunk.has(9))
        throw new ParquetProblem("is encrypted, which cannot be read");
    const meta = chunk.structAt(3);
    if (meta === undefined) throw new ParquetProblem("has no metadata");
    const path = (meta.listAt(3) ?? []).map((part) =>
        part instanceof Uint8Array ? Buffer.from(part).toString("utf8") : "",
    );
    if (path.length !== 1 || path[0] !== column.definition.snakeName)
        throw new ParquetProblem(`its chunk is one of ${JSON.stringify(path.join("."))}`);
    const values = meta.countAt(5, "num_values");
    if (values !== rows) throw new ParquetProblem(`has ${values} values for ${rows} rows`);
    const data = meta.countAt(9, "data_page_offset");
    const dictionary = meta.has(11) ? meta.countAt(11, "dictionary_page_offset") : 0;
    // parquet-mr once wrote 0 for "no dictionary"; the page itself says what it is.
    const start = dictionary >= magicBytes && dictionary < data ? dictionary : data;
    const end = start + meta.countAt(7, "total_compressed_size");
    if (rows > 0 && (start < magicBytes || end > chunksEnd))
        throw new ParquetProblem(`lies outside the file: bytes ${start} to ${end} of ${chunksEnd}`);
    return { codec: meta.countAt(4, "codec"), start, end };
}
