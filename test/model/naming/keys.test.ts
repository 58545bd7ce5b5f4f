import assert from "node:assert/strict";
import {
    bucketOfConfigKey,
    compareParts,
    configKey,
    doneListKey,
    doneListPrefix,
    inventoryFolder,
    jobIndexKey,
    jobKey,
    jobName,
    jobOfName,
    ledgerKey,
    cutByRows,
    cutByScan,
    manifestKey,
    manifestPiecesKey,
    outcomeKey,
    outcomeNoticeKey,
    proofKey,
    recordOf,
    reportPrefix,
    runFolder,
    runKey,
    runNoticeKey,
} from "../../../model/naming/keys";

const runId = "a1".repeat(32);
const folder = runFolder("acme.events", "cold-logs-2", runId);

describe("keys", () => {
    it("are these: what is stored under them outlives every version of the program", () => {
        assert.deepEqual(
            [
                configKey("b"),
                inventoryFolder("b", "archival"),
                manifestKey("r", "copy", 1),
                manifestKey("r", "copy", 0, cutByRows(7)),
                manifestPiecesKey("r", "task2", 0, cutByScan("0123456789abcdef".repeat(4))),
                runKey(runFolder("b", "t", "r")),
                runNoticeKey("f/"),
                proofKey("f/"),
                jobKey("f/", "task", 0),
                outcomeKey("f/", "copy", 12),
                outcomeNoticeKey("f/", "copy", 0),
                doneListKey(doneListPrefix("b", "d"), "2026-11-22T01:00:00.000Z", "r"),
                jobIndexKey("j"),
                reportPrefix("r"),
                ledgerKey("b", 7),
            ],
            [
                "config/b.json",
                "inventory/b/archival/",
                "manifests/r/copy-1.csv",
                "manifests/r/rows-7/copy-0.csv",
                "manifests/r/scan-0123456789abcdef/task2-0.pieces.json",
                "runs/b/t/r/run.json",
                "f/notice-run.json",
                "f/proof.json",
                "f/job-task-0.json",
                "f/outcome-copy-12.json",
                "f/notice-copy-0.json",
                "runs/_done/b/d/2026-11-22T01:00:00.000Z-r.bin",
                "jobs/j.json",
                "reports/r",
                "ledger/b/000000000007.json",
            ],
        );
    });

    it("of a run's records are read back", () => {
        const of = { folder, runId };
        assert.deepEqual(recordOf(runKey(folder)), { ...of, kind: "run" });
        assert.deepEqual(recordOf(runNoticeKey(folder)), { ...of, kind: "runNotice" });
        assert.deepEqual(recordOf(proofKey(folder)), { ...of, kind: "proof" });
        for (const part of ["copy", "task", "copy2", "task123"] as const)
            for (const attempt of [0, 12]) {
                const job = jobName({ part, attempt });
                assert.deepEqual(recordOf(jobKey(folder, part, attempt)), {
                    ...of,
                    kind: "job",
                    job,
                });
                assert.deepEqual(recordOf(outcomeKey(folder, part, attempt)), {
                    ...of,
                    kind: "outcome",
                    job,
                });
                assert.deepEqual(recordOf(outcomeNoticeKey(folder, part, attempt)), {
                    ...of,
                    kind: "outcomeNotice",
                    job,
                });
                assert.deepEqual(jobOfName(job), { part, attempt });
            }
    });

    it("that only look like records are none", () => {
        const done = doneListPrefix("b", "d");
        for (const key of [
            folder,
            `${folder}job.json`,
            `${folder}job-copy-01.json`,
            `${folder}job-lambda-0.json`,
            `${folder}more/run.json`,
            `${folder}run.json.bak`,
            `x${runKey(folder)}`,
            doneListKey(done, "2026-11-22T01:00:00.000Z", runId),
            `${done}run.json`,
        ])
            assert.equal(recordOf(key), undefined, key);
        for (const name of ["", "copy", "copy-", "move-0", "copy-0 "])
            assert.equal(jobOfName(name), undefined, name);
    });

    it("of plans tell their bucket", () => {
        assert.equal(bucketOfConfigKey(configKey("a.json")), "a.json");
        for (const key of ["config/", "config/a", "other/a.json"])
            assert.equal(bucketOfConfigKey(key), undefined, key);
    });
});

describe("compareParts", () => {
    it("puts copies before tasks, each in the order of their numbers", () => {
        const parts = ["task10", "copy2", "task", "copy", "task2", "copy10", "copy999999"] as const;
        assert.deepEqual(parts.toSorted(compareParts), [
            "copy",
            "copy2",
            "copy10",
            "copy999999",
            "task",
            "task2",
            "task10",
        ]);
    });
});
