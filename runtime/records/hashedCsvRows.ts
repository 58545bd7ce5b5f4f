/** CSV rows out of a stream of chunks, for manifests and completion reports: quoted fields, commas and newlines in them. */
import { Readable } from "node:stream";
import { parse } from "csv-parse";

/** Every record in order; `hash` sees every byte. Throws csv-parse's error for text that is not CSV. */
export async function* hashedCsvRows(
    chunks: AsyncIterable<Buffer>,
    hash: { update(bytes: Buffer): unknown },
): AsyncGenerator<readonly string[]> {
    const hashed = async function* (): AsyncGenerator<Buffer> {
        for await (const chunk of chunks) {
            hash.update(chunk);
            yield chunk;
        }
    };
    const source = Readable.from(hashed());
    // A key is data: no trimming, no comments, no header. Column counts are judged by who reads the rows. Whether AWS
    // quotes every message that holds a quote is not documented; the checksum, not the quoting, tells a damaged file.
    const rows = parse({ relax_column_count: true, relax_quotes: true, skip_empty_lines: true });
    source.on("error", (error) => rows.destroy(error));
    source.pipe(rows);
    try {
        for await (const row of rows) yield row as string[];
    } finally {
        source.destroy();
        rows.destroy();
    }
}
