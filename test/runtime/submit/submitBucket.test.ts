import assert from "node:assert/strict";
import type { BucketPlan } from "../../../model/config/bucketPlan";
import {
    jobIndexKey,
    jobIndexPrefix,
    ledgersPrefix,
    manifestKey,
    manifestsPrefix,
    outcomeKey,
    recordOf,
    runFolder,
} from "../../../model/naming/keys";
import type { RunRecord } from "../../../model/runs/records";
import { verifyChain } from "../../../model/runs/verifyChain";
import { submitBucket } from "../../../runtime/submit/submitBucket";
import { endJob } from "./jobReport";
import { Crash } from "./memoryStores";
import { coldLogs, columns, plan, sourceBucket, SubmitWorld, type Row } from "./submitWorld";

const createdAt = "2026-11-22T01:00:00.000Z";
const rows: readonly Row[] = [
    { Key: "logs/a b+c.txt", VersionId: "" },
    { Key: "logs/é.txt", Size: "6000000000" },
    { Key: "logs/small", Size: "10" },
    { Key: "logs/current/x" },
    { Key: "logs/young", LastModifiedDate: "2026-11-01T00:00:00.000Z" },
    { Key: "logs/old version", IsLatest: "false" },
    { Key: "logs/deleted", IsDeleteMarker: "true", Size: "", StorageClass: "" },
    { Key: "logs/locked", ObjectLockRetainUntilDate: "2027-01-01T00:00:00.000Z" },
    { Key: "logs/frozen", StorageClass: "GLACIER" },
    { Key: "logs/strange", StorageClass: "OUTPOSTS" },
    { Key: "logs/ssec", EncryptionStatus: "SSE-C" },
    { Key: "logs/pending", ReplicationStatus: "PENDING" },
    { Key: "logs/foreign", Bucket: "acme-other" },
    { Key: "logs/unreadable", Size: "many" },
    { Key: "data/a" },
];

const tally = (objects: number, bytes: number): object => ({ objects, bytes });
const ledger = (world: SubmitWorld): string[] =>
    world.audit.keys(ledgersPrefix).map((key) => (world.audit.json(key) as { id: string }).id);
const chainFindings = (world: SubmitWorld): string[] =>
    verifyChain(
        sourceBucket,
        world.audit
            .keys(ledgersPrefix)
            .map((key) => ({ key, bytes: world.audit.objects.get(key)?.bytes ?? Buffer.of() })),
    );

describe("submitBucket", () => {
    it("turns an inventory into manifests, a run record, jobs, an index and a ledger", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt, rows });
        const summary = await submitBucket(world.ports, plan);
        assert.deepEqual(summary.tiers, { "cold-logs": "submit" });
        const [run] = world.runRecords();
        assert.ok(run);
        const manifest = (part: "copy" | "task"): string =>
            world.control.objects
                .get(manifestKey(run.runId, part, 0, "rows-32000000"))
                ?.bytes.toString() ?? "";
        assert.equal(manifest("copy"), "acme-events,logs/a%20b%2Bc.txt,5000\n");
        assert.equal(manifest("task"), "acme-events,logs/%C3%A9.txt,6000000000\n");
        const { scanned, selected, skipped } = run as unknown as Record<string, object>;
        assert.deepEqual(selected, tally(2, 6_000_005_000));
        assert.deepEqual(skipped, {
            "too-small": tally(1, 10),
            excluded: tally(1, 5000),
            "too-young": tally(1, 5000),
            "not-current": tally(1, 5000),
            "delete-marker": tally(1, 0),
            locked: tally(1, 5000),
            "storage-class": tally(2, 10000),
            "encrypted-with-customer-key": tally(1, 5000),
            replication: tally(1, 5000),
            "other-bucket": tally(1, 5000),
            "unreadable-row": tally(1, 0),
            prefix: tally(1, 5000),
        });
        assert.deepEqual(scanned, tally(15, 6_000_005_010 + 10 * 5000));
        assert.deepEqual(world.control.keys(jobIndexPrefix), ["job-1", "job-2"].map(jobIndexKey));
        assert.deepEqual(ledger(world), [
            `${run.runId}/selected`,
            `${run.runId}/job-copy-0`,
            `${run.runId}/job-task-0`,
        ]);
        assert.deepEqual(chainFindings(world), []);
        assert.deepEqual(world.metrics, [
            "inventoryAgeHours 5",
            "unreadableRows 1",
            "objectsSelected 2",
            "bytesSelected 6000005000",
        ]);
        assert.match(
            run.reasons.join(),
            /^1 of 15 rows cannot be read and select nothing, e\.g\. .* near row 14: Size must be a number/,
        );
        assert.equal(world.notices.length, 0);
    });

    it("does nothing new for the same event again", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt, rows });
        await submitBucket(world.ports, plan);
        const before = [world.control.keys(), world.audit.keys(), world.jobs.byToken.size];
        const again = await submitBucket(world.ports, plan);
        assert.deepEqual(again.tiers, { "cold-logs": "submit before" });
        assert.deepEqual(
            [world.control.keys(), world.audit.keys(), world.jobs.byToken.size],
            before,
        );
    });

    it("makes one run and one job of ten submits at once", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt, rows: [{ Key: "logs/a" }] });
        await Promise.all(Array.from({ length: 10 }, () => submitBucket(world.ports, plan)));
        assert.equal(world.runRecords().length, 1);
        assert.equal(world.jobs.byToken.size, 1);
        const [run] = world.runRecords();
        assert.deepEqual(ledger(world), [`${run?.runId}/selected`, `${run?.runId}/job-copy-0`]);
        assert.deepEqual(chainFindings(world), []);
        assert.deepEqual(
            world.metrics.filter((metric) => metric.startsWith("objects")),
            ["objectsSelected 1"],
        );
    });

    it("loses nothing and repeats nothing when it crashes at any step", async () => {
        const whole = new SubmitWorld();
        whole.deliver({ createdAt, rows });
        await submitBucket(whole.ports, plan);
        assert.ok(whole.faults.calls >= 10);
        for (let crashAt = 1; crashAt <= whole.faults.calls; crashAt++)
            for (const when of ["before", "after"] as const) {
                const world = new SubmitWorld();
                world.deliver({ createdAt, rows });
                world.faults.crashAt = crashAt;
                world.faults.when = when;
                await assert.rejects(
                    () => submitBucket(world.ports, plan),
                    (error: AggregateError) => (error.errors[0] as Error).cause instanceof Crash,
                );
                const where = `${when} call ${crashAt}: ${whole.faults.log[crashAt - 1]}`;
                assert.equal(world.manifests.open_, 0, where);
                await submitBucket(world.ports, plan);
                assert.deepEqual(world.control.keys(), whole.control.keys(), where);
                assert.deepEqual(ledger(world), ledger(whole), where);
                assert.equal(world.jobs.byToken.size, 2, where);
                assert.deepEqual(chainFindings(world), [], where);
            }
    }).timeout(30_000);

    it("waits while an earlier run of the tier has an open job, and until a scan began after it ended", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt, rows: [{ Key: "logs/a" }] });
        await submitBucket(world.ports, plan);
        const [first] = world.runRecords();
        assert.ok(first);
        world.now_ = new Date("2026-11-23T06:00:00.000Z");
        world.deliver({ createdAt: "2026-11-23T01:00:00.000Z", rows: [{ Key: "logs/a" }] });
        const waits = await submitBucket(world.ports, plan);
        assert.deepEqual(waits.tiers, {
            "cold-logs": `waits: run ${first.runId.slice(0, 12)} still has open jobs: copy-0`,
        });
        const outcome = (endedAt: string): void => {
            world.control.put(
                outcomeKey(runFolder(sourceBucket, "cold-logs", first.runId), "copy", 0),
                JSON.stringify({
                    kind: "outcome",
                    schemaVersion: 1,
                    part: "copy",
                    attempt: 0,
                    endedAt,
                    tasks: { total: 1, succeeded: 0, failed: 1 },
                }),
            );
        };
        outcome("2026-11-23T02:00:00.000Z");
        const late = await submitBucket(world.ports, plan);
        assert.deepEqual(late.tiers, {
            "cold-logs":
                `waits: run ${first.runId.slice(0, 12)} ended 2026-11-23T02:00:00.000Z, ` +
                "after this inventory's scan began (2026-11-23T01:00:00.000Z)",
        });
        assert.equal(world.runRecords().length, 1);
        outcome("2026-11-22T23:00:00.000Z");
        const goes = await submitBucket(world.ports, plan);
        assert.deepEqual(goes.tiers, { "cold-logs": "submit" });
    });

    it("waits for an open job however old it is, and for nothing once it has ended", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt, rows: [{ Key: "logs/a" }] });
        await submitBucket(world.ports, plan);
        const runId = world.runRecords()[0]?.runId.slice(0, 12) ?? "";
        world.now_ = new Date("2027-03-01T06:00:00.000Z");
        world.deliver({ createdAt: "2027-03-01T01:00:00.000Z", rows: [{ Key: "logs/a" }] });
        assert.deepEqual((await submitBucket(world.ports, plan)).tiers, {
            "cold-logs": `waits: run ${runId} still has open jobs: copy-0`,
        });
        endJob(world, "job-1", "2027-02-28T00:00:00.000Z");
        assert.deepEqual((await submitBucket(world.ports, plan)).tiers, {
            "cold-logs": "submit",
        });
    });

    it("waits for a run that another submit began while this one was reading", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt, rows: [{ Key: "logs/a" }] });
        const limited = { ...plan, tiers: [{ ...coldLogs, limits: { maxObjects: 5 } }] };
        let meanwhile: Promise<unknown> | undefined;
        const read = world.control.stream.bind(world.control);
        world.control.stream = async (key) => {
            if (meanwhile === undefined) {
                meanwhile = Promise.resolve();
                await submitBucket(world.ports, plan);
            }
            return read(key);
        };
        const { tiers } = await submitBucket(world.ports, limited);
        assert.match(tiers["cold-logs"] ?? "", /^waits: run .* still has open jobs: copy-0$/);
        assert.equal(world.jobs.byToken.size, 1);
        assert.equal(world.manifests.open_, 0);
    });

    it("finishes the job of an older run that crashed before CreateJob", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt, rows: [{ Key: "logs/a" }] });
        // turn, manifest, run record, notice mark, ledger: the sixth change is CreateJob.
        world.faults.crashAt = 6;
        await assert.rejects(() => submitBucket(world.ports, plan));
        assert.equal(world.faults.log.at(-1), "CreateJob");
        world.now_ = new Date("2026-11-23T06:00:00.000Z");
        world.deliver({ createdAt: "2026-11-23T01:00:00.000Z", rows: [{ Key: "logs/a" }] });
        const summary = await submitBucket(world.ports, plan);
        assert.match(summary.tiers["cold-logs"] ?? "", /^waits: .* open jobs: copy-0$/);
        assert.deepEqual(world.control.keys(jobIndexPrefix), [jobIndexKey("job-1")]);
        assert.equal(world.runRecords().length, 1);
    });

    describe("refuses with a record that says why, a metric and no job", () => {
        const refusals: readonly [
            name: string,
            delivery: Partial<Parameters<SubmitWorld["deliver"]>[0]>,
            reason: RegExp,
            metrics?: readonly string[],
        ][] = [
            [
                "an age beyond the limit",
                { createdAt: "2026-11-10T01:00:00.000Z" },
                /^inventory of 2026-11-10T01:00:00.000Z: at most 72 hours old may be used, got 293\.0/,
                ["inventoryAgeHours 293", "inventoriesStale 1"],
            ],
            [
                "a wrong checksum",
                { checksum: "00000000000000000000000000000000" },
                /manifest\.json: MD5 must be "0{32}" as manifest\.checksum says, got "[0-9a-f]{32}"/,
                [],
            ],
            [
                "missing columns",
                {
                    columns: columns.filter(
                        (name) => name !== "StorageClass" && name !== "LastModifiedDate",
                    ),
                },
                /^fileSchema must have the columns this tier needs, got none of LastModifiedDate, StorageClass/,
            ],
            [
                "another bucket's name",
                { sourceBucket: "acme-other" },
                /manifest\.json: sourceBucket must be "acme-events", got "acme-other"/,
                [],
            ],
            [
                "an inventory that was made for another destination",
                { destinationBucket: "arn:aws:s3:::elsewhere" },
                /manifest\.json: destinationBucket must be "arn:aws:s3:::control", where it lies, got "arn:aws:s3:::elsewhere"/,
                [],
            ],
            [
                "a format that cannot be read",
                { format: "Avro" },
                /fileFormat must be one of CSV, ORC, Parquet, got "Avro"/,
                [],
            ],
            [
                "an inventory of which no row can be read",
                { rows: [{ Key: "logs/a", Size: "abc" }] },
                /^data file .*: rows must be as fileSchema says, got 1 rows in the inventory and none/,
            ],
            [
                "a truncated data file",
                { dataFile: (bytes) => bytes.subarray(0, bytes.length - 20) },
                /^data file .*: must (have the \d+ bytes that manifest.json lists|be gzip)/,
            ],
            [
                "an altered data file",
                {
                    dataFile: (bytes) => {
                        const altered = Buffer.from(bytes);
                        // The operating system byte of the gzip header: everything else stays readable.
                        altered[9] = (altered[9] ?? 0) ^ 1;
                        return altered;
                    },
                },
                /^data file .*: MD5 must be [0-9a-f]{32} as manifest\.json lists/,
            ],
        ];
        for (const [name, delivery, reason, metrics = ["inventoryAgeHours 5"]] of refusals)
            it(name, async () => {
                const world = new SubmitWorld();
                world.deliver({ createdAt, rows, ...delivery });
                const summary = await submitBucket(world.ports, plan);
                assert.deepEqual(summary.tiers, { "cold-logs": "refused" });
                const runs = world.runRecords();
                assert.deepEqual(
                    runs.map(({ decision }) => decision),
                    ["refused"],
                );
                assert.match(runs[0]?.reasons[0] ?? "", reason);
                assert.deepEqual(world.metrics, [...metrics, "runsRefused 1"]);
                assert.equal(world.jobs.byToken.size, 0);
                assert.deepEqual(world.control.keys(manifestsPrefix), []);
                assert.equal(world.manifests.open_, 0);
                assert.deepEqual(ledger(world), [`${runs[0]?.runId}/selected`]);
                assert.deepEqual(
                    world.notices.map(({ subject }) => subject),
                    ["archival: acme-events/cold-logs was refused"],
                );
                await submitBucket(world.ports, plan);
                assert.equal(world.runRecords().length, 1);
                assert.equal(world.notices.length, 1);
            });
    });

    for (const [mechanism, harm] of [
        ["copy", "a copy in place would bring an old version back as the current one"],
        ["mark", "a mark would tag the current version of the key instead of the old one"],
    ] as const)
        it(`refuses noncurrent versions by ${mechanism}, also when a plan asks for them`, async () => {
            const noncurrent: BucketPlan = {
                ...plan,
                tiers: [
                    {
                        ...coldLogs,
                        select: { ...coldLogs.select, versions: "noncurrent" },
                        action: { kind: "changeClass", storageClass: "GLACIER", mechanism },
                    },
                ],
            };
            const world = new SubmitWorld(noncurrent);
            world.deliver({ createdAt, rows });
            const summary = await submitBucket(world.ports, noncurrent);
            assert.deepEqual(summary.tiers, { "cold-logs": "refused" });
            assert.deepEqual(world.runRecords()[0]?.reasons, [
                `select.versions "noncurrent" must not be changed in place by a job: ${harm}; ` +
                    "use mechanism lifecycle or copyTo a vault",
            ]);
            assert.equal(world.jobs.byToken.size, 0);
        });

    for (const [name, damage] of [
        ["checksum is wrong", { checksum: "deadbeef" }],
        ["data file is truncated", { dataFile: (bytes: Buffer) => bytes.subarray(0, -5) }],
        ["rows are of another bucket", { sourceBucket: "acme-other" }],
    ] as const)
        it(`uses no older inventory when the newest committed one's ${name}`, async () => {
            const world = new SubmitWorld();
            world.deliver({ createdAt: "2026-11-21T01:00:00.000Z", rows: [{ Key: "logs/a" }] });
            world.deliver({ createdAt, rows, ...damage });
            world.deliver({ createdAt: "2026-11-22T02:00:00.000Z", rows, checksum: null });
            const summary = await submitBucket(world.ports, plan);
            assert.deepEqual(summary.tiers, { "cold-logs": "refused" });
            const runs = world.runRecords() as unknown as RunRecord[];
            assert.deepEqual(
                runs.map(({ decision, inventory }) => [decision, inventory.createdAt]),
                [["refused", createdAt]],
            );
            assert.equal(world.jobs.byToken.size, 0);
            world.deliver({ createdAt: "2026-11-22T02:00:00.000Z", rows });
            assert.deepEqual((await submitBucket(world.ports, plan)).tiers, {
                "cold-logs": "submit",
            });
        });

    it("uses the newest committed inventory while a newer one is still being delivered", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt: "2026-11-21T01:00:00.000Z", rows: [{ Key: "logs/a" }] });
        world.deliver({ createdAt, rows, checksum: null });
        const summary = await submitBucket(world.ports, plan);
        assert.deepEqual(summary.tiers, { "cold-logs": "submit" });
        assert.match(summary.inventory ?? "", /2026-11-21T01-00Z/);
    });

    it("finishes what a crash left half done although the newest inventory is refused", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt: "2026-11-21T01:00:00.000Z", rows: [{ Key: "logs/a" }] });
        const dead = { ...world.ports.jobs, create: () => Promise.reject(new Crash("dead")) };
        await assert.rejects(() => submitBucket({ ...world.ports, jobs: dead }, plan));
        assert.equal(world.jobs.byToken.size, 0);
        world.deliver({ createdAt, rows, checksum: "deadbeef" });
        await submitBucket(world.ports, plan);
        assert.equal(world.jobs.byToken.size, 1);
    });

    it("runs after a refusal once the same inventory is whole", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt, rows, dataFile: (bytes) => bytes.subarray(0, 40) });
        await submitBucket(world.ports, plan);
        world.deliver({ createdAt, rows });
        assert.deepEqual((await submitBucket(world.ports, plan)).tiers, { "cold-logs": "submit" });
    });

    it("holds a run that passes limits, with every reason, and stores no manifest", async () => {
        const limited: BucketPlan = {
            ...plan,
            tiers: [
                { ...coldLogs, limits: { maxObjects: 1, maxBytes: 9999, maxShareOfBucket: 0.5 } },
            ],
        };
        const world = new SubmitWorld(limited);
        world.deliver({ createdAt, rows: [{ Key: "logs/a" }, { Key: "logs/b" }, { Key: "x" }] });
        const summary = await submitBucket(world.ports, limited);
        assert.deepEqual(summary.tiers, { "cold-logs": "held" });
        const advice = "raise the limit or narrow the selection";
        assert.deepEqual(world.runRecords()[0]?.reasons, [
            `limits.maxObjects: at most 1 may be selected at once, got 2; ${advice}`,
            `limits.maxBytes: at most 9999 may be selected at once, got 10000; ${advice}`,
            `limits.maxShareOfBucket: at most 0.5 may be selected at once, got 0.666667; ${advice}`,
        ]);
        assert.deepEqual(world.control.keys(manifestsPrefix), []);
        assert.equal(world.jobs.byToken.size, 0);
        assert.ok(world.metrics.includes("runsHeld 1"));
        assert.equal(world.notices[0]?.subject, "archival: acme-events/cold-logs passed a limit");
    });

    it("records an empty selection as such", async () => {
        const world = new SubmitWorld();
        world.deliver({ createdAt, rows: [{ Key: "x" }, { Key: "y" }] });
        await submitBucket(world.ports, plan);
        assert.deepEqual(world.runRecords()[0]?.reasons, [
            "none of 2 rows is selected; most often: prefix 2",
        ]);
        assert.ok(world.metrics.includes("emptySelections 1"));
        assert.equal(world.jobs.byToken.size, 0);
        assert.deepEqual(
            world.notices.map(({ subject }) => subject),
            ["archival: acme-events/cold-logs selects nothing"],
        );
        await submitBucket(world.ports, plan);
        assert.equal(world.notices.length, 1);
    });

    it("is silent about an empty selection of a tier whose objects are archived", async () => {
        const world = new SubmitWorld();
        world.deliver({
            createdAt,
            rows: [{ Key: "x" }, { Key: "logs/a", StorageClass: "GLACIER_IR" }],
        });
        const { tiers } = await submitBucket(world.ports, plan);
        assert.deepEqual(tiers, { "cold-logs": "empty" });
        assert.deepEqual(world.metrics, ["inventoryAgeHours 5"]);
        assert.deepEqual(world.notices, []);
    });

    it("notices that an inventory has shrunk", async () => {
        const world = new SubmitWorld();
        const many = Array.from({ length: 9 }, (_, index) => ({ Key: `x${index}` }));
        world.deliver({ createdAt: "2026-11-21T01:00:00.000Z", rows: many });
        await submitBucket(world.ports, plan);
        world.deliver({ createdAt, rows: [{ Key: "logs/a" }] });
        await submitBucket(world.ports, plan);
        assert.ok(world.metrics.includes("inventoryShrunk 1"));
        const submitted = world.runRecords().find(({ decision }) => decision === "submit");
        assert.match(submitted?.reasons[0] ?? "", /lists 1 rows, fewer than half of the 9/);
    });

    it("tells the approver the plan once and asks Batch Operations to wait", async () => {
        const careful: BucketPlan = { ...plan, tiers: [{ ...coldLogs, approval: "required" }] };
        const world = new SubmitWorld(careful);
        world.deliver({ createdAt, rows });
        await submitBucket(world.ports, careful);
        await submitBucket(world.ports, careful);
        assert.deepEqual(
            world.notices.map(({ subject }) => subject),
            ["archival: approve acme-events/cold-logs"],
        );
        assert.match(world.notices[0]?.message ?? "", /selected 2 with 6000005000 bytes/);
        for (const { planned } of world.jobs.byToken.values())
            assert.equal(planned.request["ConfirmationRequired"], true);
    });

    it("does not lose the approver's notice when it crashes at any step", async () => {
        const careful: BucketPlan = { ...plan, tiers: [{ ...coldLogs, approval: "required" }] };
        const subject = "archival: approve acme-events/cold-logs";
        const whole = new SubmitWorld(careful);
        whole.deliver({ createdAt, rows });
        await submitBucket(whole.ports, careful);
        assert.ok(whole.faults.log.includes(`notify ${subject}`));
        for (let crashAt = 1; crashAt <= whole.faults.calls; crashAt++)
            for (const when of ["before", "after"] as const)
                // What comes next is the event again, or only the next day's inventory.
                for (const next of ["event", "inventory"] as const) {
                    const world = new SubmitWorld(careful);
                    world.deliver({ createdAt, rows });
                    world.faults.crashAt = crashAt;
                    world.faults.when = when;
                    await assert.rejects(() => submitBucket(world.ports, careful));
                    if (next === "inventory") {
                        world.now_ = new Date("2026-11-23T06:00:00.000Z");
                        world.deliver({ createdAt: "2026-11-23T01:00:00.000Z", rows });
                    }
                    await submitBucket(world.ports, careful);
                    await submitBucket(world.ports, careful);
                    const told = world.notices.length;
                    const call = whole.faults.log[crashAt - 1] ?? "";
                    const where = `${when} ${call}, then the ${next}`;
                    const isRepeated =
                        (call.startsWith("notify") && when === "after") ||
                        (recordOf(call.replace("create ", ""))?.kind === "runNotice" &&
                            when === "before");
                    assert.equal(told, isRepeated ? 2 : 1, where);
                    assert.ok(
                        world.notices.every((notice) => notice.subject === subject),
                        where,
                    );
                }
    }).timeout(30_000);

    it("tells of a held run that crashed before its notice, also when only the next inventory comes", async () => {
        const limited: BucketPlan = {
            ...plan,
            tiers: [{ ...coldLogs, limits: { maxObjects: 1 } }],
        };
        const world = new SubmitWorld(limited);
        world.deliver({ createdAt, rows });
        // The run record, then the notice.
        world.faults.crashAt = 2;
        await assert.rejects(() => submitBucket(world.ports, limited));
        assert.match(world.faults.log.at(-1) ?? "", /^notify /);
        assert.equal(world.notices.length, 0);
        world.now_ = new Date("2026-11-23T06:00:00.000Z");
        world.deliver({ createdAt: "2026-11-23T01:00:00.000Z", rows: [{ Key: "logs/a" }] });
        await submitBucket(world.ports, limited);
        await submitBucket(world.ports, limited);
        assert.deepEqual(
            world.notices.map(({ subject }) => subject),
            ["archival: acme-events/cold-logs passed a limit"],
        );
    });

    it("names versions towards a vault, null ones as null, and never in place", async () => {
        const vaulted: BucketPlan = {
            ...plan,
            tiers: [
                {
                    ...coldLogs,
                    action: { kind: "copyTo", vault: "v", storageClass: "DEEP_ARCHIVE" },
                    target: { bucket: "vault", account: "222222222222", inventoryId: "archival" },
                },
            ],
        };
        const world = new SubmitWorld(vaulted);
        world.deliver({ createdAt, rows: [{ Key: "logs/a" }, { Key: "logs/b", VersionId: "" }] });
        await submitBucket(world.ports, vaulted);
        const [key] = world.control.keys(manifestsPrefix);
        assert.equal(
            world.control.objects.get(key ?? "")?.bytes.toString(),
            "acme-events,logs/a,v1,5000\nacme-events,logs/b,null,5000\n",
        );
    });

    it("lets lifecycle tiers and waiting tiers keep their objects from later ones", async () => {
        const layered: BucketPlan = {
            ...plan,
            tiers: [{ ...coldLogs, select: { ...coldLogs.select, prefixes: [] } }],
            lifecycleTiers: [
                {
                    name: "raw",
                    priority: 5,
                    select: { ...coldLogs.select, prefixes: ["logs/raw/"] },
                },
            ],
        };
        const world = new SubmitWorld(layered);
        world.deliver({ createdAt, rows: [{ Key: "logs/raw/a" }, { Key: "logs/b" }] });
        await submitBucket(world.ports, layered);
        const [run] = world.runRecords() as unknown as { skipped: object; selected: object }[];
        assert.deepEqual(run?.selected, tally(1, 5000));
        assert.deepEqual(run.skipped, { "taken-by-earlier-tier": tally(1, 5000) });
    });

    it("carries on with the other tiers when one fails, and names it", async () => {
        const broken: BucketPlan = {
            ...plan,
            tiers: [
                { ...coldLogs, name: "broken", priority: 1, roles: {} },
                { ...coldLogs, select: { ...coldLogs.select, prefixes: ["data/"] } },
            ],
        };
        const world = new SubmitWorld(broken);
        world.deliver({ createdAt, rows: [{ Key: "logs/a" }, { Key: "data/a" }] });
        await assert.rejects(
            () => submitBucket(world.ports, broken),
            /^AggregateError: acme-events\/broken: tier "broken": roles\.copy must be in the bucket's plan/,
        );
        assert.equal(world.runRecords()[0]?.decision, "submit");
    });
});
