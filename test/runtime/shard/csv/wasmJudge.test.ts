import assert from "node:assert/strict";
import fc from "fast-check";
import { benchBucket, benchColumns, generateRows } from "../../../../bench/generate/benchRows";
import { benchTiers } from "../../../../bench/generate/benchTiers";
import { benchLine, quotedLine } from "../../../../bench/generate/csvFile";
import type { TierPlan } from "../../../../model/config/bucketPlan";
import { replicationStates } from "../../../../model/config/replicationState";
import type { Selection } from "../../../../model/config/types";
import { columnDefinitions } from "../../../../model/inventory/columnDefinitions";
import { encodeInventoryKey } from "../../../../model/inventory/keyCodec";
import { materialise } from "../../../../model/inventory/materialise";
import { accessTierNames, storageClassNames } from "../../../../model/inventory/rowBatch";
import { BatchJudge } from "../../../../model/selection/batchJudge";
import { noTier } from "../../../../model/selection/batchVerdicts";
import { reasonCode, selectedCode } from "../../../../model/selection/reasonCode";
import type { ScanCounts } from "../../../../model/selection/scanCounts";
import { skipReasons, type SkipReason } from "../../../../model/selection/skipReason";
import type { SelectingTier } from "../../../../model/selection/tierRule";
import { tierSelector } from "../../../../model/selection/tierSelector";
import { targetClasses } from "../../../../model/storageClass";
import type { ManifestStore } from "../../../../runtime/aws/manifestStore";
import { BatchScan, type ScannedTier } from "../../../../runtime/shard/batchScan";
import type { CsvBlockScanner, ReadContext } from "../../../../runtime/shard/batchSource";
import { tsBlockScanner } from "../../../../runtime/shard/csv/tsBlockScanner";
import {
    csvScannerModule,
    webAssemblyApi,
} from "../../../../runtime/shard/csv/wasm/csvScannerModule";
import { wasmBlockScanner } from "../../../../runtime/shard/csv/wasm/wasmBlockScanner";
import { TierManifests } from "../../../../runtime/shard/tierManifests";
import { coldLogs } from "../../submit/submitWorld";

const bucket = "a-bucket";
const createdAt = Date.parse("2026-11-22T01:00:00.000Z");
const inventory = { sourceBucket: bucket, createdAt };
const mebibyte = 1024 * 1024;
const day = 24 * 60 * 60 * 1000;

const oneOf = <T>(...values: T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const mostly = <T>(usual: T, ...rare: T[]): fc.Arbitrary<T> =>
    fc.oneof(
        { weight: 6, arbitrary: fc.constant(usual) },
        { weight: 2, arbitrary: oneOf(...rare) },
    );

/** As they stand in the CSV: encoded by us, with more escapes than there must be, and broken ones. */
const keys = fc.oneof(
    {
        weight: 6,
        arbitrary: fc
            .tuple(
                oneOf("logs/", "logs/é/", "data/raw+/", "logs%2f", "log%73/", ""),
                oneOf("a", "9", "é", "a b", "ÿ%", "😀", "x".repeat(40)),
                oneOf(".gz", "A9.csv", ".csv", "é.csv", "+.csv", "/"),
            )
            .map(([head, middle, tail]) => head + encodeInventoryKey(middle) + tail),
    },
    { weight: 2, arbitrary: fc.string({ unit: "grapheme", minLength: 1 }).map(encodeInventoryKey) },
    {
        weight: 1,
        arbitrary: oneOf(
            "logs/%",
            "logs/%4",
            "%FF.csv",
            "logs/%C3.csv",
            "%zz",
            "%C3A9.csv",
            "+",
            "é",
        ),
    },
);
const iso = (instant: number): string => new Date(instant).toISOString();
const instants = [createdAt - 90 * day, createdAt - 90 * day + 1, createdAt, createdAt + 1].map(
    iso,
);

/** A field of each column that is judged by. */
const fields: Readonly<Record<string, fc.Arbitrary<string>>> = {
    Bucket: mostly(bucket, bucket, "other", ""),
    Key: keys,
    VersionId: oneOf("", "v1", "3HL4kqtJlcpXroDTDmJ._rmSpXd3dIb-", "v 1"),
    IsLatest: oneOf("true", "true", "false", ""),
    IsDeleteMarker: mostly("false", "true", ""),
    Size: mostly("100", "", "0", "1", "99", "101", "5000000000", "5000000001", "70368744177664"),
    LastModifiedDate: mostly(iso(createdAt - 400 * day), "", ...instants),
    StorageClass: mostly("STANDARD", "", "A-NEW-ONE", ...storageClassNames),
    ReplicationStatus: mostly("", "A-NEW-ONE", ...replicationStates),
    EncryptionStatus: mostly("SSE-S3", "", "SSE-C"),
    ObjectLockRetainUntilDate: mostly("", ...instants),
    ObjectLockLegalHoldStatus: mostly("", "On", "Off"),
    ObjectLockEventHoldStatus: mostly("", "On", "Off"),
    IntelligentTieringAccessTier: mostly("", "A-NEW-ONE", ...accessTierNames),
};
const columnNames = columnDefinitions.map(({ name }) => name);
const columnLists = fc.oneof(
    fc.constant(columnNames),
    fc
        .shuffledSubarray(columnNames)
        .map((columns) => [...new Set([...columns, "Bucket", "Key", "Size"])]),
);

const few = <T>(...values: T[]): fc.Arbitrary<T[]> =>
    fc.oneof(fc.constant<T[]>([]), fc.subarray(values, { minLength: 1 }));
const most = <T>(...values: T[]): fc.Arbitrary<T[]> =>
    fc.oneof(fc.constant(values), fc.subarray(values));
/** A condition that is not generated is not held to the reference, so the type asks for each. */
type Conditions = { [K in keyof Required<Selection>]: fc.Arbitrary<Selection[K]> };
const selections = (globs: boolean): fc.Arbitrary<Selection> =>
    fc.record<Selection>({
        prefixes: few("logs/", "logs/é", "data/raw ", "é", "%", "x".repeat(40)),
        suffixes: few(".gz", "A9.csv", "é.csv", "", "9.csv", "😀/", " .csv", "2f.csv"),
        include: globs ? few("logs/**", "**.csv") : fc.constant([]),
        exclude: globs ? few("logs/é/**", "**/9.gz") : fc.constant([]),
        olderThanDays: oneOf(undefined, 0, 90),
        createdBefore: oneOf(undefined, undefined, iso(createdAt - 90 * day + 1)),
        storageClasses: most(...targetClasses),
        minSizeBytes: oneOf(0, 100, 101),
        maxSizeBytes: oneOf(undefined, 100, 5_000_000_000),
        versions: oneOf("current", "current", "noncurrent"),
        replication: most(...replicationStates),
        locked: oneOf("skip", "include"),
        tags: oneOf(undefined, { team: "a" }),
    } satisfies Conditions);
const actions: fc.Arbitrary<TierPlan["action"]> = fc.oneof(
    fc.record({
        kind: fc.constant("changeClass" as const),
        storageClass: oneOf(...targetClasses),
        mechanism: oneOf<"copy" | "mark">("copy", "mark"),
    }),
    fc.constant({ kind: "copyTo", vault: "v", storageClass: "GLACIER" } as const),
);
interface GeneratedTier {
    readonly select: Selection;
    readonly action: TierPlan["action"];
    readonly asksDone: boolean;
    readonly asksTried: boolean;
    readonly hasSink: boolean;
}
const tierLists = (globs: boolean): fc.Arbitrary<GeneratedTier[]> =>
    fc.array(
        fc.record({
            select: selections(globs),
            action: actions,
            asksDone: oneOf(true, false, false),
            asksTried: oneOf(true, false, false),
            hasSink: oneOf(true, true, false),
        }),
        { maxLength: 5 },
    );

interface Case {
    readonly columns: readonly string[];
    readonly tiers: readonly GeneratedTier[];
    readonly lines: readonly (readonly string[])[];
}
const cases = (globs: boolean): fc.Arbitrary<Case> =>
    columnLists.chain((columns) =>
        fc.record({
            columns: fc.constant(columns),
            tiers: tierLists(globs),
            lines: fc.array(
                fc.tuple<string[]>(...columns.map((name) => fields[name] ?? fc.constant("x"))),
                { minLength: 30, maxLength: 50, size: "max" },
            ),
        }),
    );

interface ScannedText {
    readonly columns: readonly string[];
    readonly bucket: string;
    readonly text: Buffer;
    readonly tiers: readonly GeneratedTier[];
    readonly maxRowsPerJob: number;
}
const textOf = ({ columns, tiers, lines }: Case): ScannedText => ({
    columns,
    bucket,
    text: Buffer.from(lines.map(quotedLine).join("")),
    tiers,
    maxRowsPerJob: 7,
});
const contextOf = (given: Pick<ScannedText, "columns" | "bucket">): ReadContext => ({
    fileKey: "f",
    columns: given.columns,
    sourceBucket: given.bucket,
});
const wasm = (context: ReadContext): CsvBlockScanner =>
    wasmBlockScanner(context, csvScannerModule());

function* batchesOf(scanner: CsvBlockScanner, bytes: Buffer, chunkBytes = 1000) {
    for (let at = 0; at < bytes.length; at += chunkBytes)
        yield* scanner.push(bytes.subarray(at, at + chunkBytes));
    yield* scanner.end();
}

interface Scanned {
    readonly counts: ScanCounts;
    readonly manifests: ReadonlyMap<string, string>;
    /** Rows that the scanner judged, and those it wrote the line of or could not. */
    readonly judged: number;
    readonly written: number;
}

/** What a whole scan of a case says and writes. */
async function scanned(
    given: ScannedText,
    scannerOf: (context: ReadContext) => CsvBlockScanner,
    isJudgedThere: boolean,
    chunkBytes = 1000,
): Promise<Scanned> {
    const manifests = new Map<string, string>();
    const store: ManifestStore = {
        open: (key) => ({
            write: async (bytes) => {
                manifests.set(key, (manifests.get(key) ?? "") + bytes.toString("utf8"));
                await Promise.resolve();
            },
            finish: () => Promise.resolve({ key, etag: "e", sha256: "s" }),
            abort: () => Promise.resolve(),
        }),
        stream: () => Promise.reject(new Error("not asked for")),
    };
    const tiers = given.tiers.map(({ select, action, ...asks }, index): ScannedTier => {
        const tier: TierPlan = { ...coldLogs, name: `${index}`, select, action };
        return {
            ...tier,
            doneBefore: asks.asksDone ? ({ key }) => key.includes("9") : undefined,
            isTriedTooOften: asks.asksTried ? ({ key }) => key.includes("a") : undefined,
            sink: asks.hasSink
                ? new TierManifests(store, {
                      bucket: given.bucket,
                      tier,
                      namesVersions: given.columns.includes("VersionId"),
                      maxRowsPerJob: given.maxRowsPerJob,
                      keyOf: (part) => `${index}/${part}`,
                  })
                : undefined,
        };
    });
    const of = { ...inventory, sourceBucket: given.bucket };
    const scan = new BatchScan("f", tiers, of, undefined);
    const context = contextOf(given);
    const scanner = scannerOf(isJudgedThere ? { ...context, judging: scan.judging } : context);
    let judged = 0;
    let written = 0;
    for (const batch of batchesOf(scanner, given.text, chunkBytes)) {
        if (batch.judged !== undefined) {
            judged += batch.rows;
            const { lines, hasLines, verdicts } = batch.judged;
            for (const row of lines.rows.subarray(0, lines.taken))
                if (hasLines[verdicts.takers[row] ?? noTier] === true) written++;
        }
        let next = 0;
        while ((next = scan.take(batch, next)) < batch.rows) await scan.full?.flush();
        if (batch.odd !== undefined) scan.takeOdd(batch.odd);
        await scan.full?.flush();
    }
    for (const { sink } of tiers) if (sink instanceof TierManifests) await sink.finish();
    return { counts: scan.counts, manifests, judged, written };
}

const codesOf = (reasons: readonly (SkipReason | undefined)[]): number[] =>
    reasons.map((reason) => (reason === undefined ? selectedCode : reasonCode[reason]));

describe("the judge of the WASM scanner", () => {
    it("judges as BatchJudge does, and as tierSelector every row that can be read", () => {
        const seen = new Map<SkipReason | undefined, number>();
        let judged = 0;
        fc.assert(
            fc.property(cases(false), (given) => {
                const tiers = given.tiers.map((tier, index): SelectingTier => ({
                    ...tier,
                    name: `${index}`,
                }));
                const by = { tiers, createdAt, lines: tiers.map(() => undefined) };
                const reference = tierSelector(tiers, inventory);
                const judge = new BatchJudge(tiers, inventory);
                for (const batch of batchesOf(
                    wasm({ ...contextOf(textOf(given)), judging: by }),
                    textOf(given).text,
                )) {
                    assert.ok(batch.judged !== undefined);
                    assert.equal(batch.judged.by, by);
                    const { takers, reasons } = batch.judged.verdicts;
                    judge.judge(batch);
                    for (let row = 0; row < batch.rows; row++) {
                        const codes = reasons.map((column) => column[row]);
                        assert.equal(takers[row], judge.verdicts.takers[row]);
                        assert.deepEqual(
                            codes,
                            judge.verdicts.reasons.map((column) => column[row]),
                        );
                        judged++;
                        const read = materialise(batch, row, bucket);
                        if ("problem" in read) continue;
                        const verdict = reference(read);
                        assert.equal(takers[row], verdict.tier ?? noTier);
                        assert.deepEqual(codes, codesOf(verdict.reasons));
                        for (const reason of verdict.reasons)
                            seen.set(reason, (seen.get(reason) ?? 0) + 1);
                    }
                }
            }),
            { numRuns: 1500, seed: 11 },
        );
        // A reason that no generated row has would be tested by nothing.
        const never = [undefined, ...skipReasons].filter((reason) => !seen.has(reason));
        assert.deepEqual(never, ["unreadable-row", "not-included", "excluded", "done-before"]);
        assert.ok(judged > 40_000, `${judged}`);
    });

    it("gives a scan the counts and manifests it has without it, whatever is asked of it", async () => {
        let judged = 0;
        let unreadable = 0;
        let lines = 0;
        let written = 0;
        const examples: string[] = [];
        await fc.assert(
            fc.asyncProperty(cases(false), async (given) => {
                const plain = await scanned(textOf(given), tsBlockScanner, false);
                const fast = await scanned(textOf(given), wasm, true);
                assert.deepEqual(fast.counts, plain.counts);
                assert.deepEqual(fast.manifests, plain.manifests);
                assert.equal(plain.judged, 0);
                judged += fast.judged;
                written += fast.written;
                unreadable += fast.counts.unreadableRows;
                for (const text of fast.manifests.values()) lines += text.split("\n").length - 1;
                examples.push(...fast.counts.unreadable);
            }),
            { numRuns: 1000, seed: 12 },
        );
        assert.ok(judged > 25_000, `${judged}`);
        assert.ok(unreadable > 300, `${unreadable}`);
        assert.ok(lines > 600, `${lines}`);
        assert.ok(written > 400 && written < lines, `${written}`);
        for (const problem of ["Key: ", "VersionId must be URL-ready"])
            assert.ok(
                examples.some((text) => text.includes(problem)),
                problem,
            );
    });

    it("writes the manifests of the bench's inventory as ManifestLines does", async () => {
        const lines = [...generateRows(5, 30_000)].map((row) => benchLine(row));
        const given = {
            columns: benchColumns,
            bucket: benchBucket,
            text: Buffer.from(lines.join("")),
            tiers: benchTiers.map(({ select }) => ({
                select,
                action: coldLogs.action,
                asksDone: false,
                asksTried: false,
                hasSink: true,
            })),
            maxRowsPerJob: 3000,
        };
        const plain = await scanned(given, tsBlockScanner, false, mebibyte);
        const fast = await scanned(given, wasm, true, mebibyte);
        assert.deepEqual(fast.counts, plain.counts);
        assert.deepEqual(fast.manifests, plain.manifests);
        assert.equal(
            fast.written,
            fast.counts.tiers.reduce((sum, { selected }) => sum + selected.objects, 0),
        );
        assert.ok(fast.written > 5000);
    });

    it("writes or refuses any bytes of a key, any version id and any size as ManifestLines does", async () => {
        // The borders of UTF-8's ranges and of hex digits, raw and as escapes, around the 16 bytes read at once.
        const borders =
            "00 20 22 2b 2c 2f 40 41 5b 60 7b 7e 7f 80 8f 90 9f a0 bf c2 df e0 ed ee f0 f4 f5 ff".split(
                " ",
            );
        const bytesOf = (...hex: string[]): string =>
            Buffer.from(hex.join(""), "hex").toString("latin1");
        const broken = [
            "%",
            "%4",
            "%zz",
            "%G1",
            "%1g",
            "%c3",
            "%C3%A9",
            "%ed%9F%bf",
            "%F4%8f%Bf%bf",
        ];
        // What begins a character, what may follow it or not, and enough to end it, all escaped or all raw.
        const character = fc
            .tuple(
                oneOf("c1", "c2", "df", "e0", "e1", "ed", "ee", "f0", "f1", "f4", "f5"),
                oneOf("7f", "80", "8f", "90", "9f", "a0", "bf", "c0"),
                fc.boolean(),
            )
            .map(([first, second, isRaw]) => {
                const length = first < "e0" ? 2 : first < "f0" ? 3 : 4;
                const hex = [first, second, "80", "bf"].slice(0, length);
                return isRaw ? bytesOf(...hex) : hex.map((one) => `%${one}`).join("");
            });
        const piece = fc.oneof(
            { weight: 8, arbitrary: character },
            { weight: 6, arbitrary: oneOf(...borders).map((hex) => `%${hex}`) },
            {
                weight: 2,
                arbitrary: oneOf(...borders.filter((hex) => hex !== "22")).map((hex) =>
                    bytesOf(hex),
                ),
            },
            {
                weight: 4,
                arbitrary: oneOf(
                    bytesOf("c3a9"),
                    bytesOf("ed9fbf"),
                    bytesOf("f48fbfbf"),
                    ...broken,
                ),
            },
            {
                weight: 6,
                arbitrary: fc.nat(34).map((length) => "aZ0-_.~/9".repeat(4).slice(0, length)),
            },
        );
        const key = fc
            .array(piece, { minLength: 1, maxLength: 4 })
            .map((pieces) => `k${pieces.join("")}`);
        const version = fc.string({
            unit: oneOf(..."ab~!#+-".split(""), "x".repeat(14), "x".repeat(15)),
            maxLength: 4,
        });
        const oddVersion = fc
            .tuple(version, oneOf(" ", ",", "\x7f", "\u00e9"), version)
            .map((parts) => parts.join(""));
        const size = fc.oneof(
            fc.maxSafeNat(),
            fc.nat(16).map((digits) => Math.min(10 ** digits, Number.MAX_SAFE_INTEGER)),
            fc.nat(15).map((digits) => 10 ** digits - 1),
        );
        const rows = fc.array(
            fc.tuple(
                key,
                fc.oneof({ weight: 9, arbitrary: version }, { weight: 1, arbitrary: oddVersion }),
                size,
            ),
            { minLength: 30, maxLength: 40, size: "max" },
        );
        const select: Selection = {
            ...coldLogs.select,
            prefixes: [],
            exclude: [],
            minSizeBytes: 0,
            maxSizeBytes: undefined,
        };
        const tier = {
            select,
            action: { kind: "copyTo", vault: "v", storageClass: "GLACIER" },
        } as const;
        let written = 0;
        let refused = 0;
        await fc.assert(
            fc.asyncProperty(rows, async (given) => {
                const lines = given.map(([one, id, bytes]) =>
                    quotedLine([
                        bucket,
                        one,
                        id,
                        `${bytes}`,
                        "2001-01-01T00:00:00.000Z",
                        "STANDARD",
                    ]),
                );
                const text = {
                    columns: [
                        "Bucket",
                        "Key",
                        "VersionId",
                        "Size",
                        "LastModifiedDate",
                        "StorageClass",
                    ],
                    bucket,
                    text: Buffer.from(lines.join(""), "latin1"),
                    tiers: [{ ...tier, asksDone: false, asksTried: false, hasSink: true }],
                    maxRowsPerJob: 1000,
                };
                const plain = await scanned(text, tsBlockScanner, false, mebibyte);
                const fast = await scanned(text, wasm, true, mebibyte);
                assert.deepEqual(fast.manifests, plain.manifests);
                assert.deepEqual(fast.counts, plain.counts);
                written += fast.counts.tiers[0]?.selected.objects ?? 0;
                refused += fast.counts.unreadableRows;
            }),
            { numRuns: 400, seed: 14 },
        );
        assert.ok(written > 3000, `${written}`);
        assert.ok(refused > 3000, `${refused}`);
    });

    it("leaves tiers with globs to BatchJudge", async () => {
        let judged = 0;
        await fc.assert(
            fc.asyncProperty(cases(true), async (given) => {
                const plain = await scanned(textOf(given), tsBlockScanner, false);
                const fast = await scanned(textOf(given), wasm, true);
                assert.deepEqual(fast.counts, plain.counts);
                assert.deepEqual(fast.manifests, plain.manifests);
                const hasGlobs = given.tiers.some(
                    ({ select }) => select.include.length + select.exclude.length > 0,
                );
                if (hasGlobs) judged += fast.judged;
            }),
            { numRuns: 300, seed: 13 },
        );
        assert.equal(judged, 0);
    });

    it("is believed by no scan but the one it judged for", () => {
        const select: Selection = {
            ...coldLogs.select,
            prefixes: ["a"],
            exclude: [],
            minSizeBytes: 0,
        };
        const scanOf = (prefix: string): BatchScan =>
            new BatchScan(
                "f",
                [{ name: "t", select: { ...select, prefixes: [prefix] } }],
                inventory,
                undefined,
            );
        const columns = ["Bucket", "Key", "Size", "LastModifiedDate", "StorageClass"];
        const bytes = Buffer.from(
            quotedLine([bucket, "a", "5", "2020-01-01T00:00:00.000Z", "STANDARD"]),
        );
        const selectedBy = (judging: BatchScan, taking: BatchScan): number | undefined => {
            const context = { fileKey: "f", columns, sourceBucket: bucket };
            const scanner = wasm({ ...context, judging: judging.judging });
            for (const batch of batchesOf(scanner, bytes)) taking.take(batch, 0);
            return taking.counts.tiers[0]?.selected.objects;
        };
        const [a, b] = [scanOf("a"), scanOf("b")];
        assert.equal(selectedBy(a, a), 1);
        assert.equal(selectedBy(a, b), 0);
    });

    it("has the numbers of our reasons", () => {
        const api = webAssemblyApi();
        const exports = new api.Instance(csvScannerModule()).exports as Record<
            string,
            { readonly value: number }
        >;
        const named = Object.entries(exports).filter(([name]) => name.startsWith("REASON_"));
        const ours = Object.entries({ selected: selectedCode, ...reasonCode });
        const codeOf = new Map(
            ours.map(([name, code]) => [`REASON_${name.toUpperCase().replaceAll("-", "_")}`, code]),
        );
        assert.equal(named.length, 17);
        for (const [name, { value }] of named) assert.equal(value, codeOf.get(name), name);
    });

    it("counts rows without any tier", async () => {
        const { counts } = await scanned(
            {
                columns: ["Bucket", "Key", "Size"],
                bucket,
                text: Buffer.from(quotedLine([bucket, "k", "2"]).repeat(5000)),
                tiers: [],
                maxRowsPerJob: 7,
            },
            wasm,
            true,
        );
        assert.deepEqual(counts.scanned, { objects: 5000, bytes: 10_000 });
    });
});
