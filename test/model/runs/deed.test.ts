import assert from "node:assert/strict";
import type { TierPlan } from "../../../model/config/bucketPlan";
import { deedOfJob, deedOfTier } from "../../../model/runs/deed";
import { plannedJob } from "../../../model/runs/plannedJob";
import type { PlannedJob } from "../../../model/runs/records";
import { coldLogs, plan } from "../../runtime/submit/submitWorld";

const planned = (tier: TierPlan, part: "copy" | "task"): PlannedJob =>
    plannedJob({
        surroundings: {
            stack: "dev",
            partition: "aws",
            account: plan.account,
            controlBucket: "control",
            auditBucket: "audit",
            taskFunctionArn: "arn:aws:lambda:eu-west-1:111111111111:function:task:1",
        },
        plan,
        tier,
        runId: "0".repeat(64),
        inventoryCreatedAt: "2026-11-22T01:00:00.000Z",
        part,
        manifest: {
            key: "m",
            etag: "e",
            fields: ["Bucket", "Key"],
            rows: 1,
            bytes: 1,
            sha256: "s",
        },
    });

const toVault = (keyPrefix?: string): TierPlan => ({
    ...coldLogs,
    action: { kind: "copyTo", vault: "v", storageClass: "DEEP_ARCHIVE", keyPrefix },
    target: { bucket: "vault", account: "222222222222", keyPrefix, inventoryId: "archival" },
});
const calling = (given: Record<string, string>): TierPlan => ({
    ...coldLogs,
    action: {
        kind: "invoke",
        functionArn: "arn:aws:lambda:eu-west-1:1:function:f:7",
        arguments: given,
    },
    target: undefined,
});

const ourNames = { taskRoleArn: "arn:team", mode: "copy", targetBucket: "b", storageClass: "x" };

describe("deed", () => {
    const tiers: readonly [string, TierPlan, readonly ("copy" | "task")[]][] = [
        ["a copy to a vault", toVault(), ["copy", "task"]],
        ["a copy under a prefix", toVault("from/events"), ["copy", "task"]],
        ["a team's function with arguments", calling({ b: "2", a: "1" }), ["task"]],
        ["a team's function without", calling({}), ["task"]],
        ["a team's function with arguments named like ours", calling(ourNames), ["task"]],
    ];
    for (const [name, tier, parts] of tiers)
        it(`of ${name} is read back from every job it makes`, () => {
            const deed = deedOfTier(tier);
            assert.ok(deed);
            for (const part of parts) assert.equal(deedOfJob(planned(tier, part)), deed);
        });

    it("is another for every other thing done", () => {
        const deeds = tiers.map(([, tier]) => deedOfTier(tier));
        assert.equal(new Set(deeds).size, tiers.length);
    });

    it("of a change of class is none, in place or marked", () => {
        const marking: TierPlan = {
            ...coldLogs,
            action: { kind: "changeClass", storageClass: "DEEP_ARCHIVE", mechanism: "mark" },
        };
        for (const tier of [coldLogs, marking]) {
            assert.equal(deedOfTier(tier), undefined);
            assert.equal(deedOfJob(planned(tier, "task")), undefined);
        }
        assert.equal(deedOfJob(planned(coldLogs, "copy")), undefined);
    });
});
