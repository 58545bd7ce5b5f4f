import { parquetWriteBuffer } from "hyparquet-writer";
import type { SchemaElement } from "hyparquet";
import type { ColumnDefinition, ColumnKind } from "../../model/inventory/columnDefinitions";
import type { CellValue, ColumnValues } from "./columnValues";

const types: Readonly<Record<ColumnKind, Omit<SchemaElement, "name">>> = {
    text: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
    boolean: { type: "BOOLEAN" },
    bytes: { type: "INT64" },
    instant: {
        type: "INT64",
        converted_type: "TIMESTAMP_MILLIS",
        logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
    },
};

/**
 * A data file with the schema of the real delivery of May 2024, Snappy. Its insides are those of another writer: S3's
 * files have pages of version 1 and the older name of dictionary encoding.
 */
export function parquetFile(columns: readonly ColumnValues[]): Buffer {
    return Buffer.from(
        parquetWriteBuffer({
            schema: [
                { name: "s3.inventory", num_children: columns.length },
                ...columns.map(({ definition }) => element(definition)),
            ],
            columnData: columns.map(({ definition, values }) => ({
                name: definition.snakeName,
                data: values.map((value) => stored(definition, value)),
            })),
            codec: "SNAPPY",
            // One row group, as in the real delivery.
            rowGroupSize: 1_000_000,
        }),
    );
}

function element({ snakeName, kind, isRequired }: ColumnDefinition): SchemaElement {
    return {
        name: snakeName,
        repetition_type: isRequired ? "REQUIRED" : "OPTIONAL",
        ...types[kind],
    };
}

function stored({ kind }: ColumnDefinition, value: CellValue): CellValue | bigint | null {
    if (value === undefined) return null;
    return typeof value === "number" && kind !== "boolean" ? BigInt(value) : value;
}
