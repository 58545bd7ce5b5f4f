import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { parquetMetadata, parquetReadObjects, parquetSchema } from "hyparquet";
import { createTestWorld } from "../../../local/core/testWorld";
import { md5Hex } from "../../../local/inventory/dataFiles";
import { InventoryService } from "../../../local/inventory/inventoryService";
import { readDelivery } from "../../../local/inventory/seedFromDelivery";
import { S3Service } from "../../../local/s3/s3Service";
import { csvRowDecoder } from "../../../model/inventory/csvRowDecoder";
import { parseInventoryManifest } from "../../../model/inventory/inventoryManifest";
import { orcBatches } from "../../../runtime/shard/orc/orcBatches";
import { parquetBatches } from "../../../runtime/shard/parquet/parquetBatches";
import { bytesFile } from "../../runtime/shard/parquet/bytesFile";
import { plainRow, plainRows } from "../../runtime/shard/parquet/plainRows";

const real = join(__dirname, "realDelivery");
const csvFolder = join(real, "csv-all-versions");
const account = "111122223333";
const readers = { ORC: orcBatches, Parquet: parquetBatches } as const;

const realSchema = (folder: string): string =>
    (
        JSON.parse(readFileSync(join(real, folder, "manifest.json"), "utf8")) as {
            fileSchema: string;
        }
    ).fileSchema;
const columns = realSchema("csv-all-versions").split(", ");
const realFields: string[][] = parse(
    gunzipSync(readFileSync(join(csvFolder, "csv_inventory.csv.gz"))),
);

/** Delivers the real delivery's objects in a format; what lies in the destination then. */
async function delivered(format: "ORC" | "Parquet", rowsPerFile: number) {
    const delivery = await readDelivery(csvFolder);
    const world = createTestWorld(
        { s3: (made) => new S3Service(made), inventory: (made) => new InventoryService(made) },
        { startAt: delivery.createdAt },
    );
    const { s3 } = world;
    const admin = world.administrator(account);
    for (const bucket of [delivery.sourceBucket, "control"]) s3.createBucket(admin, bucket);
    s3.configuration(delivery.sourceBucket).versioning = "Enabled";
    s3.seed(delivery.sourceBucket, delivery.objects);
    s3.configuration(delivery.sourceBucket).inventories.set("all", {
        id: "all",
        enabled: true,
        versions: "All",
        frequency: "Daily",
        optionalFields: columns.slice(5),
        destination: { bucketArn: "arn:aws:s3:::control", prefix: "inv", format },
    });
    s3.configuration("control").policy = {
        Version: "2012-10-17",
        Statement: [
            {
                Effect: "Allow",
                Principal: { Service: "s3.amazonaws.com" },
                Action: "s3:PutObject",
                Resource: "arn:aws:s3:::control/inv/*",
            },
        ],
    };
    world.inventory.setRowsPerFile(rowsPerFile, delivery.sourceBucket);
    const key = (await world.inventory.deliver(delivery.sourceBucket, "all")) ?? "";
    const read = async (name: string): Promise<Buffer> => {
        const { body } = await s3.getObject(admin, { bucket: "control", key: name });
        return "bytes" in body ? body.bytes : assert.fail("real bytes");
    };
    const text = (await read(key)).toString();
    const manifest = parseInventoryManifest(text);
    const files = await Promise.all(
        manifest.files.map(async (file) => ({ ...file, bytes: await read(file.key) })),
    );
    return { text, manifest, files };
}

const byText = (rows: readonly unknown[]): string[] =>
    rows.map((row) => JSON.stringify(row)).sort();

describe("deliveries in columnar formats", () => {
    for (const format of ["ORC", "Parquet"] as const) {
        it(`hold the real delivery's rows in ${format}, over several files`, async () => {
            const { manifest, files } = await delivered(format, 2);
            assert.equal(manifest.format, format);
            assert.deepEqual(manifest.columns, columns);
            assert.deepEqual(
                files.map(({ size, md5, key, bytes }) => [
                    size === bytes.length,
                    md5 === md5Hex(bytes),
                    key.replace(/^inv\/.*\/data\/[0-9a-f-]{36}/, ""),
                ]),
                Array.from({ length: 3 }, () => [true, true, `.${format.toLowerCase()}`]),
            );
            const rows = files.flatMap(({ key, bytes }) => [
                ...plainRows(
                    readers[format](bytesFile(bytes), { fileKey: key, ...manifest }),
                    manifest.sourceBucket,
                ),
            ]);
            const decode = csvRowDecoder(columns);
            assert.deepEqual(
                byText(rows),
                byText(realFields.map((row) => plainRow(decode(row), manifest.sourceBucket))),
            );
        });
    }

    it("spell the schema of Parquet as the real delivery does, in the manifest and in the file", async () => {
        const { text, files } = await delivered("Parquet", 100);
        const schema = realSchema("parquet-all-versions");
        assert.equal((JSON.parse(text) as { fileSchema: string }).fileSchema, schema);
        const { bytes } = files[0] ?? assert.fail("one file");
        const buffer = new Uint8Array(bytes).buffer;
        const { element, children } = parquetSchema(parquetMetadata(buffer));
        const members = children.map(
            ({ element: { name, type, repetition_type, logical_type } }) => {
                const spelled = { BYTE_ARRAY: "binary", BOOLEAN: "boolean", INT64: "int64" }[
                    String(type)
                ];
                const annotation =
                    logical_type?.type === "STRING"
                        ? " (STRING)"
                        : logical_type?.type === "TIMESTAMP"
                          ? ` (TIMESTAMP(${logical_type.unit},${logical_type.isAdjustedToUTC}))`
                          : "";
                return `  ${repetition_type?.toLowerCase()} ${spelled} ${name}${annotation};`;
            },
        );
        assert.equal(`message ${element.name} {${members.join("")}}`, schema);
    });

    it("hold in Parquet what another reader reads as the real delivery, but for checksums", async () => {
        const { files } = await delivered("Parquet", 100);
        const { bytes } = files[0] ?? assert.fail("one file");
        const rows: Record<string, Date | string | bigint | boolean | null>[] =
            await parquetReadObjects({ file: new Uint8Array(bytes).buffer });
        const cells = rows.map((row) =>
            Object.values(row).map((value) =>
                value instanceof Date ? value.toISOString() : value === null ? "" : String(value),
            ),
        );
        // The local S3 gives new objects a checksum, the last column.
        const known = (fields: readonly string[]): readonly string[] => fields.slice(0, -1);
        assert.deepEqual(byText(cells.map(known)), byText(realFields.map(known)));
    });

    it("spell the schema of ORC as the user guide does", async () => {
        const { text } = await delivered("ORC", 100);
        assert.equal(
            (JSON.parse(text) as { fileSchema: string }).fileSchema,
            "struct<bucket:string,key:string,version_id:string,is_latest:boolean,is_delete_marker:boolean,size:bigint," +
                "last_modified_date:timestamp,e_tag:string,storage_class:string,is_multipart_uploaded:boolean," +
                "replication_status:string,encryption_status:string,object_lock_retain_until_date:timestamp," +
                "object_lock_mode:string,object_lock_legal_hold_status:string,intelligent_tiering_access_tier:string," +
                "bucket_key_status:string,checksum_algorithm:string>",
        );
    });
});
