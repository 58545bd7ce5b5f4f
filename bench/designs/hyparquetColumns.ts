/** hyparquet reading the needed columns, a row group at a time, with hysnappy. */
import { openSync, readSync, statSync } from "node:fs";
import { parquetMetadataAsync, parquetRead } from "hyparquet";
import { snappyUncompressor } from "hysnappy";
import { designArguments, HandWrittenManifests, tierOf } from "./handWritten";

const columns = [
    "bucket",
    "key",
    "version_id",
    "is_latest",
    "is_delete_marker",
    "size",
    "last_modified_date",
    "storage_class",
] as const;

async function main(): Promise<void> {
    const { file: name, out } = designArguments();
    const descriptor = openSync(name, "r");
    const byteLength = statSync(name).size;
    const file = {
        byteLength,
        slice(start: number, end = byteLength): ArrayBuffer {
            const bytes = new ArrayBuffer(end - start);
            readSync(descriptor, new Uint8Array(bytes), 0, end - start, start);
            return bytes;
        },
    };
    const metadata = await parquetMetadataAsync(file);
    const manifests = new HandWrittenManifests(out);
    let start = 0;
    for (const { num_rows } of metadata.row_groups) {
        const rows = Number(num_rows);
        const read: Record<string, unknown[]> = {};
        await parquetRead({
            file,
            metadata,
            columns: [...columns],
            rowStart: start,
            rowEnd: start + rows,
            compressors: { SNAPPY: snappyUncompressor() },
            onChunk: ({ columnName, columnData, rowStart }) => {
                const all = (read[columnName] ??= []);
                for (let index = 0; index < columnData.length; index++)
                    all[rowStart - start + index] = columnData[index];
            },
        });
        select(read, rows, manifests);
        start += rows;
    }
    manifests.finish(start);
}

function select(
    read: Readonly<Record<string, unknown[]>>,
    rows: number,
    manifests: HandWrittenManifests,
): void {
    const of = (name: (typeof columns)[number]): unknown[] => read[name] ?? [];
    const [buckets, keys, versions, latest, markers, sizes, dates, classes] = columns.map(of);
    for (let row = 0; row < rows; row++) {
        if (latest?.[row] !== true || markers?.[row] === true) continue;
        const key = keys?.[row] as string;
        const size = Number(sizes?.[row]);
        const tier = tierOf(key, classes?.[row] as string, size, (dates?.[row] as Date).getTime());
        if (tier < 0) continue;
        const encoded = encodeURIComponent(key).replaceAll("%2F", "/");
        const version = (versions?.[row] as string | undefined) ?? "null";
        manifests.add(tier, `${buckets?.[row] as string},${encoded},${version}\n`, size);
    }
}

void main();
