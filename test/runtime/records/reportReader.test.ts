import assert from "node:assert/strict";
import fc from "fast-check";
import type { JoinCounts, RowVerdict } from "../../../model/jobs/joinCounts";
import { manifestLine, manifestRow, type ManifestRow } from "../../../model/jobs/manifestRow";
import { md5Hex, type ReportFile } from "../../../model/jobs/reportManifest";
import { reportRow } from "../../../model/jobs/reportRow";
import type { PlannedJob } from "../../../model/runs/records";
import { csvRecords } from "../../../runtime/records/csvRecords";
import { joinedReport, rowsWhere } from "../../../runtime/records/reportReader";
import { ReadableJoin } from "../../model/jobs/readableJoin";
import { MemoryManifests, MemoryStore, sha256Of } from "../reconcile/memoryStore";

const fields = ["Bucket", "Key", "VersionId", "Ignore"] as const;

interface File {
    readonly listedAs: "succeeded" | "failed";
    readonly text: string;
}

class World {
    readonly control = new MemoryStore("control", () => new Date(0));
    readonly audit = new MemoryStore("audit", () => new Date(0));
    readonly manifests = new MemoryManifests(this.control);
    readonly planned: PlannedJob;
    readonly files: readonly ReportFile[];
    readonly #manifest: string;
    readonly #texts: readonly File[];

    constructor(manifest: string, files: readonly File[]) {
        this.#manifest = manifest;
        this.#texts = files;
        this.control.put("manifest", manifest);
        this.planned = {
            manifest: {
                key: "manifest",
                fields,
                rows: manifest.split("\n").length - 1,
                sha256: sha256Of(manifest),
            },
        } as unknown as PlannedJob;
        this.files = files.map(({ listedAs, text }, index) => {
            this.audit.put(`file${index}`, text);
            return { taskStatus: listedAs, key: `file${index}`, md5: md5Hex(text) };
        });
    }

    /** What the obvious join of what csv-parse reads says. */
    async readable(): Promise<ReadableJoin> {
        const join = new ReadableJoin();
        const read = async (text: string, see: (row: readonly string[]) => void) => {
            for await (const row of csvRecords(once(text))) see(row);
        };
        await read(this.#manifest, (row) => {
            join.expect(manifestRow(row, fields, "here"));
        });
        for (const { text, listedAs } of this.#texts)
            await read(text, (row) => {
                join.answer(reportRow(row, "here"), listedAs);
            });
        return join;
    }

    async counts(): Promise<JoinCounts> {
        const { counts, problems } = await joinedReport(this, this.planned, this.files);
        assert.deepEqual(problems, []);
        return counts ?? assert.fail("no counts");
    }

    async problems(): Promise<readonly string[]> {
        const { counts, problems } = await joinedReport(this, this.planned, this.files);
        assert.equal(counts, undefined);
        return problems;
    }
}

async function* once(text: string): AsyncGenerator<Buffer> {
    await Promise.resolve();
    if (text !== "") yield Buffer.from(text);
}

async function all<T>(rows: AsyncIterable<T>): Promise<T[]> {
    const found: T[] = [];
    for await (const row of rows) found.push(row);
    return found;
}

const planned = (...keys: string[]): string =>
    keys.map((key, index) => manifestLine(["src", key, "", String(10 ** index)])).join("");
const good = (...keys: string[]): File => ({
    listedAs: "succeeded",
    text: keys.map((key) => `src,${key},,succeeded,200,,Successful\n`).join(""),
});
const bad = (...keys: string[]): File => ({
    listedAs: "failed",
    text: keys.map((key) => `src,${key},,failed,503,SlowDown,"slow, please"\n`).join(""),
});
const summary = ({ foreign, duplicate, misfiled, unanswered, findings }: JoinCounts): unknown => ({
    foreign,
    duplicate,
    misfiled,
    unanswered,
    findings: findings.map(({ kind, key }) => `${kind} ${key}`),
});

const keys = ["a", "b", "c/d", "e%20f", "g%2B", "%C3%A9", "h~", "j", "k", "l"];
const object = fc.record({
    key: fc.constantFrom(...keys),
    version: fc.constantFrom("", "", "null", "v1"),
});
const answer = fc.record({
    how: fc.constantFrom(
        "once",
        "once",
        "once",
        "once",
        "once",
        "never",
        "twice",
        "other",
        "foreign",
    ),
    status: fc.constantFrom("succeeded", "succeeded", "succeeded", "failed"),
    misfiling: fc.nat(9),
    message: fc.constantFrom(
        "Successful",
        "skipped: tags differ",
        "skipped",
        'it said "no"',
        "one, two",
        '"whole"',
        "é",
        "two\nlines",
        "gone: no such version",
        "",
    ),
    code: fc.constantFrom("", "SlowDown", "AccessDenied", "NoSuchKey"),
    file: fc.nat(1),
    isLoose: fc.boolean(),
});

/** A message as it is when nobody quotes it, where that can be read back at all. */
function line(columns: readonly string[], isLoose: boolean): string {
    const isPlain = columns.every((column) => !/[,\r\n]|^"/.test(column));
    return isLoose && isPlain ? `${columns.join(",")}\n` : manifestLine(columns);
}

const world = fc
    .record({
        rows: fc.array(fc.tuple(object, fc.nat(1000), answer), { maxLength: 25 }),
        lastEnds: fc.boolean(),
    })
    .map(({ rows, lastEnds }) => {
        const manifest = rows
            .map(([{ key, version }, size]) => manifestLine(["src", key, version, String(size)]))
            .join("");
        const texts = { succeeded: ["", ""], failed: ["", ""] };
        for (const [{ key, version }, , given] of rows) {
            const status = given.status;
            const other = status === "succeeded" ? "failed" : "succeeded";
            const named = given.how === "other" ? (keys[key.length] ?? "z") : key;
            const row = line(
                [
                    given.how === "foreign" ? "evil" : "src",
                    named,
                    version === "null" ? "" : version,
                    status,
                    "200",
                    given.code,
                    given.message,
                ],
                given.isLoose,
            );
            const of = texts[given.misfiling === 0 ? other : status];
            const repeat = given.how === "never" ? 0 : given.how === "twice" ? 2 : 1;
            of[given.file] = `${of[given.file] ?? ""}${row.repeat(repeat)}`;
        }
        const files = (["succeeded", "failed"] as const).flatMap((listedAs) =>
            texts[listedAs]
                .filter((text) => text !== "")
                .map((text) => ({ listedAs, text: lastEnds ? text : text.slice(0, -1) })),
        );
        return new World(manifest, files);
    });

describe("joinedReport", () => {
    it("says what the obvious join says, whatever is repeated, missing, foreign, misfiled or quoted", async () => {
        const seen = { sound: 0, foreign: 0, duplicate: 0, misfiled: 0, unanswered: 0, skipped: 0 };
        await fc.assert(
            fc.asyncProperty(world, async (made) => {
                const readable = await made.readable();
                const counts = await made.counts();
                assert.deepEqual(counts, readable.counts());
                if (counts.foreign > 0) seen.foreign++;
                if (counts.duplicate > 0) seen.duplicate++;
                if (counts.misfiled > 0) seen.misfiled++;
                if (counts.unanswered > 0) seen.unanswered++;
                else seen.sound++;
                if (counts.skipped.objects > 0) seen.skipped++;
            }),
            { numRuns: 400 },
        );
        for (const [what, times] of Object.entries(seen))
            assert.ok(times >= 10, `${what} ${times}`);
    });
    it("finds each verdict's rows again, the first of each object, in the manifest's order", async () => {
        const passes: readonly ((verdict: RowVerdict) => boolean)[] = [
            (verdict) => verdict === "retry" || verdict === "unanswered",
            (verdict) => verdict === "succeeded",
            () => true,
            () => false,
        ];
        await fc.assert(
            fc.asyncProperty(world, fc.constantFrom(...passes), async (made, isWanted) => {
                const expected: ManifestRow[] = [];
                for (const { row, verdict } of (await made.readable()).rows())
                    if (isWanted(verdict)) expected.push(row);
                const { rowsWhere: again } = await joinedReport(made, made.planned, made.files);
                assert.deepEqual(await all(again(isWanted)), expected);
                assert.deepEqual(
                    await all(rowsWhere(made, made.planned, made.files, isWanted)),
                    expected,
                );
            }),
            { numRuns: 200 },
        );
    });
    it("reads the manifest and each report file once to count a job without findings", async () => {
        const made = new World(planned("a", "b", "c"), [good("a", "b"), bad("c")]);
        const reads: string[] = [];
        const stores = {
            manifests: {
                stream: (key: string) => {
                    reads.push(key);
                    return made.manifests.stream(key);
                },
            },
            audit: Object.assign(new MemoryStore("audit", () => new Date(0)), {
                stream: (key: string) => {
                    reads.push(key);
                    return made.audit.stream(key);
                },
            }),
        };
        const joined = await joinedReport(stores, made.planned, made.files);
        assert.deepEqual(reads, ["manifest", "file0", "file1"]);
        assert.deepEqual(await all(joined.rowsWhere((verdict) => verdict === "permanent")), []);
        assert.equal(reads.length, 3);
        const retried = await all(joined.rowsWhere((verdict) => verdict === "retry"));
        assert.deepEqual(
            retried.map(({ key }) => key),
            ["c"],
        );
        assert.deepEqual(reads.slice(3), ["manifest"]);
    });
    it("finds a row that is listed twice in place of another that is missing", async () => {
        const made = new World(planned("a", "b", "c"), [good("a", "a", "c")]);
        assert.deepEqual(summary(await made.counts()), {
            foreign: 0,
            duplicate: 1,
            misfiled: 0,
            unanswered: 1,
            findings: ["duplicate a"],
        });
    });
    it("finds a foreign row in place of one that is missing, and names both", async () => {
        const made = new World(planned("a", "b"), [good("a", "x")]);
        const counts = await made.counts();
        assert.deepEqual(summary(counts), {
            foreign: 1,
            duplicate: 0,
            misfiled: 0,
            unanswered: 1,
            findings: ["foreign x"],
        });
        assert.deepEqual(counts.unansweredExamples, ["b"]);
    });
    it("believes each key's own status when two are exchanged between the files", async () => {
        const first = new World(planned("a", "b"), [good("a"), bad("b")]);
        const second = new World(planned("a", "b"), [good("b"), bad("a")]);
        assert.equal((await first.counts()).succeeded.bytes, 1);
        assert.equal((await second.counts()).succeeded.bytes, 10);
        const exchanged = new World(planned("a", "b"), [
            { listedAs: "succeeded", text: bad("b").text },
            { listedAs: "failed", text: good("a").text },
        ]);
        assert.equal((await exchanged.counts()).misfiled, 2);
    });
    it("refuses rows that are none, naming file and row", async () => {
        const cases: readonly (readonly [World, RegExp])[] = [
            [
                new World(planned("a"), [{ listedAs: "succeeded", text: "src,a\n" }]),
                /^file0 row 1: a report row must have 7 columns, got 2$/,
            ],
            [
                new World(planned("a"), [
                    { ...good("a"), text: `${good("a").text}src,a,,done,200,,x\n` },
                ]),
                /^file0 row 2: task status must be "succeeded" or "failed", got "done"$/,
            ],
            [
                new World("src,a,,1\nsrc,b,1\n", []),
                /^manifest row 2: a row must have the 4 columns/,
            ],
            [new World("src,a,,1\nsrc,,,1\n", []), /^manifest row 2: bucket and key must not be/],
            [new World("src,a,,-1\n", []), /^manifest row 1: the Ignore column must be a size/],
            [new World("src,a,,\n", []), /^manifest row 1: the Ignore column must be a size/],
        ];
        for (const [made, problem] of cases)
            assert.match((await made.problems())[0] ?? "", problem);
    });
    it("believes no file whose sum is another, though every row of it fits", async () => {
        const made = new World(planned("a", "b"), [good("a", "b")]);
        made.audit.put("file0", good("b", "a").text);
        assert.match((await made.problems())[0] ?? "", /^file0: MD5 must be/);
        const other = new World(planned("a", "b"), [good("a", "b")]);
        other.control.put("manifest", "src,a,,1\nsrc,b,,11\n");
        assert.match((await other.problems())[0] ?? "", /^manifest: SHA-256 must be/);
    });
    it("yields no row of a manifest that is altered between counting and reading again", async () => {
        for (const now of [
            "src,a,,1\nsrc,b,,11\n",
            planned("a"),
            `${planned("a", "b")}src,c,,1\n`,
        ]) {
            const made = new World(planned("a", "b"), [good("a", "b")]);
            const joined = await joinedReport(made, made.planned, made.files);
            made.control.put("manifest", now);
            const seen: ManifestRow[] = [];
            await assert.rejects(
                async () => {
                    for await (const row of joined.rowsWhere(() => true)) seen.push(row);
                },
                { name: "ReportUnsound", message: /^manifest: must be the same whenever/ },
            );
            assert.deepEqual(seen, []);
        }
        const gone = new World(planned("a"), [good("a")]);
        const joined = await joinedReport(gone, gone.planned, gone.files);
        gone.control.objects.clear();
        await assert.rejects(all(joined.rowsWhere(() => true)), {
            name: "ReportUnsound",
            message: "manifest: must exist, got nothing",
        });
    });
    it("joins a job in parts that is larger than fits at once, with the same counts and rows", async () => {
        const isWanted = (verdict: RowVerdict): boolean => verdict !== "succeeded";
        await fc.assert(
            fc.asyncProperty(world, fc.integer({ min: 1, max: 4 }), async (made, atOnce) => {
                const readable = await made.readable();
                const { counts, rowsWhere: again } = await joinedReport(
                    made,
                    made.planned,
                    made.files,
                    atOnce,
                );
                assert.deepEqual(inAnyOrder(counts), inAnyOrder(readable.counts()));
                const expected: string[] = [];
                for (const { row, verdict } of readable.rows())
                    if (isWanted(verdict)) expected.push(`${row.key} ${row.versionId}`);
                const found = await all(again(isWanted));
                assert.deepEqual(
                    found.map(({ key, versionId }) => `${key} ${versionId}`).toSorted(),
                    expected.toSorted(),
                );
            }),
            { numRuns: 100 },
        );
    });
    it("fills one table for all parts, which has room for any of them", async () => {
        const names = Array.from({ length: 10_000 }, (_, index) => `k${index}`);
        const made = new World(names.map((key) => manifestLine(["src", key, "", "1"])).join(""), [
            good(...names),
        ]);
        const tables = await allocatedTables(async () => {
            const joined = await joinedReport(made, made.planned, made.files, 2_000);
            assert.equal(joined.counts?.succeeded.objects, 10_000);
        });
        // 2,000 rows for each of five parts, and eight times the root of it.
        assert.deepEqual(tables, [2_358]);
        assert.deepEqual(
            await allocatedTables(async () => {
                const rows = rowsWhere(made, made.planned, made.files, () => true, 2_000);
                assert.equal((await all(rows)).length, 10_000);
            }),
            [2_358],
        );
    });
});

/** Counts whose examples are whichever the parts came to first. */
const inAnyOrder = (counts: JoinCounts | undefined): unknown => ({
    ...counts,
    findings: counts?.findings.length,
    failedExamples: counts?.failedExamples.length,
    unansweredExamples: counts?.unansweredExamples.length,
});

/** Entries of every table that work makes room for: each has one array of sizes. */
async function allocatedTables(work: () => Promise<void>): Promise<number[]> {
    const real = globalThis.Float64Array;
    const lengths: number[] = [];
    globalThis.Float64Array = new Proxy(real, {
        construct(target, args: [number], newTarget): Float64Array {
            lengths.push(args[0]);
            return Reflect.construct(target, args, newTarget) as Float64Array;
        },
    });
    try {
        await work();
    } finally {
        globalThis.Float64Array = real;
    }
    return lengths;
}
