import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, existsSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { parseInventoryManifest } from "../../../model/inventory/inventoryManifest";
import { rawKeyHash } from "../../../model/inventory/keyHash";
import { KeyHashSet } from "../../../model/inventory/keyHashSet";
import type { InventoryRow } from "../../../model/inventory/inventoryRow";
import { NoSuchObject } from "../../../runtime/aws/objectStore";
import { scanInventory } from "../../../runtime/shard/scanInventory";
import { CollectingSink, watchAll } from "./collectingSink";
import { coldLogs } from "../submit/submitWorld";

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    await Promise.resolve();
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface DataFile {
    readonly bytes: Buffer;
    readonly delivered?: Buffer;
}

function delivery(files: readonly DataFile[]): Parameters<typeof scanInventory>[0] {
    return {
        manifest: {
            sourceBucket: "b",
            destinationBucket: "arn:aws:s3:::c",
            format: "CSV",
            createdAt: Date.parse("2026-11-22T01:00:00.000Z"),
            columns: ["Bucket", "Key", "Size", "LastModifiedDate", "StorageClass"],
            files: files.map(({ bytes }, index) => ({
                key: `f${index}`,
                size: bytes.length,
                md5: createHash("md5").update(bytes).digest("hex"),
            })),
        },
        open: async (key) => {
            await Promise.resolve();
            const file = files[Number(key.slice(1))];
            assert.ok(file);
            return inPieces(file.delivered ?? file.bytes, 11);
        },
        tiers: [
            {
                ...coldLogs,
                select: { ...coldLogs.select, prefixes: [], minSizeBytes: 0 },
            },
        ],
    };
}

const line = (key: string): string => `"b","${key}","7","2026-01-01T00:00:00.000Z","STANDARD"\n`;
const gzip = (text: string): Buffer => gzipSync(Buffer.from(text));

describe("scanInventory", () => {
    it("counts over all files: scanned = selected + skipped", async () => {
        const young = '"b","y","3","2026-11-21T00:00:00.000Z","STANDARD"\n';
        const scan = delivery([
            { bytes: gzip(line("a") + young) },
            { bytes: gzip("") },
            { bytes: gzip(line("c%20d") + line("e+f")) },
        ]);
        const sink = new CollectingSink("b", 2);
        const watched: string[] = [];
        const counts = await scanInventory({
            ...scan,
            tiers: scan.tiers.map((tier) => ({ ...tier, sink })),
            watch: watchAll((row) => watched.push(row.key)),
        });
        assert.deepEqual(counts, {
            scanned: { objects: 4, bytes: 24 },
            tiers: [
                {
                    selected: { objects: 3, bytes: 21 },
                    skipped: { "too-young": { objects: 1, bytes: 3 } },
                    sourceClasses: { STANDARD: { objects: 3, bytes: 21 } },
                    sizes: [{ leastBytes: 4, objects: 3, bytes: 21 }],
                    triedTooOften: 0,
                },
            ],
            unreadableRows: 0,
            unreadable: [],
        });
        assert.deepEqual(
            sink.rows.map(({ key }) => key),
            ["a", "c d", "e f"],
        );
        assert.equal(sink.flushes, 1);
        assert.deepEqual(watched, ["a", "y", "c d", "e f"]);
    });

    it("counts and names bad rows and reads on", async () => {
        const counts = await scanInventory(
            delivery([{ bytes: gzip(`${line("a")}"b","short"\n"b","bad"quote"\n${line("c")}`) }]),
        );
        assert.equal(counts.tiers[0]?.selected.objects, 2);
        assert.equal(counts.tiers[0].skipped["unreadable-row"]?.objects, 2);
        assert.equal(counts.scanned.objects, 4);
        assert.equal(counts.unreadableRows, 2);
        const [short, noCsv] = counts.unreadable;
        assert.equal(short, "f0 near row 2: must have 5 fields, got 2");
        assert.match(noCsv ?? "", /^f0 near row 3: a closing quote must end its field/);
    });

    it("counts a key that cannot be decoded as unreadable for all tiers when one would take it", async () => {
        const young = '"b","%C3","3","2026-11-21T00:00:00.000Z","STANDARD"\n';
        const scan = delivery([{ bytes: gzip(young + line("%C3") + line("a")) }]);
        const [tier] = scan.tiers;
        assert.ok(tier);
        const picky = { ...tier, select: { ...tier.select, prefixes: ["x"] } };
        const sink = new CollectingSink("b");
        const watched: string[] = [];
        for (const taking of [tier, { ...tier, sink }]) {
            const counts = await scanInventory({
                ...scan,
                tiers: [picky, taking],
                watch: watchAll((row) => watched.push(row.key)),
            });
            assert.deepEqual(
                counts.tiers.map(({ skipped }) => skipped),
                [
                    {
                        "unreadable-row": { objects: 1, bytes: 0 },
                        prefix: { objects: 2, bytes: 10 },
                    },
                    {
                        "unreadable-row": { objects: 1, bytes: 0 },
                        "too-young": { objects: 1, bytes: 3 },
                    },
                ],
            );
            assert.deepEqual(counts.tiers[1]?.selected, { objects: 1, bytes: 7 });
            assert.deepEqual(counts.scanned, { objects: 3, bytes: 10 });
            assert.equal(counts.unreadableRows, 1);
            assert.match(counts.unreadable[0] ?? "", /^f0 near row 2: Key: .* got "%C3"/);
        }
        assert.deepEqual(
            sink.rows.map(({ key }) => key),
            ["a"],
        );
        assert.deepEqual(watched, ["a", "a"]);
    });

    it("shows a watch the rows of its keys alone, also those read the slow way", async () => {
        const keys = new KeyHashSet();
        for (const key of ["é b", "slow", "foreign"]) keys.add(rawKeyHash(key));
        const rows = [
            line("%C3%A9+b"),
            line("other"),
            line("foreign").replace('"b"', '"c"'),
            `b,slow,7,2026-01-01T00:00:00.000Z,STANDARD\n`,
            `b,slower,7,2026-01-01T00:00:00.000Z,STANDARD\n`,
        ];
        const seen: string[] = [];
        const counts = await scanInventory({
            ...delivery([{ bytes: gzip(rows.join("")) }]),
            watch: { keys, see: ({ key }) => seen.push(key) },
        });
        assert.deepEqual(seen, ["é b", "slow"]);
        assert.deepEqual(counts.unreadable, []);
    });

    it("counts selected objects that were tried too often", async () => {
        const scan = delivery([{ bytes: gzip(line("a") + line("b") + "b" + line("a").slice(3)) }]);
        const counts = await scanInventory({
            ...scan,
            tiers: scan.tiers.map((tier) => ({
                ...tier,
                sink: new CollectingSink("b"),
                isTriedTooOften: ({ key }: InventoryRow) => key === "a",
            })),
        });
        assert.equal(counts.tiers[0]?.selected.objects, 3);
        assert.equal(counts.tiers[0].triedTooOften, 2);
    });

    it("refuses an inventory of which no row can be read, and takes one without rows", async () => {
        await assert.rejects(
            () => scanInventory(delivery([{ bytes: gzip(`"b","k"\n"b","l"\n`) }])),
            {
                name: "DataFileRefused",
                message:
                    "data file f0: rows must be as fileSchema says, got 2 rows in the inventory and none that can be " +
                    "read, e.g. f0 near row 1: must have 5 fields, got 2",
            },
        );
        const { scanned } = await scanInventory(delivery([{ bytes: gzip("") }]));
        assert.equal(scanned.objects, 0);
    });

    const good = gzip(line("a").repeat(100));
    const flipped = Buffer.from(good);
    flipped[9] = (flipped[9] ?? 0) ^ 1;
    const corrupt = Buffer.from(good);
    corrupt[20] = (corrupt[20] ?? 0) ^ 0xff;
    const bad: readonly [name: string, delivered: Buffer, message: RegExp][] = [
        ["truncated", good.subarray(0, -9), /^data file f0: must (have the|be gzip)/],
        [
            "longer",
            Buffer.concat([good, Buffer.of(0)]),
            /^data file f0: must have the \d+ bytes .* got more$/,
        ],
        ["altered where gunzip does not look", flipped, /^data file f0: MD5 must be/],
        ["corrupt gzip", corrupt, /^data file f0: (must be gzip as S3 wrote it|MD5 must be)/],
        [
            "empty",
            Buffer.of(),
            /^data file f0: must have the \d+ bytes that manifest.json lists, got 0/,
        ],
    ];
    for (const [name, delivered, message] of bad)
        it(`refuses a data file that is ${name}`, async () => {
            await assert.rejects(() => scanInventory(delivery([{ bytes: good, delivered }])), {
                name: "DataFileRefused",
                message,
            });
        });

    it("refuses a data file that is not there", async () => {
        const open = (key: string): Promise<never> => Promise.reject(new NoSuchObject("c", key));
        await assert.rejects(() => scanInventory({ ...delivery([{ bytes: good }]), open }), {
            name: "DataFileRefused",
            message:
                "data file f0: must exist, because manifest.json lists it, got nothing; the file is missing",
        });
    });

    it("lets a failure of transport out as it is, so that it is tried again", async () => {
        const scan = delivery([{ bytes: good }]);
        const cut = async function* (): AsyncGenerator<Buffer> {
            yield good.subarray(0, 30);
            await Promise.resolve();
            throw new Error("ECONNRESET");
        };
        await assert.rejects(() => scanInventory({ ...scan, open: () => Promise.resolve(cut()) }), {
            name: "Error",
            message: "ECONNRESET",
        });
    });

    it("reads a real delivery: every version, marker and null version", async function () {
        const folder = path.resolve(
            __dirname,
            "../../../../shared/data/inventory/csv-all-versions",
        );
        const local = path.resolve(__dirname, "../../fixtures/csv-all-versions");
        const from = [local, folder].find((candidate) => existsSync(candidate));
        if (from === undefined) return;
        const manifest = parseInventoryManifest(
            readFileSync(path.join(from, "manifest.json"), "utf8"),
        );
        const rows: InventoryRow[] = [];
        const counts = await scanInventory({
            manifest,
            open: async (key) => {
                await Promise.resolve();
                return inPieces(readFileSync(path.join(from, key)), 64);
            },
            tiers: [coldLogs],
            watch: watchAll((row) => rows.push(row)),
        });
        assert.deepEqual(counts.unreadable, []);
        assert.equal(counts.scanned.objects, 5);
        assert.deepEqual(
            rows.map(({ key, versionId, isLatest, isDeleteMarker, size }) => [
                key,
                versionId,
                isLatest,
                isDeleteMarker,
                size,
            ]),
            [
                ["inventory-test/", "null", true, false, 0],
                ["inventory-test/key1", "null", false, false, 0],
                ["inventory-test/key1", "tpinzcbxOfWpZsmjvVgdHEvSohsY4TA0", true, false, 5],
                ["inventory-test/key2", "gdN1exfZmD7m713patv8dlQ7fTNwle3v", true, true, undefined],
                ["inventory-test/key2", "zl_C7NLxrkBsMFD5HQUdybrmuV9VpvkN", false, false, 5],
            ],
        );
        assert.deepEqual(counts.tiers[0]?.skipped, {
            "not-current": { objects: 2, bytes: 5 },
            "delete-marker": { objects: 1, bytes: 0 },
            prefix: { objects: 2, bytes: 5 },
        });
    });
});
