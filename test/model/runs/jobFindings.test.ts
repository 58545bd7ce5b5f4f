import assert from "node:assert/strict";
import {
    approvalExpiringDays,
    approvalLimitDays,
    jobFindings,
    stuckAfterHours,
} from "../../../model/runs/jobFindings";

const now = new Date("2026-11-22T12:00:00.000Z");
const minute = 60_000;
const hour = 60 * minute;
const ago = (milliseconds: number): Date => new Date(now.getTime() - milliseconds);

describe("jobFindings", () => {
    it("leaves the event of an ended job a quarter of an hour", () => {
        const old = { status: "Complete", createdAt: ago(9 * hour) };
        const late = { ...old, endedAt: ago(15 * minute + 1) };
        const fresh = { ...old, endedAt: ago(15 * minute) };
        const undated = { ...old, status: "Failed" };
        assert.deepEqual(jobFindings([late, fresh, undated], now).ended, [late, undated]);
    });

    it("takes only what waits for a person for waiting, and warns before the service gives up", () => {
        const expiring = { status: "Suspended", createdAt: ago(approvalExpiringDays * 24 * hour) };
        const waiting = {
            status: "Suspended",
            createdAt: ago(approvalExpiringDays * 24 * hour - 1),
        };
        const found = jobFindings([expiring, waiting, { ...expiring, status: "Active" }], now);
        assert.deepEqual(found.awaitingApproval, [expiring, waiting]);
        assert.deepEqual(found.expiring, [expiring]);
        assert.ok(approvalExpiringDays < approvalLimitDays);
    });

    it("takes jobs that have not begun for more than a day for stuck, and none that runs or waits", () => {
        const createdAt = ago(stuckAfterHours * hour + 1);
        const jobs = ["New", "Preparing", "Ready", "Active", "Suspended", "Complete"].map(
            (status) => ({ status, createdAt }),
        );
        assert.deepEqual(jobFindings(jobs, now).stuck, jobs.slice(0, 3));
        const young = { status: "Ready", createdAt: ago(stuckAfterHours * hour) };
        assert.deepEqual(jobFindings([young], now).stuck, []);
    });
});
