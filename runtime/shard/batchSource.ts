/**
 * The seam for data-file formats and faster scanners: something that turns the bytes of one data file into batches of
 * rows, in the file's order.
 */
import type { RowBatch } from "../../model/inventory/rowBatch";
import type { BatchVerdicts } from "../../model/selection/batchVerdicts";
import type { LineForm, WrittenLines } from "./rowSink";
import type { SelectingTier } from "../../model/selection/tierRule";

/** What rows are judged by. Two are the same only when they are one object. */
export interface Judging {
    /** In evaluation order. */
    readonly tiers: readonly SelectingTier[];
    /** Start of the inventory's scan, milliseconds since the epoch. */
    readonly createdAt: number;
    /** By tier, the lines that are wanted of the rows it takes. */
    readonly lines: readonly (LineForm | undefined)[];
}

/** What a scanner's own judge says of a batch: as BatchJudge, but not whether earlier runs have done an object. */
export interface JudgedBatch {
    readonly by: Judging;
    readonly verdicts: BatchVerdicts;
    /** Of the rows that a tier takes; empty where the tier wants none, or another form than the scanner has. */
    readonly lines: WrittenLines;
    /** By tier, whether its rows have lines. */
    readonly hasLines: readonly boolean[];
}

/** A batch that a scanner may have judged already. */
export interface ScannedBatch extends RowBatch {
    judged?: JudgedBatch | undefined;
}

/** What a reader must know of the inventory. */
export interface ReadContext {
    /** Key of the data file, for messages. */
    readonly fileKey: string;
    /** As manifest.json's fileSchema lists them, in the spelling of CSV inventories. */
    readonly columns: readonly string[];
    readonly sourceBucket: string;
    /** For scanners that can judge; the others leave it to whoever gets their batches. */
    readonly judging?: Judging | undefined;
}

/**
 * CSV: reads the stored (gzip) bytes as they stream in. A batch may be used until the next is asked for. Ends in
 * DataFileRefused when the bytes are not what S3 writes, in the source's own error when that fails.
 */
export type StreamReader = (
    bytes: AsyncIterable<Buffer>,
    context: ReadContext,
) => AsyncIterable<ScannedBatch>;

/** A data file that lies on local disk (or in memory), with its sum verified already. */
export interface RandomAccessFile {
    readonly size: number;
    /** Exactly `length` bytes, the caller's to keep. Throws RangeError beyond the end. */
    read(offset: number, length: number): Buffer;
}

/** Parquet and ORC: their directory is at the end, so they need random access. Otherwise as StreamReader. */
export type FileReader = (file: RandomAccessFile, context: ReadContext) => Iterable<RowBatch>;

/** Scans decompressed CSV; the TypeScript and the WASM scanner are both this, and answer the same batches. */
export interface CsvBlockScanner {
    /** Rows that are complete with these bytes. `chunk` may be kept until the generator ends, not longer. */
    push(chunk: Uint8Array): Generator<ScannedBatch>;
    /** The last row, when the file does not end with a newline. Throws DataFileRefused for half a row. */
    end(): Generator<ScannedBatch>;
}
