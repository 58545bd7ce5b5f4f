import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";

const md5 = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex");

/** Writes a delivery of one CSV file as S3 would, with the columns and rows given. */
export function writeDelivery(
    folder: string,
    bucket: string,
    columns: readonly string[],
    rows: readonly (readonly string[])[],
): void {
    mkdirSync(folder, { recursive: true });
    const data = gzipSync(rows.map((row) => `${row.map((v) => `"${v}"`).join(",")}\n`).join(""));
    writeFileSync(path.join(folder, "rows.csv.gz"), data);
    const manifest = {
        sourceBucket: bucket,
        destinationBucket: "arn:aws:s3:::somewhere",
        version: "2016-11-30",
        creationTimestamp: String(Date.parse("2026-06-01T01:00:00Z")),
        fileFormat: "CSV",
        fileSchema: columns.join(", "),
        files: [{ key: "rows.csv.gz", size: data.length, MD5checksum: md5(data) }],
    };
    const text = Buffer.from(JSON.stringify(manifest));
    writeFileSync(path.join(folder, "manifest.json"), text);
    writeFileSync(path.join(folder, "manifest.checksum"), `${md5(text)}\n`);
}
