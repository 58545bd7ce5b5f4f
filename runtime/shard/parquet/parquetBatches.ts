/**
 * Reads Parquet inventories into row batches. The pages of all columns advance together, so that memory holds one page
 * and one dictionary of each column, however large a row group is; a batch lies within one page of every column, so
 * that keys and version ids are ranges of one buffer. Columns that no selection needs are not read.
 */
import { isReadColumn } from "../../../model/inventory/readColumns";
import { csvRowDecoder } from "../../../model/inventory/csvRowDecoder";
import type { InventoryRow, UnreadableRow } from "../../../model/inventory/inventoryRow";
import { columnNamed } from "../../../model/inventory/columnDefinitions";
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import type { FileReader, RandomAccessFile, ReadContext } from "../batchSource";
import { DataFileRefused } from "../dataFileRefused";
import { BatchPlaces } from "./batchPlaces";
import { ColumnCursor } from "./columnCursor";
import { OddRows } from "./columnDecoder";
import { columnDecoder } from "./columnDecoders";
import { ColumnPages } from "./columnPages";
import { PageMemory } from "./pageMemory";
import { readParquetFooter } from "./parquetFooter";
import type { ParquetFooter, RowGroup } from "./parquetFooter";
import { ParquetProblem } from "./parquetProblem";
import type { ParquetColumn } from "./parquetSchema";

interface ScannedColumn {
    readonly column: ParquetColumn;
    /** Position in `ParquetFooter.columns`. */
    readonly position: number;
    readonly cursor: ColumnCursor;
}

/** Rows a fill takes after it met an odd row; it doubles with every fill that meets none. */
const carefulRows = 16;

/** @throws DataFileRefused for a file that is damaged, lacks a column, or is written in a way this does not read. */
export const parquetBatches: FileReader = function* (file, context) {
    try {
        yield* scan(file, context);
    } catch (error) {
        if (error instanceof ParquetProblem)
            throw new DataFileRefused(context.fileKey, error.message, error);
        throw error;
    }
};

function* scan(file: RandomAccessFile, context: ReadContext): Generator<RowBatch> {
    const footer = readParquetFooter(file);
    checkColumns(footer, context.columns);
    const memory = new PageMemory();
    const columns: ScannedColumn[] = [];
    // In the order of the manifest, so that of two problems of a row the same is named as in CSV.
    for (const name of context.columns) {
        const position = footer.columns.findIndex(({ definition }) => definition.name === name);
        const column = footer.columns[position];
        const decoder = column && columnDecoder(column, context.sourceBucket);
        if (column !== undefined && decoder !== undefined)
            columns.push({ column, position, cursor: new ColumnCursor(decoder, memory) });
    }
    const places = new BatchPlaces(context.columns);
    const oddRow = oddRowDecoder(columns);
    for (const [index, group] of footer.rowGroups.entries()) {
        const place = `row group ${index + 1}`;
        yield* scanRowGroup(file, group, columns, { places, memory, oddRow, place });
    }
}

interface ScanState {
    readonly places: BatchPlaces;
    readonly memory: PageMemory;
    readonly oddRow: (row: number) => InventoryRow | UnreadableRow;
    readonly place: string;
}

function* scanRowGroup(
    file: RandomAccessFile,
    group: RowGroup,
    columns: readonly ScannedColumn[],
    { places, memory, oddRow, place }: ScanState,
): Generator<RowBatch> {
    if (group.rows === 0) return;
    const odd = new OddRows();
    const at = <T>({ column }: ScannedColumn, act: () => T): T => {
        try {
            return act();
        } catch (error) {
            if (error instanceof ParquetProblem)
                throw ParquetProblem.at(`column "${column.definition.snakeName}", ${place}`, error);
            throw error;
        }
    };
    for (const scanned of columns)
        at(scanned, () => {
            const { column, cursor, position } = scanned;
            const chunk = group.chunks[position];
            if (chunk === undefined) throw new ParquetProblem("is missing");
            const pages = new ColumnPages(file, chunk, column.isOptional, memory);
            cursor.beginChunk(pages, column.isOptional);
        });
    let most = batchCapacity;
    for (let left = group.rows; left > 0;) {
        let rows = Math.min(left, most);
        for (const scanned of columns)
            at(scanned, () => {
                const ahead = scanned.cursor.rowsAhead();
                if (ahead === 0)
                    throw new ParquetProblem(`its pages end ${left} rows before the row group`);
                rows = Math.min(rows, ahead);
            });
        const batch = places.begin(rows);
        odd.clear();
        for (const scanned of columns)
            at(scanned, () => {
                scanned.cursor.fill(batch, rows, odd);
            });
        yield* places.batches(rows, odd, oddRow);
        most = odd.any ? carefulRows : Math.min(batchCapacity, most * 2);
        left -= rows;
    }
    for (const scanned of columns)
        at(scanned, () => {
            scanned.cursor.endChunk();
        });
}

function checkColumns(footer: ParquetFooter, listed: readonly string[]): void {
    const present = new Set(footer.columns.map(({ definition }) => definition.name));
    for (const name of new Set([...listed, "Key"])) {
        const definition = columnNamed(name);
        if (definition !== undefined && !present.has(name))
            throw new ParquetProblem(
                `has no column "${definition.snakeName}", which manifest.json lists`,
            );
    }
    for (const name of present)
        // A hold that the manifest does not know of must not be read past.
        if (isReadColumn(name) && !listed.includes(name))
            throw new ParquetProblem(
                `has a column "${columnNamed(name)?.snakeName ?? name}", which manifest.json does not list`,
            );
}

/** Reads a row the way CSV inventories are read, so that it means and says the same. */
function oddRowDecoder(
    columns: readonly ScannedColumn[],
): (row: number) => InventoryRow | UnreadableRow {
    const decode = csvRowDecoder(columns.map(({ column }) => column.definition.name));
    return (row) => {
        try {
            return decode(columns.map(({ cursor }) => cursor.fieldAt(row)));
        } catch (error) {
            // The one field that is decoded strictly.
            if (error instanceof TypeError) return { problem: "Key: must be UTF-8, is not" };
            throw error;
        }
    };
}
