import assert from "node:assert/strict";
import { decodeTaskArguments, encodeTaskArguments } from "../../../model/jobs/taskArguments";

const task = {
    mode: "copy",
    runId: "r",
    tier: "cold",
    taskRoleArn: "arn:role",
    sourceBucket: "s",
    targetBucket: "t",
    storageClass: "GLACIER",
    keyPrefix: "p/q",
    unmodifiedSince: "2026-11-22T01:00:00.000Z",
    tags: { 'a"b': "ü,=&" },
} as const;

describe("task arguments", () => {
    it("come back as they went, in at most the ten entries Batch Operations takes", () => {
        const encoded = encodeTaskArguments(task);
        assert.equal(Object.keys(encoded).length, 10);
        assert.deepEqual(decodeTaskArguments(encoded), task);
        const { keyPrefix: _none, ...inPlace } = task;
        assert.deepEqual(decodeTaskArguments(encodeTaskArguments(inPlace)), {
            ...inPlace,
            keyPrefix: undefined,
        });
    });

    it("are refused when a value is too long to send", () => {
        assert.throws(() => encodeTaskArguments({ ...task, tags: { k: "v".repeat(1024) } }), {
            name: "TaskArgumentsError",
            message:
                "task arguments: tags may hold at most 1024 characters, got 1032; select by fewer or shorter values",
        });
    });

    it("name everything that is missing or wrong at once", () => {
        assert.throws(
            () =>
                decodeTaskArguments({
                    ...encodeTaskArguments(task),
                    mode: "move",
                    tier: "",
                    storageClass: "COLD",
                    unmodifiedSince: "yesterday",
                    tags: "[1]",
                }),
            {
                message:
                    'task arguments: tier must be given, got nothing; mode must be "copy" or "mark", got "move"; ' +
                    'storageClass must be a class this product knows, got "COLD"; ' +
                    'unmodifiedSince must be an ISO 8601 instant, got "yesterday"; ' +
                    'tags must be a JSON object of strings, got "[1]"',
            },
        );
        assert.throws(() => decodeTaskArguments(null), /mode must be given, got nothing; runId/);
    });
});
