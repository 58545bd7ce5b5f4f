import type { ColumnDefinition } from "../../model/inventory/columnDefinitions";

/**
 * A cell before any format: text, a flag, bytes or an instant (milliseconds since the epoch), by the column's kind.
 * Undefined is an empty field in CSV and a null in ORC and Parquet.
 */
export type CellValue = string | boolean | number | undefined;

/** One column of one data file; all columns of a file have as many values. */
export interface ColumnValues {
    readonly definition: ColumnDefinition;
    readonly values: readonly CellValue[];
}
