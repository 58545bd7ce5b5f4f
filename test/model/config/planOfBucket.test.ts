import assert from "node:assert/strict";
import { bucketPlan } from "../../../model/config/planOfBucket";
import { resolveStackConfig } from "../../../model/config/resolveStackConfig";
import { tierRoleKinds } from "../../../model/config/tierRoleKinds";
import type { StackConfig } from "../../../model/config/types";
import { namesOf } from "../../../model/naming/names";
import { context, withChanges } from "./stackFixture";

const select = (prefix: string, more = {}): unknown => ({
    prefixes: [prefix],
    olderThanDays: 90,
    ...more,
});

function stack(): StackConfig {
    return resolveStackConfig(
        withChanges({
            "buckets.acme.ownership": "create",
            "buckets.acme.inventory": { versions: "All" },
            "buckets.acme.tiers": {
                cold: { select: select("a/"), action: { changeClass: "GLACIER_IR" } },
                small: {
                    select: select("b/", { maxSize: "5 GB" }),
                    action: { changeClass: "GLACIER_IR" },
                },
                large: {
                    select: select("c/", { maxSize: 5_000_000_001 }),
                    action: { changeClass: "GLACIER_IR" },
                },
                tagged: {
                    select: select("d/", { tags: { a: "b" } }),
                    action: { copyTo: "vault", storageClass: "GLACIER", keyPrefix: "acme" },
                },
                marked: {
                    select: select("e/"),
                    action: { changeClass: "GLACIER", mechanism: "mark" },
                },
                ruled: {
                    select: select("f/"),
                    action: { changeClass: "GLACIER", mechanism: "lifecycle" },
                },
                team: {
                    select: select("g/"),
                    action: { invoke: "arn:aws:lambda:eu-west-1:111111111111:function:x:live" },
                },
            },
        }),
        context,
    ).config;
}

describe("bucketPlan", () => {
    const config = stack();
    const [bucket] = config.buckets;
    assert.ok(bucket);
    const plan = bucketPlan(config, bucket);

    it("carries what the runtime must know of the bucket", () => {
        assert.deepEqual(
            { ...plan, tiers: plan.tiers.map(({ name }) => name) },
            {
                schemaVersion: 1,
                partition: "aws",
                account: "111111111111",
                region: "eu-west-1",
                stack: "dev",
                bucket: "acme",
                kmsKeyArn: undefined,
                inventory: {
                    id: "archival",
                    format: "CSV",
                    frequency: "Daily",
                    versions: "All",
                    maxAgeHours: 72,
                },
                scaleOut: { minFiles: 20, maxConcurrency: 100, maxRowsPerJob: 32_000_000 },
                tiers: ["cold", "large", "marked", "small", "tagged", "team"],
                lifecycleTiers: [
                    {
                        name: "ruled",
                        priority: 100,
                        select: bucket.tiers.find(({ name }) => name === "ruled")?.select,
                    },
                ],
            },
        );
    });

    it("asks for reports of the format that the stack file names", () => {
        for (const format of ["CSV", "Parquet", "ORC"]) {
            const one = resolveStackConfig(
                withChanges({ "buckets.acme.inventory": { format } }),
                context,
            ).config;
            assert.deepEqual(
                one.buckets.map((each) => bucketPlan(one, each).inventory.format),
                [format],
            );
        }
    });

    it("gives each tier exactly the roles it needs", () => {
        assert.deepEqual(
            Object.fromEntries(bucket.tiers.map((tier) => [tier.name, tierRoleKinds(tier)])),
            {
                cold: ["copy", "invoke", "task"],
                small: ["copy"],
                large: ["copy", "invoke", "task"],
                tagged: ["invoke", "task"],
                marked: ["invoke", "task"],
                ruled: [],
                team: ["invoke"],
            },
        );
        const names = namesOf("archival", config);
        assert.deepEqual(plan.tiers.find(({ name }) => name === "tagged")?.roles, {
            invoke: `arn:aws:iam::111111111111:role/${names.tierRole("acme", "tagged", "invoke")}`,
            task: `arn:aws:iam::111111111111:role/${names.tierRole("acme", "tagged", "task")}`,
        });
    });

    it("names where copies go", () => {
        assert.deepEqual(Object.fromEntries(plan.tiers.map(({ name, target }) => [name, target])), {
            cold: { bucket: "acme", account: "111111111111" },
            large: { bucket: "acme", account: "111111111111" },
            marked: { bucket: "acme", account: "111111111111" },
            small: { bucket: "acme", account: "111111111111" },
            tagged: {
                bucket: "vault-222222222222-eu-west-1",
                account: "222222222222",
                keyPrefix: "acme",
                inventoryId: "archival",
            },
            team: undefined,
        });
    });

    it("survives JSON unchanged but for what is absent", () => {
        const copy = JSON.parse(JSON.stringify(plan)) as unknown;
        assert.deepEqual(JSON.parse(JSON.stringify(copy)), copy);
        assert.deepEqual(Object.keys((copy as typeof plan).tiers[0]?.roles ?? {}), [
            "copy",
            "invoke",
            "task",
        ]);
    });

    it("refuses a config whose vault is not declared", () => {
        assert.throws(() => bucketPlan({ ...config, vaults: [] }, bucket), {
            message:
                'tier "tagged" of bucket "acme" copies to vault "vault", which the config does not declare; resolve the config first',
        });
    });
});
