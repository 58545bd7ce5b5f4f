import assert from "node:assert/strict";
import { ConfigError } from "../../../../model/config/configError";
import { resolveStackConfig } from "../../../../model/config/resolveStackConfig";

type Tiers = Record<string, unknown>;

const copyTo = (more: object = {}, select: object = {}): unknown => ({
    select: { prefixes: ["logs/"], olderThanDays: 90, minSize: "1 MiB", ...select },
    action: { copyTo: "one-vault", storageClass: "GLACIER", ...more },
});

function resolved(buckets: Record<string, Tiers>) {
    return resolveStackConfig(
        {
            account: "111111111111",
            owner: { team: "t", email: "t@example.com" },
            vaults: { "one-vault": { retention: { mode: "GOVERNANCE", days: 90 } } },
            buckets: Object.fromEntries(
                Object.entries(buckets).map(([name, tiers]) => [
                    name,
                    { inventory: { versions: "All" }, tiers },
                ]),
            ),
        },
        { stack: "dev", region: "eu-west-1" },
    );
}

function problems(buckets: Record<string, Tiers>): string[] {
    try {
        resolved(buckets);
        return [];
    } catch (error) {
        assert.ok(error instanceof ConfigError);
        return error.problems.map(({ path, message }) => `${path}: ${message}`);
    }
}

describe("places in a vault", () => {
    it("are below the source bucket's name unless the config says otherwise", () => {
        const { config } = resolved({
            "bucket-a": { cold: copyTo() },
            "bucket-b": { cold: copyTo({ keyPrefix: "other" }) },
        });
        assert.deepEqual(
            config.buckets.map(
                ({ tiers }) => tiers[0]?.action.kind === "copyTo" && tiers[0].action.keyPrefix,
            ),
            ["bucket-a", "other"],
        );
    });

    it("may be shared by tiers of one bucket, which copy the same objects", () => {
        assert.deepEqual(
            problems({
                "bucket-a": {
                    first: copyTo({}, { versions: "current" }),
                    second: copyTo({}, { prefixes: ["data/"] }),
                },
            }),
            [],
        );
    });

    for (const [what, keyPrefix] of [
        ["the same prefix", "bucket-a"],
        ["a prefix within another's", "bucket-a/deeper"],
    ] as const) {
        it(`must not be shared by two buckets: ${what}`, () => {
            const found = problems({
                "bucket-a": { cold: copyTo() },
                "bucket-b": { cold: copyTo({ keyPrefix }) },
            });
            assert.equal(found.length, 1, found.join("\n"));
            assert.match(
                found[0] ?? "",
                /^archival:buckets\.bucket-b\.tiers\.cold\.action\.keyPrefix: must keep objects of "bucket-a" and "bucket-b" apart in vault "one-vault"/,
            );
        });
    }

    it("must not be shared by current objects and noncurrent versions", () => {
        const found = problems({
            "bucket-a": {
                first: copyTo({}, { versions: "current" }),
                second: copyTo({}, { versions: "noncurrent" }),
            },
        });
        assert.equal(found.length, 1, found.join("\n"));
        assert.match(
            found[0] ?? "",
            /must keep noncurrent versions and current objects of one bucket apart/,
        );
    });
});

describe("globs that cannot be compiled", () => {
    for (const glob of ["{", "logs/[b-a]", "logs/[tmp", "logs/\\"]) {
        for (const list of ["include", "exclude"]) {
            it(`are a problem of the config: ${list} ${glob}`, () => {
                const found = problems({
                    "bucket-a": { cold: copyTo({}, { prefixes: [], [list]: [glob] }) },
                });
                assert.equal(found.length, 1, found.join("\n"));
                assert.match(
                    found[0] ?? "",
                    new RegExp(`\\.select\\.${list}\\[0\\]: must be a glob, got `),
                );
            });
        }
    }
});

describe("lifecycle of an adopted bucket", () => {
    const bucket = (lifecycle: object): string[] => {
        try {
            resolveStackConfig(
                {
                    account: "111111111111",
                    owner: { team: "t", email: "t@example.com" },
                    buckets: {
                        "bucket-a": {
                            lifecycle,
                            tiers: {
                                cold: {
                                    select: { prefixes: ["raw/"], olderThanDays: 90 },
                                    action: { changeClass: "GLACIER", mechanism: "lifecycle" },
                                },
                            },
                        },
                    },
                },
                { stack: "dev", region: "eu-west-1" },
            );
            return [];
        } catch (error) {
            assert.ok(error instanceof ConfigError);
            return error.problems.map(({ path }) => path);
        }
    };
    it("is managed only by who says that all its rules are declared", () => {
        assert.deepEqual(bucket({ manage: true }), [
            "archival:buckets.bucket-a.lifecycle.replaceAll",
        ]);
        assert.deepEqual(bucket({ manage: true, replaceAll: true }), []);
    });
});
