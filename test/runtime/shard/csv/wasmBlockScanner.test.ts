import assert from "node:assert/strict";
import { columnDefinitions } from "../../../../model/inventory/columnDefinitions";
import {
    accessTierNames,
    otherCode,
    replicationNames,
    storageClassNames,
} from "../../../../model/inventory/rowBatch";
import type { ReadContext } from "../../../../runtime/shard/batchSource";
import { maxRecordBytes } from "../../../../runtime/shard/csv/canonicalRows";
import { tsBlockScanner } from "../../../../runtime/shard/csv/tsBlockScanner";
import { csvScannerModule } from "../../../../runtime/shard/csv/wasm/csvScannerModule";
import { wasmBlockScanner } from "../../../../runtime/shard/csv/wasm/wasmBlockScanner";
import { scannedRows } from "./scannedRows";
import { scannerFacts } from "./scannerFacts";

const context = (columns: readonly string[], sourceBucket = "a-bucket"): ReadContext => ({
    fileKey: "f",
    columns,
    sourceBucket,
});

describe("wasmBlockScanner", () => {
    const scannerOf = (given: ReadContext) => wasmBlockScanner(given, csvScannerModule());
    const compared = scannerFacts(scannerOf);
    after(() => {
        console.log(`      ${compared()} rows compared`);
    });

    const agrees = (given: ReadContext, text: string, chunkBytes = 1024 * 1024): string[] => {
        const bytes = Buffer.from(text);
        const rows = scannedRows(scannerOf(given), given, bytes, chunkBytes);
        assert.deepEqual(rows, scannedRows(tsBlockScanner(given), given, bytes, chunkBytes));
        return rows;
    };
    const fastRows = (given: ReadContext, text: string): number => {
        let rows = 0;
        for (const batch of scannerOf(given).push(Buffer.from(text))) rows += batch.rows;
        return rows;
    };

    it("takes records up to the longest on the fast path, and says the same of longer ones", () => {
        const given = context(["Bucket", "Key"]);
        for (let length = maxRecordBytes - 2; length <= maxRecordBytes + 2; length++) {
            const key = "k".repeat(length - '"a-bucket",""\n'.length);
            const line = `"a-bucket","${key}"\n`;
            assert.equal(line.length, length);
            const rows = agrees(given, `"a-bucket","before"\n${line}"a-bucket","behind"\n`, 4096);
            assert.equal(rows.length, 3);
            assert.equal(fastRows(given, line), length <= maxRecordBytes ? 1 : 0);
        }
    });

    it("compares names of buckets whole, whatever their length", () => {
        for (let length = 1; length <= 140; length++) {
            const bucket = "b".repeat(length);
            const others = [
                `${bucket}b`,
                bucket.slice(1),
                `${bucket.slice(1)}c`,
                `c${bucket.slice(1)}`,
                "",
            ];
            const text = [bucket, ...others].map((name) => `"${name}","k"\n`).join("");
            const rows = agrees(context(["Bucket", "Key"], bucket), text);
            const isSame = rows.map(
                (row) => (JSON.parse(row) as { bucket: string }).bucket === bucket,
            );
            assert.deepEqual(isSame, [true, false, false, false, false, false]);
            assert.equal(fastRows(context(["Bucket", "Key"], bucket), text), 6);
        }
    });

    it("takes the source bucket for no longer than the bytes there are", () => {
        const given = context(["Key", "Bucket"]);
        const text = '"k","a-bucket"\n';
        for (let length = 0; length < text.length - 1; length++)
            assert.equal(fastRows(given, text.slice(0, length)), 0, `${length} bytes`);
        assert.equal(fastRows(given, text), 1);
    });

    it("reads sizes of every number of digits on the fast path as far as they are exact", () => {
        const given = context(["Bucket", "Key", "Size"]);
        const sizes = [
            ...Array.from({ length: 15 }, (_, digits) => "9".repeat(digits + 1)),
            ...Array.from({ length: 15 }, (_, digits) => `1${"0".repeat(digits)}`),
            ...Array.from({ length: 15 }, (_, digits) => "123456789012345".slice(digits)),
            "9007199254740991",
        ];
        const text = sizes.map((size) => `"a-bucket","k","${size}"\n`).join("");
        const rows = agrees(given, text);
        assert.deepEqual(
            rows.map((row) => (JSON.parse(row) as { size: number }).size),
            sizes.map(Number),
        );
        assert.equal(fastRows(given, text), sizes.length);
        for (const odd of [
            "9007199254740992",
            "9999999999999999",
            "12345:78",
            "/2345678",
            "1234567812345:78",
        ]) {
            agrees(given, `"a-bucket","k","${odd}"\n`);
            assert.equal(fastRows(given, `"a-bucket","k","${odd}"\n`), 0, odd);
        }
    });

    it("reads every day of 400 years as Date does, and no day that the calendar lacks", () => {
        const given = context(["Key", "LastModifiedDate"]);
        const two = (value: number): string => value.toString().padStart(2, "0");
        const days: string[] = [];
        const noDays: string[] = [];
        for (let year = 1800; year < 2200; year++)
            for (let month = 0; month <= 13; month++)
                for (let day = month % 5 === 0 ? 0 : 28; day <= 32; day++) {
                    const text = `${year}-${two(month)}-${two(day)}T12:34:56.789Z`;
                    const time = Date.parse(text);
                    const isDay = !Number.isNaN(time) && new Date(time).toISOString() === text;
                    (isDay ? days : noDays).push(text);
                }
        const times: number[] = [];
        const scanner = scannerOf(given);
        for (const batch of scanner.push(Buffer.from(days.map((day) => `"k","${day}"\n`).join(""))))
            times.push(...batch.lastModified.subarray(0, batch.rows));
        assert.deepEqual(times, days.map(Date.parse));
        assert.ok(noDays.length > 10_000);
        for (const noDay of noDays.filter((_, index) => index % 97 === 0))
            assert.equal(fastRows(given, `"k","${noDay}"\n`), 0, noDay);
    });

    it("reads every place of an instant, and no other character in it", () => {
        const given = context(["Key", "ObjectLockRetainUntilDate"]);
        const instant = "2026-08-19T17:45:38.123Z";
        for (const text of [instant, "2026-08-19T17:45:38Z", "2026-08-19T17:45:38.1Z"])
            for (let place = 0; place < text.length; place++) {
                const changed = "0123456789:/-T.Z x"
                    .split("")
                    .map((put) => text.slice(0, place) + put + text.slice(place + 1));
                agrees(given, changed.map((one) => `"k","${one}"\n`).join(""));
            }
        assert.equal(fastRows(given, `"k","${instant}"\n`), 1);
    });

    it("compares names of classes, states and access tiers whole", () => {
        const given = context([
            "Key",
            "StorageClass",
            "ReplicationStatus",
            "IntelligentTieringAccessTier",
        ]);
        for (const [column, names] of [
            storageClassNames,
            replicationNames,
            accessTierNames,
        ].entries())
            for (const [position, name] of names.entries()) {
                const changed = name
                    .split("")
                    .map((_, place) => `${name.slice(0, place)}#${name.slice(place + 1)}`);
                const texts = [
                    name,
                    ...changed,
                    `${name}#`,
                    name.slice(1),
                    `${name}${"#".repeat(40)}`,
                ];
                const codes: number[] = [];
                for (const batch of scannerOf(given).push(
                    Buffer.from(
                        texts
                            .map((text) => ["", "", ""].with(column, text))
                            .map((fields) => `"k","${fields.join('","')}"\n`)
                            .join(""),
                    ),
                )) {
                    const { storageClass, replication, accessTier } = batch;
                    const filled = [storageClass, replication, accessTier][column];
                    codes.push(...(filled?.subarray(0, batch.rows) ?? []));
                }
                assert.deepEqual(
                    codes,
                    [position + 1, ...texts.slice(1).map(() => otherCode)],
                    name,
                );
            }
    });

    it("reads an inventory with more columns than it plans for, the slow way", () => {
        const many = ["Key", ...Array.from({ length: 300 }, (_, index) => `Unknown${index}`)];
        const text = `"k"${',"x"'.repeat(300)}\n`.repeat(3);
        assert.equal(agrees(context(many), text).length, 3);
        assert.equal(fastRows(context(many), text), 0);
    });

    it("takes every column that S3 writes, all empty or all set, on the fast path", () => {
        const names = columnDefinitions.map(({ name }) => name);
        const values: Readonly<Record<string, string>> = {
            Bucket: "a-bucket",
            IsLatest: "false",
            IsDeleteMarker: "true",
            Size: "12345678901",
            LastModifiedDate: "2026-08-19T17:45:38.000Z",
            StorageClass: "INTELLIGENT_TIERING",
            ReplicationStatus: "REPLICA",
            EncryptionStatus: "SSE-C",
            ObjectLockRetainUntilDate: "2027-08-19T17:45:38.000Z",
            ObjectLockLegalHoldStatus: "ON",
            ObjectLockEventHoldStatus: "On",
            IntelligentTieringAccessTier: "ARCHIVE_INSTANT_ACCESS",
        };
        const set = names.map((name) => values[name] ?? `a ${name}`);
        const empty = names.map((name) => (name === "Key" ? "k" : ""));
        const text = [set, empty].map((fields) => `"${fields.join('","')}"\n`).join("");
        const [first = "", second = ""] = agrees(context(names), text);
        assert.deepEqual(JSON.parse(first), {
            bucket: "a-bucket",
            key: "a Key",
            versionId: "a VersionId",
            isLatest: false,
            isDeleteMarker: true,
            size: 12_345_678_901,
            lastModified: Date.parse("2026-08-19T17:45:38.000Z"),
            storageClass: "INTELLIGENT_TIERING",
            replicationStatus: "REPLICA",
            encryptionStatus: "SSE-C",
            lockedUntil: Date.parse("2027-08-19T17:45:38.000Z"),
            legalHold: true,
            eventHold: true,
            accessTier: "ARCHIVE_INSTANT_ACCESS",
        });
        assert.deepEqual(JSON.parse(second), {
            bucket: "(another bucket)",
            key: "k",
            versionId: "null",
            isDeleteMarker: false,
            legalHold: false,
            eventHold: false,
        });
        assert.equal(fastRows(context(names), text), 2);
    });
});
