import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { columnDefinitions } from "../../../model/inventory/columnDefinitions";
import type { InventoryFormat } from "../../../model/inventory/inventoryManifest";
import { encodeManifestKey } from "../../../model/inventory/keyCodec";
import { csvRowDecoder } from "../../../model/inventory/csvRowDecoder";
import { tierSelector } from "../../../model/selection/tierSelector";
import {
    fixtureBucket,
    fixtureScanTime,
    fixtureTiers,
    scanFixture,
    type FixtureScan,
} from "./fixtureScan";
import { builtFile } from "./orc/builtColumns";
import { writeParquet } from "./parquet/writtenParquet";

const folder = join(__dirname, "../../fixtures/inventory");

interface ListedFile {
    readonly file: string;
    readonly format: InventoryFormat;
    readonly rows: number;
    /** In snake_case; absent when as in real deliveries. */
    readonly columns?: readonly string[];
}

const realColumns = columnDefinitions.slice(0, 18).map(({ name }) => name);
const nameOf = (snakeName: string): string =>
    columnDefinitions.find((each) => each.snakeName === snakeName)?.name ?? snakeName;
const truthRows = 367;

describe("the same inventory in three formats", () => {
    it("has an object without a ReplicationStatus where the cell says NONE", async () => {
        const statuses = ["NONE", "", "PENDING", "COMPLETED", "none", "NONE", "NONES"];
        const rows = statuses.map((replication_status, index) => ({
            bucket: fixtureBucket,
            key: `logs/${index}`,
            size: 5000,
            last_modified_date: Date.parse("2020-01-01T00:00:00.000Z"),
            storage_class: "STANDARD",
            replication_status,
        }));
        const names = Object.keys(rows[0] ?? {}) as (keyof (typeof rows)[number])[];
        const columns = names.map(nameOf);
        const kindOf = { size: "bigint", last_modified_date: "timestamp" } as const;
        const orc = (isDictionary: boolean): Buffer =>
            builtFile(
                names.map((name) => ({
                    name,
                    kind:
                        name === "size" || name === "last_modified_date" ? kindOf[name] : "string",
                    values: rows.map((row) => row[name]),
                    isDictionary: isDictionary && name === "replication_status",
                })),
            );
        const text = rows
            .map((row) => ({ ...row, last_modified_date: "2020-01-01T00:00:00.000Z" }))
            .map((row) => `${names.map((name) => `"${row[name]}"`).join(",")}\n`);
        const scans = await Promise.all(
            [
                { format: "CSV" as const, bytes: gzipSync(text.join("")) },
                { format: "ORC" as const, bytes: orc(false) },
                { format: "ORC" as const, bytes: orc(true) },
                ...(["PLAIN", undefined] as const).map((encoding) => ({
                    format: "Parquet" as const,
                    bytes: Buffer.from(
                        writeParquet(rows, {
                            columns: columns.map((name) => ({
                                name,
                                ...(name === "ReplicationStatus" ? { encoding } : {}),
                            })),
                        }),
                    ),
                })),
            ].map((file) => scanFixture({ ...file, columns })),
        );
        const lines = (...taken: number[]): string =>
            taken.map((row) => `${fixtureBucket},logs/${row},5000\n`).join("");
        for (const { manifests } of scans)
            assert.deepEqual(
                [...manifests],
                [
                    ["logs/copy", lines(0, 1, 3, 5)],
                    ["rest/copy", lines(2)],
                ],
            );
        assert.deepEqual(new Set(scans.map(({ counts }) => JSON.stringify(counts))).size, 1);
    });

    const index = JSON.parse(readFileSync(join(folder, "files.json"), "utf8")) as ListedFile[];
    const whole = index.filter(({ rows }) => rows === truthRows);
    let csv: FixtureScan;

    before(async () => {
        csv = await scanFixture({
            format: "CSV",
            columns: realColumns,
            bytes: readFileSync(join(folder, "csv/rows.csv.gz")),
        });
    });

    it("selects rows for every tier, and knows the rows that cannot be read", () => {
        const { counts, manifests } = csv;
        assert.equal(counts.scanned.objects, truthRows);
        assert.deepEqual(
            counts.unreadable.map((text) => text.replace(/^.* near row \d+: /, "")),
            [
                'ObjectLockLegalHoldStatus must be "On" or "Off", got "Maybe"',
                'Size must be a number of bytes, got "-1"',
                'Size must be a number of bytes, got "9007199254740992"',
                'Size must be a number of bytes, got "9223372036854775807"',
            ],
        );
        assert.equal(counts.unreadableRows, 4);
        const rowsOf = (tier: string): number =>
            [...manifests]
                .filter(([key]) => key.startsWith(`${tier}/`))
                .reduce((sum, [, text]) => sum + text.split("\n").length - 1, 0);
        assert.deepEqual(
            fixtureTiers.map(({ name }) => rowsOf(name)),
            counts.tiers.map(({ selected }) => selected.objects),
        );
        for (const [tier, { selected }] of counts.tiers.entries())
            assert.ok(selected.objects > 0, `tier ${fixtureTiers[tier]?.name} selects something`);
    });

    it("selects the rows that the readable reference selects", () => {
        const decode = csvRowDecoder(realColumns);
        const judge = tierSelector(fixtureTiers, {
            sourceBucket: fixtureBucket,
            createdAt: fixtureScanTime,
        });
        const lines = fixtureTiers.map((): string[] => []);
        const csvRows = gunzipSync(readFileSync(join(folder, "csv/rows.csv.gz")));
        for (const fields of parse(csvRows)) {
            const row = decode(fields);
            const tier = judge(row).tier;
            if ("problem" in row || tier === undefined) continue;
            lines[tier]?.push(
                `${row.bucket},${encodeManifestKey(row.key)},${row.versionId},${row.size}`,
            );
        }
        assert.deepEqual(
            fixtureTiers.map(({ name }) =>
                [...csv.manifests]
                    .filter(([key]) => key.startsWith(`${name}/`))
                    .flatMap(([, text]) => text.trimEnd().split("\n"))
                    .sort(),
            ),
            lines.map((each) => each.sort()),
        );
    });

    it("is there from every writer", () => {
        assert.deepEqual(
            [...new Set(whole.map(({ file }) => file.replace(/\/.*$/, "")))],
            ["orc-java", "orc-pyarrow", "parquet-java", "parquet-pyarrow"],
        );
        assert.ok(whole.length >= 35, `${whole.length} files`);
    });

    for (const { file, format, columns } of whole) {
        it(`gives the same manifests and the same counts as CSV from ${file}`, async () => {
            const scan = await scanFixture({
                format,
                columns: columns?.map(nameOf) ?? realColumns,
                bytes: readFileSync(join(folder, file)),
            });
            assert.deepEqual(scan.manifests, csv.manifests);
            assert.deepEqual(scan.counts, csv.counts);
        });
    }
});
