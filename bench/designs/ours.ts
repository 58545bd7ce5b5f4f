/**
 * The product's scan of one data file: reader, judge, counts and manifests, with files in place of S3.
 *
 *   node ours.js FILE OUT csv-ts|csv-wasm|parquet|orc [MD5]
 *
 * With an MD5 it is all that a function does but for the network: the file's sum is verified (Parquet and ORC are
 * stored first) and manifests are summed as they are written.
 */
import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync, readSync, statSync, writeSync } from "node:fs";
import * as path from "node:path";
import type { TierPlan } from "../../model/config/bucketPlan";
import type { ManifestStore } from "../../runtime/aws/manifestStore";
import { BatchScan } from "../../runtime/shard/batchScan";
import type { RandomAccessFile, ReadContext } from "../../runtime/shard/batchSource";
import { csvBatchesWith } from "../../runtime/shard/csv/inventoryCsvBatches";
import { tsBlockScanner } from "../../runtime/shard/csv/tsBlockScanner";
import { csvScannerModule } from "../../runtime/shard/csv/wasm/csvScannerModule";
import { wasmBlockScanner } from "../../runtime/shard/csv/wasm/wasmBlockScanner";
import { orcBatches } from "../../runtime/shard/orc/orcBatches";
import { parquetBatches } from "../../runtime/shard/parquet/parquetBatches";
import { TierManifests } from "../../runtime/shard/tierManifests";
import { verifiedBytes } from "../../runtime/shard/verifiedBytes";
import { storedVerified } from "../../runtime/shard/verifiedFile";
import { benchBucket, benchColumns, benchNow } from "../generate/benchRows";
import { benchTiers } from "../generate/benchTiers";
import { designArguments } from "./handWritten";

/** Manifests as files of a folder. */
function fileStore(folder: string, sums: boolean): ManifestStore {
    return {
        open: (key) => {
            const file = openSync(path.join(folder, key), "w");
            const sha256 = createHash("sha256");
            const md5 = createHash("md5");
            return {
                write: async (bytes) => {
                    if (sums) {
                        sha256.update(bytes);
                        md5.update(bytes);
                    }
                    writeSync(file, bytes);
                    await Promise.resolve();
                },
                finish: async () => {
                    closeSync(file);
                    await Promise.resolve();
                    return { key, etag: md5.digest("hex"), sha256: sha256.digest("hex") };
                },
                abort: async () => {
                    closeSync(file);
                    await Promise.resolve();
                },
            };
        },
        stream: () => {
            throw new Error("the bench writes manifests only");
        },
    };
}

function randomAccess(file: string): RandomAccessFile {
    const descriptor = openSync(file, "r");
    return {
        size: statSync(file).size,
        read(offset, length) {
            const bytes = Buffer.allocUnsafe(length);
            if (readSync(descriptor, bytes, 0, length, offset) !== length)
                throw new RangeError(`${file} ends before byte ${offset + length}`);
            return bytes;
        },
    };
}

async function main(): Promise<void> {
    const { file, out } = designArguments();
    const [design = "", md5] = process.argv.slice(4);
    const inventory = { sourceBucket: benchBucket, createdAt: benchNow };
    const store = fileStore(out, md5 !== undefined);
    const sinks = benchTiers.map(
        (tier) =>
            new TierManifests(store, {
                bucket: benchBucket,
                tier: tier as unknown as TierPlan,
                namesVersions: true,
                keyOf: (part) => `${tier.name}-${part}.csv`,
            }),
    );
    const tiers = benchTiers.map((tier, index) => ({ ...tier, sink: sinks[index] }));
    const scan = new BatchScan(file, tiers, inventory, undefined);
    const context: ReadContext = {
        fileKey: file,
        columns: benchColumns,
        sourceBucket: benchBucket,
        judging: scan.judging,
    };
    // In pieces of 64 KiB, about as a connection to S3 gives them.
    const stored = createReadStream(file) as AsyncIterable<Buffer>;
    const listed = { key: file, size: statSync(file).size, md5: md5 ?? "" };
    const bytes = md5 === undefined ? stored : verifiedBytes(listed, stored);
    const batches = async () => {
        switch (design) {
            case "csv-ts":
                return csvBatchesWith(tsBlockScanner)(bytes, context);
            case "csv-wasm": {
                const module = csvScannerModule();
                return csvBatchesWith((of) => wasmBlockScanner(of, module))(bytes, context);
            }
            case "parquet":
            case "orc": {
                const reader = design === "orc" ? orcBatches : parquetBatches;
                const local =
                    md5 === undefined ? randomAccess(file) : await storedVerified(listed, stored);
                return reader(local, context);
            }
            default:
                throw new Error(`no design "${design}"`);
        }
    };
    for await (const batch of await batches()) {
        let next = 0;
        while ((next = scan.take(batch, next)) < batch.rows) await scan.full?.flush();
        if (batch.odd !== undefined) scan.takeOdd(batch.odd);
        await scan.full?.flush();
    }
    for (const sink of sinks) await sink.finish();
    const { counts } = scan;
    console.log(
        JSON.stringify({
            rows: counts.scanned.objects,
            selected: counts.tiers.map(({ selected }) => selected.objects),
            unreadable: counts.unreadableRows,
        }),
    );
}

void main();
