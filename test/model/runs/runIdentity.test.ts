import assert from "node:assert/strict";
import fc from "fast-check";
import { canonicalJson } from "../../../model/runs/canonicalJson";
import { clientToken, refusalId, runId, tierDigest } from "../../../model/runs/runIdentity";
import { coldLogs, plan } from "../../runtime/submit/submitWorld";

const inventory = {
    sourceBucket: "acme-events",
    configurationId: "archival",
    manifestKey: "inventory/acme-events/archival/2026-11-22T01-00Z/manifest.json",
    manifestMd5: "0".repeat(32),
    createdAt: "2026-11-22T01:00:00.000Z",
};

describe("canonicalJson", () => {
    it("does not depend on the order of members and leaves undefined out", () => {
        assert.equal(
            canonicalJson({ b: [1, { d: null, c: "é" }], a: undefined, A: true }),
            '{"A":true,"b":[1,{"c":"é","d":null}]}',
        );
    });

    it("survives a round trip through JSON.parse", () => {
        fc.assert(
            fc.property(fc.jsonValue(), (value) => {
                const text = canonicalJson(value);
                assert.equal(canonicalJson(JSON.parse(text)), text);
                assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)));
            }),
        );
    });

    it("refuses what JSON would change in silence, with its path", () => {
        assert.throws(() => canonicalJson({ a: [Number.NaN] }), {
            name: "TypeError",
            message: "canonicalJson: $.a[0] must be finite, got NaN",
        });
        assert.throws(() => canonicalJson({ a: 1n }), /\$\.a must be JSON data, got bigint/);
        assert.throws(() => canonicalJson([undefined]), /\$\[0\] must be JSON data, got undefined/);
    });
});

describe("run identity", () => {
    const digest = tierDigest(coldLogs, []);
    const id = runId(plan, "cold-logs", digest, inventory);

    it("is the same for the same decision and another for every other one", () => {
        assert.equal(
            id,
            runId({ ...plan, stack: "other" } as typeof plan, "cold-logs", digest, inventory),
        );
        assert.match(id, /^[0-9a-f]{64}$/);
        const others = [
            runId({ ...plan, account: "2" }, "cold-logs", digest, inventory),
            runId({ ...plan, bucket: "b" }, "cold-logs", digest, inventory),
            runId(plan, "cold", digest, inventory),
            runId(plan, "cold-logs", "d", inventory),
            runId(plan, "cold-logs", digest, { ...inventory, manifestKey: "k" }),
            runId(plan, "cold-logs", digest, { ...inventory, manifestMd5: "1" }),
            refusalId(id, "stale"),
            refusalId(id, "columns"),
        ];
        assert.equal(new Set([id, ...others]).size, others.length + 1);
    });

    it("digests what decides a tier: definition and earlier selections and actions, not roles", () => {
        assert.equal(tierDigest({ ...coldLogs, roles: {} }, []), digest);
        const earlier = { name: "first", select: coldLogs.select };
        const digests = [
            tierDigest({ ...coldLogs, limits: { maxObjects: 1 } }, []),
            tierDigest({ ...coldLogs, select: { ...coldLogs.select, minSizeBytes: 1 } }, []),
            tierDigest(coldLogs, [earlier]),
            tierDigest(coldLogs, [{ ...earlier, name: "second" }]),
            tierDigest(coldLogs, [{ ...earlier, action: coldLogs.action }]),
        ];
        assert.equal(new Set([digest, ...digests]).size, 6);
    });

    it("gives every job a token of its own within the API's 64 characters", () => {
        const job = { runId: id, part: "copy", attempt: 0, manifestEtag: "e" } as const;
        const tokens = [
            clientToken(job),
            clientToken({ ...job, part: "task" }),
            clientToken({ ...job, attempt: 1 }),
            clientToken({ ...job, manifestEtag: "f" }),
            clientToken({ ...job, runId: "other" }),
        ];
        assert.equal(new Set(tokens).size, 5);
        assert.equal(clientToken({ ...job }), tokens[0]);
        for (const token of tokens) assert.equal(token.length, 64);
    });
});
