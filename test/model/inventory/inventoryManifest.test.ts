import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";
import { inventoryColumns } from "../../../model/inventory/inventoryColumns";
import { parseInventoryManifest } from "../../../model/inventory/inventoryManifest";

const versionColumns = [
    ...["Bucket", "Key", "VersionId", "IsLatest", "IsDeleteMarker", "Size", "LastModifiedDate"],
    ...["ETag", "StorageClass", "IsMultipartUploaded", "ReplicationStatus", "EncryptionStatus"],
    ...["ObjectLockRetainUntilDate", "ObjectLockMode", "ObjectLockLegalHoldStatus"],
    ...["IntelligentTieringAccessTier", "BucketKeyStatus", "ChecksumAlgorithm"],
];

const sound = {
    sourceBucket: "src-bucket",
    destinationBucket: "arn:aws:s3:::inv-bucket",
    version: "2016-11-30",
    creationTimestamp: "1795309200000",
    fileFormat: "CSV",
    fileSchema: "Bucket, Key, Size",
    files: [
        { key: "inv/data/1.csv.gz", size: 10, MD5checksum: "9A0364B9E99BB480DD25E1F0284C8555" },
    ],
};
const parse = (changes: object): ReturnType<typeof parseInventoryManifest> =>
    parseInventoryManifest(JSON.stringify({ ...sound, ...changes }), {
        sourceBucket: "src-bucket",
    });

describe("parseInventoryManifest", () => {
    it("reads the documented example", () => {
        assert.deepEqual(parse({}), {
            sourceBucket: "src-bucket",
            destinationBucket: "arn:aws:s3:::inv-bucket",
            format: "CSV",
            createdAt: Date.parse("2026-11-22T01:00:00.000Z"),
            columns: ["Bucket", "Key", "Size"],
            files: [
                { key: "inv/data/1.csv.gz", size: 10, md5: "9a0364b9e99bb480dd25e1f0284c8555" },
            ],
        });
        assert.deepEqual(parse({ files: [] }).files, []);
    });

    const deliveries = path.resolve(__dirname, "../../../../shared/data/inventory");
    for (const [folder, format] of [
        ["csv-all-versions", "CSV"],
        ["parquet-all-versions", "Parquet"],
    ] as const)
        it(`reads a real ${format} delivery`, function () {
            let text: string;
            try {
                text = readFileSync(path.join(deliveries, folder, "manifest.json"), "utf8");
            } catch {
                text = realManifest(format);
            }
            const manifest = parseInventoryManifest(text);
            assert.equal(manifest.format, format);
            assert.equal(manifest.createdAt, 1715043600000);
            assert.deepEqual(manifest.columns, versionColumns);
        });

    it("names every problem at once", () => {
        assert.throws(
            () =>
                parse({
                    sourceBucket: "other",
                    destinationBucket: 1,
                    version: "2020",
                    creationTimestamp: 1795309200000,
                    fileFormat: "JSON",
                    fileSchema: "",
                    files: [
                        { key: "a", size: "1", MD5checksum: "x" },
                        { key: "a", size: 1, MD5checksum: "0".repeat(32) },
                        null,
                    ],
                }),
            {
                name: "InventoryManifestError",
                problems: [
                    'sourceBucket must be "src-bucket", got "other"; another bucket\'s inventory was delivered here',
                    "destinationBucket must be a non-empty string, got 1",
                    'version must be "2016-11-30", got "2020"',
                    'creationTimestamp must be a string of epoch milliseconds, as "1795309200000", got 1795309200000',
                    'fileFormat must be one of CSV, ORC, Parquet, got "JSON"',
                    'fileSchema must be a non-empty string, got ""',
                    'files[0].size must be a number of bytes, got "1"',
                    'files[0].MD5checksum must be 32 hexadecimal digits, got "x"',
                    'files[1].key must be listed once, got "a" again',
                    "files[2].key must be a non-empty string, got nothing",
                    "files[2].size must be a number of bytes, got nothing",
                    "files[2].MD5checksum must be 32 hexadecimal digits, got nothing",
                ],
            },
        );
    });

    for (const [text, message] of [
        ["{", /must be JSON/],
        ["[]", /must be a JSON object, got \[\]/],
        ["null", /must be a JSON object, got null/],
    ] as const)
        it(`refuses ${text}`, () => {
            assert.throws(() => parseInventoryManifest(text), message);
        });

    it("refuses a schema without keys, or with a column twice", () => {
        assert.throws(() => parse({ fileSchema: "Bucket, Size" }), /must have the column Key/);
        assert.throws(() => parse({ fileSchema: "Bucket, Key, Key" }), /each column once, got Key/);
        assert.throws(
            () => parse({ fileFormat: "Parquet", fileSchema: "Bucket, Key" }),
            /must name the columns of a Parquet file/,
        );
    });
});

describe("inventoryColumns", () => {
    it("maps the schemas of three formats and both Parquet spellings to the same names", () => {
        const expected = ["Bucket", "Key", "VersionId", "Size", "LastModifiedDate", "ETag"];
        const documented =
            "message s3.inventory { required binary bucket (UTF8); required binary key (UTF8); " +
            "optional binary version_id (UTF8); optional int64 size; " +
            "optional int64 last_modified_date (TIMESTAMP_MILLIS); optional binary e_tag (UTF8);}";
        const real = documented
            .replaceAll("UTF8", "STRING")
            .replaceAll("TIMESTAMP_MILLIS", "TIMESTAMP(MILLIS,true)");
        const orc =
            "struct<bucket:string,key:string,version_id:string,size:bigint,last_modified_date:timestamp,e_tag:string>";
        assert.deepEqual(inventoryColumns("Parquet", documented), expected);
        assert.deepEqual(inventoryColumns("Parquet", real), expected);
        assert.deepEqual(inventoryColumns("ORC", orc), expected);
        assert.deepEqual(inventoryColumns("CSV", expected.join(", ")), expected);
    });
});

/** The manifests of the real deliveries, for a checkout without the shared data. */
function realManifest(format: "CSV" | "Parquet"): string {
    const snake = (name: string): string =>
        name === "ETag" ? "e_tag" : name.replace(/(?<=.)[A-Z]/g, "_$&").toLowerCase();
    const schema =
        format === "CSV"
            ? versionColumns.join(", ")
            : `message s3.inventory {  ${versionColumns
                  .map((name) => `optional binary ${snake(name)} (STRING);`)
                  .join("  ")}}`;
    return JSON.stringify({
        ...sound,
        creationTimestamp: "1715043600000",
        fileFormat: format,
        fileSchema: schema,
    });
}
