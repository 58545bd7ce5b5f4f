import assert from "node:assert/strict";
import type { Expectation } from "../../../cli/rehearse/expectation";
import { objectFindings, type Before } from "../../../cli/rehearse/objectChecks";
import type { ObjectRecord } from "../../../local/core/contracts";

const record = (more: Partial<ObjectRecord> = {}): ObjectRecord => ({
    bucket: "src",
    key: "k",
    versionId: "v1",
    isLatest: true,
    isDeleteMarker: false,
    versioned: true,
    size: 10,
    etag: "e",
    lastModified: new Date(0),
    storageClass: "STANDARD",
    multipart: false,
    replicationStatus: "",
    encryption: "SSE-S3",
    bucketKey: false,
    checksumAlgorithm: "",
    tags: { t: "1" },
    metadata: { m: "1" },
    legalHold: false,
    ...more,
});

const archived = record({
    versionId: "v2",
    storageClass: "GLACIER_IR",
    lastModified: new Date(9),
    etag: "f",
});
const old = record({ isLatest: false });

function problems(
    expect: Expectation,
    after: readonly ObjectRecord[],
    vault: readonly ObjectRecord[] = [],
    more: { meanwhile?: "overwritten" | "deleted"; invoked?: string[] } = {},
): string[] {
    const before: Before[] = [
        {
            rehearsed: { bucket: "src", object: { key: "k" }, expect, meanwhile: more.meanwhile },
            record: record(),
        },
    ];
    return objectFindings(
        before,
        new Map([["src", after]]),
        new Map([["vault", new Map(vault.map((o) => [o.key, o]))]]),
        (_bucket, _tier, key) => ({ vault: "vault", key: `p/${key}` }),
        new Set(more.invoked ?? []),
    ).map(({ problem }) => problem);
}

const inClass: Expectation = { is: "in-class", tier: "t", storageClass: "GLACIER_IR" };
const inVault: Expectation = { is: "in-vault", tier: "t", storageClass: "GLACIER" };
const untouched: Expectation = { is: "untouched", why: "" };
const copy = record({
    bucket: "v",
    key: "p/k",
    storageClass: "GLACIER",
    lastModified: new Date(9),
});

describe("objectFindings", () => {
    it("is satisfied by a faithful copy in place", () => {
        assert.deepEqual(problems(inClass, [archived, old]), []);
    });
    it("sees an object left in its class", () => {
        assert.deepEqual(problems(inClass, [record()]), ["must be in GLACIER_IR, is in STANDARD"]);
    });
    it("sees tags, metadata and size that were lost on the way", () => {
        for (const [lost, what] of [
            [{ tags: {} }, /tags was/],
            [{ metadata: {} }, /metadata was/],
            [{ size: 9 }, /size was 10, is 9/],
        ] as const) {
            assert.match(problems(inClass, [{ ...archived, ...lost }, old])[0] ?? "", what);
        }
    });
    it("sees a deleted object that came back, and an overwrite that was rolled back", () => {
        assert.deepEqual(problems(untouched, [archived, old], [], { meanwhile: "deleted" }), [
            "was deleted by its owner and is there again",
        ]);
        assert.deepEqual(problems(untouched, [archived, old], [], { meanwhile: "overwritten" }), [
            "its owner's new version is not the current one any more",
        ]);
    });
    it("sees any change of an object that was to stay", () => {
        assert.match(
            problems(untouched, [{ ...record(), storageClass: "GLACIER" }])[0] ?? "",
            /class was/,
        );
        assert.deepEqual(problems(untouched, [archived, old]), ["is no longer current"]);
        assert.deepEqual(problems(untouched, []), ["the version is not there any more"]);
    });
    it("wants the copy in the vault, in its class, the source as it was, and nothing else there", () => {
        assert.deepEqual(problems(inVault, [record()], [copy]), []);
        assert.deepEqual(problems(inVault, [record()]), ["has no copy in the vault"]);
        assert.match(
            problems(inVault, [record()], [{ ...copy, storageClass: "STANDARD" }])[0] ?? "",
            /is in STANDARD/,
        );
        assert.match(
            problems(inVault, [{ ...record(), storageClass: "GLACIER" }], [copy])[0] ?? "",
            /class was/,
        );
        assert.deepEqual(problems(untouched, [record()], [copy]), [
            "lies in the vault and nobody expected it",
        ]);
    });
    it("sees a key that nobody seeded, and a function that was not invoked", () => {
        assert.deepEqual(problems(untouched, [record(), record({ key: "new" })]), [
            "is a key that nobody seeded",
        ]);
        assert.deepEqual(problems({ is: "invoked", tier: "t" }, [record()]), [
            "its function was never invoked",
        ]);
        assert.deepEqual(
            problems({ is: "invoked", tier: "t" }, [record()], [], { invoked: ["src/k"] }),
            [],
        );
    });
});
