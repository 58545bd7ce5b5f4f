/** Every record of a CSV text, quoted fields, commas and newlines in them: csv-parse over a stream of chunks. */
import { Readable } from "node:stream";
import { parse } from "csv-parse";

/**
 * A key is data: no trimming, no comments, no header. Column counts are judged by who reads the rows. Whether AWS
 * quotes every message that holds a quote is not documented; the checksum, not the quoting, tells a damaged file.
 */
export const csvDialect = {
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
} as const;

/**
 * In order. Throws csv-parse's error for text that is not CSV.
 * @param delimiter What ends a record; found out from the first one unless told.
 */
export async function* csvRecords(
    chunks: AsyncIterable<Buffer>,
    delimiter?: "\n",
): AsyncGenerator<readonly string[]> {
    const source = Readable.from(chunks);
    const rows = parse({
        ...csvDialect,
        ...(delimiter === undefined ? {} : { record_delimiter: delimiter }),
    });
    source.on("error", (error) => rows.destroy(error));
    source.pipe(rows);
    try {
        for await (const row of rows) yield row as string[];
    } finally {
        source.destroy();
        rows.destroy();
    }
}
