/** StreamReader of CSV inventories: gzip, no header, every field quoted, keys URL-encoded form-style. */
import { pipeline } from "node:stream";
import { createGunzip } from "node:zlib";
import { DataFileRefused } from "../dataFileRefused";
import type { CsvBlockScanner, ReadContext, StreamReader } from "../batchSource";
import { csvScanner } from "./csvScannerFactory";

/** Node's default of 16 KiB costs 1.8 times as much (reference/inventory-scan.md, section 3). */
const gunzipChunkBytes = 1024 * 1024;

/** A reader over any scanner; memory stays flat whatever the file's size. */
export const csvBatchesWith = (
    scannerOf: (context: ReadContext) => CsvBlockScanner,
): StreamReader =>
    async function* (bytes, context) {
        const scanner = scannerOf(context);
        let given = 0;
        const counted = async function* (): AsyncGenerator<Buffer> {
            for await (const chunk of bytes) {
                given += chunk.length;
                yield chunk;
            }
        };
        const gunzip = createGunzip({ chunkSize: gunzipChunkBytes });
        // Errors of both reach the loop below through gunzip; leaving the loop ends both.
        pipeline(counted, gunzip, () => undefined);
        try {
            for await (const chunk of gunzip as AsyncIterable<Buffer>) yield* scanner.push(chunk);
        } catch (error) {
            throw isCorruptGzip(error) ? refused(context, (error as Error).message, error) : error;
        }
        // Not every Node says so itself.
        if (given === 0) throw refused(context, "unexpected end of file");
        // Behind a zero byte Node drops whatever comes, a whole member too.
        if (gunzip.bytesWritten !== given) throw refused(context, "bytes behind its end");
        yield* scanner.end();
    };

export const inventoryCsvBatches: StreamReader = csvBatchesWith(csvScanner);

const refused = ({ fileKey }: ReadContext, got: string, cause?: unknown): DataFileRefused =>
    new DataFileRefused(fileKey, `must be gzip as S3 wrote it, got ${got}`, cause);

/** Whether an error says that the bytes are not sound gzip, as against a failure of transport. */
export function isCorruptGzip(error: unknown): boolean {
    const { code } = error as { readonly code?: unknown };
    return typeof code === "string" && code.startsWith("Z_");
}
