import { gzipSync } from "node:zlib";
import type { ColumnDefinition } from "../../model/inventory/columnDefinitions";
import { encodeInventoryKey } from "../../model/inventory/keyCodec";
import type { CellValue, ColumnValues } from "./columnValues";

/** A data file as S3 writes it: every field quoted, no header, "\n" after each row, gzip. */
export function csvFile(columns: readonly ColumnValues[]): Buffer {
    const rows = columns[0]?.values.length ?? 0;
    const lines: string[] = [];
    for (let row = 0; row < rows; row++) {
        const fields = columns.map(
            ({ definition, values }) =>
                `"${cellText(definition, values[row]).replaceAll('"', '""')}"`,
        );
        lines.push(`${fields.join(",")}\n`);
    }
    return gzipSync(lines.join(""));
}

function cellText({ name, kind }: ColumnDefinition, value: CellValue): string {
    if (value === undefined) return "";
    if (kind === "instant") return new Date(Number(value)).toISOString();
    return name === "Key" ? encodeInventoryKey(String(value)) : String(value);
}
