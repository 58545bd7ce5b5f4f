import assert from "node:assert/strict";
import { lifecycleRules } from "../../../model/config/lifecycleRules";
import { resolveStackConfig } from "../../../model/config/resolveStackConfig";
import type { BucketConfig } from "../../../model/config/types";
import { context, withChanges } from "./stackFixture";

function bucketOf(bucket: unknown): BucketConfig {
    const { config } = resolveStackConfig(
        withChanges({ "buckets.acme": bucket, vaults: {} }),
        context,
    );
    const [found] = config.buckets;
    assert.ok(found);
    return found;
}

describe("lifecycleRules", () => {
    const managed = bucketOf({
        ownership: "create",
        lifecycle: {
            rules: {
                "expire-tmp": { prefix: "tmp/", expirationDays: 7 },
                "old-versions": { status: "Disabled", noncurrentExpirationDays: 90 },
            },
        },
        tiers: {
            marked: {
                priority: 20,
                select: {
                    prefixes: ["curated/"],
                    olderThanDays: 90,
                    minSize: "1 MiB",
                    maxSize: "1 GiB",
                },
                action: { changeClass: "DEEP_ARCHIVE", mechanism: "mark" },
            },
            raw: {
                priority: 10,
                select: {
                    prefixes: ["raw/", "landing/"],
                    olderThanDays: 60,
                    tags: { kind: "raw", keep: "no" },
                },
                action: { changeClass: "GLACIER", mechanism: "lifecycle" },
            },
            copied: {
                select: { prefixes: ["logs/"], olderThanDays: 60 },
                action: { changeClass: "GLACIER_IR" },
            },
        },
    });

    it("merges declared rules, the tiers' own by priority, and the end of abandoned uploads", () => {
        assert.deepEqual(lifecycleRules(managed), [
            { id: "expire-tmp", status: "Enabled", prefix: "tmp/", expirationDays: 7 },
            { id: "old-versions", status: "Disabled", noncurrentExpirationDays: 90 },
            ...["raw/", "landing/"].map((prefix, i) => ({
                id: `archival-raw.${i + 1}`,
                status: "Enabled",
                prefix,
                tags: { kind: "raw", keep: "no" },
                objectSizeGreaterThan: 131071,
                transitions: [{ days: 60, storageClass: "GLACIER" }],
            })),
            {
                id: "archival-marked",
                status: "Enabled",
                prefix: "curated/",
                tags: { "archival-tier": "DEEP_ARCHIVE" },
                objectSizeGreaterThan: 1048575,
                objectSizeLessThan: 1073741825,
                transitions: [{ days: 90, storageClass: "DEEP_ARCHIVE" }],
            },
            {
                id: "archival-abort-uploads",
                status: "Enabled",
                abortIncompleteMultipartUploadDays: 7,
            },
        ]);
    });

    it("is empty where lifecycle is not managed", () => {
        assert.deepEqual(
            lifecycleRules({ ...managed, lifecycle: { ...managed.lifecycle, manage: false } }),
            [],
        );
    });

    it("moves noncurrent versions by the days since they became so", () => {
        const bucket = bucketOf({
            ownership: "create",
            inventory: { versions: "All" },
            tiers: {
                old: {
                    select: { olderThanDays: 30, versions: "noncurrent" },
                    action: { changeClass: "GLACIER", mechanism: "lifecycle" },
                },
            },
        });
        assert.deepEqual(lifecycleRules(bucket)[0], {
            id: "archival-old",
            status: "Enabled",
            prefix: undefined,
            tags: undefined,
            objectSizeGreaterThan: 131071,
            noncurrentTransitions: [{ noncurrentDays: 30, storageClass: "GLACIER" }],
        });
    });

    it("waits the 30 days of STANDARD_IA when objects are marked earlier", () => {
        const bucket = bucketOf({
            ownership: "create",
            tiers: {
                soon: {
                    select: { olderThanDays: 5 },
                    action: { changeClass: "STANDARD_IA", mechanism: "mark" },
                },
            },
        });
        assert.deepEqual(lifecycleRules(bucket)[0]?.transitions, [
            { days: 30, storageClass: "STANDARD_IA" },
        ]);
    });

    it("leaves uploads to a declared rule for the whole bucket, and to no narrower one", () => {
        const idsWith = (rule: unknown): string[] =>
            lifecycleRules(
                bucketOf({ ownership: "create", lifecycle: { rules: { uploads: rule } } }),
            ).map(({ id }) => id);
        assert.deepEqual(idsWith({ abortIncompleteMultipartUploadDays: 2 }), ["uploads"]);
        assert.deepEqual(idsWith({ prefix: "a/", abortIncompleteMultipartUploadDays: 2 }), [
            "uploads",
            "archival-abort-uploads",
        ]);
        assert.deepEqual(idsWith({ status: "Disabled", abortIncompleteMultipartUploadDays: 2 }), [
            "uploads",
            "archival-abort-uploads",
        ]);
    });

    it("refuses two rules with one id", () => {
        const bucket = {
            ...managed,
            lifecycle: {
                manage: true,
                rules: [{ id: "archival-marked", status: "Enabled", expirationDays: 1 }] as const,
            },
        };
        assert.throws(() => lifecycleRules(bucket), {
            message:
                'lifecycle of bucket "acme" must not have two rules with the id "archival-marked"; rename the declared one',
        });
    });
});
