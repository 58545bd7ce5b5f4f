import assert from "node:assert/strict";
import { encodeTaskArguments, type TaskArguments } from "../../../model/jobs/taskArguments";
import { answerBatch } from "../../../runtime/task/answerBatch";
import { readBatchEvent } from "../../../runtime/task/taskEvent";
import { FakeObjects, object, serviceError } from "./fakeObjects";

const inPlace: TaskArguments = {
    mode: "copy",
    runId: "f".repeat(64),
    tier: "cold",
    taskRoleArn: "arn:aws:iam::111111111111:role/task",
    sourceBucket: "src",
    targetBucket: "src",
    storageClass: "GLACIER_IR",
    unmodifiedSince: "2026-11-20T01:00:00.000Z",
    tags: {},
};
const toVault: TaskArguments = {
    ...inPlace,
    targetBucket: "vault",
    storageClass: "DEEP_ARCHIVE",
    keyPrefix: "from-src",
};

interface Setting {
    readonly objects?: FakeObjects;
    readonly remaining?: number;
    readonly assume?: Error;
}

async function answer(
    task: TaskArguments,
    tasks: readonly Record<string, unknown>[],
    { objects = new FakeObjects(), remaining = 600_000, assume }: Setting = {},
) {
    const event = readBatchEvent({
        invocationSchemaVersion: "2.0",
        invocationId: "i1",
        job: { id: "j1", userArguments: encodeTaskArguments(task) },
        tasks,
    });
    const response = await answerBatch(
        {
            objectsAs: () =>
                assume === undefined ? Promise.resolve(objects) : Promise.reject(assume),
            remainingMilliseconds: () => remaining,
        },
        event,
    );
    return response;
}

async function one(
    task: TaskArguments,
    setting: Setting = {},
    item: Record<string, unknown> = {},
): Promise<string> {
    const { results } = await answer(
        task,
        [{ taskId: "t1", s3Key: "a%20b", s3VersionId: null, s3Bucket: "src", ...item }],
        setting,
    );
    const [result] = results;
    return `${result?.resultCode} ${result?.resultString}`;
}

function withObject(
    change: Parameters<typeof object>[0] = {},
    tags: Record<string, string> = {},
): FakeObjects {
    const objects = new FakeObjects();
    objects.put("src/a b", object(change), tags);
    return objects;
}

describe("answerBatch", () => {
    it("echoes schema and invocation and fails closed", async () => {
        const { results, ...response } = await answer(inPlace, [
            { taskId: "t1", s3Key: "x", s3VersionId: null, s3Bucket: "src" },
        ]);
        assert.deepEqual(response, {
            invocationSchemaVersion: "2.0",
            invocationId: "i1",
            treatMissingKeysAs: "PermanentFailure",
        });
        assert.equal(results.length, 1);
    });

    it("answers each task for itself: one bad task never fails the others", async () => {
        const objects = withObject();
        objects.put("src/c", object({ storageClass: "GLACIER" }));
        const { results } = await answer(
            inPlace,
            [
                { taskId: "good", s3Key: "a%20b", s3VersionId: null, s3Bucket: "src" },
                { taskId: "no key", s3VersionId: null, s3Bucket: "src" },
                { taskId: "broken key", s3Key: "%E0%A4%A", s3VersionId: null, s3Bucket: "src" },
                { taskId: "archived", s3Key: "c", s3VersionId: null, s3Bucket: "src" },
                { taskId: "other bucket", s3Key: "c", s3VersionId: null, s3Bucket: "other" },
                { taskId: "missing", s3Key: "m", s3VersionId: null, s3Bucket: "src" },
            ],
            { objects },
        );
        assert.deepEqual(
            results.map(({ taskId, resultCode }) => `${taskId}: ${resultCode}`),
            [
                "good: Succeeded",
                "no key: PermanentFailure",
                "broken key: PermanentFailure",
                "archived: PermanentFailure",
                "other bucket: PermanentFailure",
                "missing: PermanentFailure",
            ],
        );
        assert.equal(
            results[3]?.resultString,
            "refused: archived in GLACIER; restore it before the copy",
        );
        assert.equal(
            results[5]?.resultString,
            "gone: no such object, or its newest version is a delete marker",
        );
    });

    it("refuses schema 1.0 by name, task by task", async () => {
        const response = await answerBatch(
            { objectsAs: () => Promise.resolve(new FakeObjects()), remainingMilliseconds: () => 1 },
            readBatchEvent({
                invocationSchemaVersion: "1.0",
                invocationId: "i1",
                job: { id: "j" },
                tasks: [
                    { taskId: "t", s3Key: "k", s3VersionId: "1", s3BucketArn: "arn:aws:s3:::src" },
                ],
            }),
        );
        assert.deepEqual(response.results, [
            {
                taskId: "t",
                resultCode: "PermanentFailure",
                resultString:
                    'refused: invocationSchemaVersion must be "2.0", got "1.0"; only it carries arguments',
            },
        ]);
        assert.equal(response.invocationSchemaVersion, "1.0");
    });

    it("refuses arguments it cannot read, without touching anything", async () => {
        const objects = withObject();
        const response = await answerBatch(
            { objectsAs: () => Promise.resolve(objects), remainingMilliseconds: () => 1 },
            readBatchEvent({
                invocationSchemaVersion: "2.0",
                invocationId: "i1",
                job: { id: "j", userArguments: null },
                tasks: [{ taskId: "t", s3Key: "a%20b", s3VersionId: null, s3Bucket: "src" }],
            }),
        );
        assert.match(
            String(response.results[0]?.resultString),
            /^refused: task arguments: mode must be given/,
        );
        assert.deepEqual(objects.calls, []);
    });
});

describe("a copy in place", () => {
    it("writes the class once and finds itself the second time", async () => {
        const objects = withObject({ metadata: { a: "b" } }, { team: "x" });
        assert.equal(await one(inPlace, { objects }), "Succeeded archived: GLACIER_IR, 1000 bytes");
        assert.equal(await one(inPlace, { objects }), "Succeeded already: already in GLACIER_IR");
        assert.deepEqual(objects.calls, [
            "head src/a b",
            "copy src/a b to src/a b",
            "head src/a b",
        ]);
        assert.deepEqual(objects.stored.get("src/a b")?.tags, { team: "x" });
        assert.deepEqual(objects.stored.get("src/a b")?.found.metadata, { a: "b" });
    });
    it("leaves an object alone that was written after the inventory", async () => {
        const objects = withObject({ lastModified: new Date("2026-11-20T01:00:00.001Z") });
        assert.equal(
            await one(inPlace, { objects }),
            "PermanentFailure changed: changed since inventory: last modified 2026-11-20T01:00:00.001Z, " +
                "selected as of 2026-11-20T01:00:00.000Z",
        );
        assert.deepEqual(objects.calls, ["head src/a b"]);
    });
    it("takes an object of the very instant of the inventory", async () => {
        const objects = withObject({ lastModified: new Date("2026-11-20T01:00:00.000Z") });
        assert.match(await one(inPlace, { objects }), /^Succeeded archived/);
    });
    it("loses against a writer between look and copy", async () => {
        const objects = withObject();
        objects.before = (call) => {
            if (call === "copy") objects.put("src/a b", object({ etag: '"e2"' }));
        };
        assert.equal(
            await one(inPlace, { objects }),
            "PermanentFailure changed: changed since inventory: 412 PreconditionFailed: PreconditionFailed",
        );
        assert.equal(objects.stored.get("src/a b")?.found.etag, '"e2"');
    });
    it("refuses a version id, which would roll the object back", async () => {
        const objects = new FakeObjects();
        objects.put("src/a b?v1", object());
        assert.match(
            await one(inPlace, { objects }, { s3VersionId: "v1" }),
            /^PermanentFailure refused: an in-place copy by version id/,
        );
    });
    it("copies a restored object, and none of an Intelligent-Tiering archive tier", async () => {
        assert.match(
            await one(inPlace, {
                objects: withObject({ storageClass: "GLACIER", restored: true }),
            }),
            /^Succeeded archived/,
        );
        assert.match(
            await one(inPlace, {
                objects: withObject({
                    storageClass: "INTELLIGENT_TIERING",
                    archiveStatus: "ARCHIVE_ACCESS",
                }),
            }),
            /^PermanentFailure refused: archived in the Intelligent-Tiering tier ARCHIVE_ACCESS/,
        );
    });
    it("skips an object without the wanted tags, and says so apart from success", async () => {
        const task = { ...inPlace, tags: { class: "finance", year: "2020" } };
        assert.equal(
            await one(task, { objects: withObject({}, { class: "hr", year: "2020" }) }),
            "Succeeded skipped: tags differ: class",
        );
        assert.match(
            await one(task, {
                objects: withObject({}, { class: "finance", year: "2020", x: "y" }),
            }),
            /^Succeeded archived/,
        );
    });
});

describe("errors of a task", () => {
    for (const [error, expected] of [
        [serviceError("SlowDown", 503), "TemporaryFailure retry: 503 SlowDown: SlowDown"],
        [
            serviceError("InternalError", 500),
            "TemporaryFailure retry: 500 InternalError: InternalError",
        ],
        [
            Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }),
            "TemporaryFailure retry: RequestTimeout: ECONNRESET socket hang up",
        ],
        [serviceError("NoSuchKey", 404), "PermanentFailure gone: 404 NoSuchKey: NoSuchKey"],
        [
            serviceError("AccessDenied", 403, "not authorized to perform s3:PutObject"),
            "PermanentFailure refused: 403 AccessDenied: not authorized to perform s3:PutObject, as arn:aws:iam::111111111111:role/task",
        ],
        [new TypeError("a fault of ours"), "PermanentFailure refused: a fault of ours"],
    ] as const) {
        it(`answers ${expected.slice(0, 40)}`, async () => {
            const objects = withObject();
            objects.fail("copy", error);
            assert.equal(await one(inPlace, { objects }), expected);
        });
    }
    it("answers for a role that cannot be assumed", async () => {
        assert.equal(
            await one(inPlace, { assume: serviceError("AccessDenied", 403, "no sts:AssumeRole") }),
            "PermanentFailure refused: 403 AccessDenied: no sts:AssumeRole, as arn:aws:iam::111111111111:role/task",
        );
    });
});

describe("a copy to a vault", () => {
    it("remembers its source, so that a repeat makes no second locked version", async () => {
        const objects = withObject({ metadata: { a: "b" }, headers: { contentType: "text/x" } });
        assert.equal(
            await one(toVault, { objects }),
            "Succeeded archived: DEEP_ARCHIVE in vault, 1000 bytes",
        );
        assert.deepEqual(objects.stored.get("vault/from-src/a b")?.found.metadata, {
            a: "b",
            "archival-source-etag": "e1",
        });
        assert.deepEqual(objects.stored.get("vault/from-src/a b")?.found.headers, {
            contentType: "text/x",
        });
        assert.equal(await one(toVault, { objects }), "Succeeded already: already copied to vault");
        assert.equal(objects.calls.filter((call) => call.startsWith("copy ")).length, 1);
    });
    it("copies another version of the same size again", async () => {
        const objects = new FakeObjects();
        objects.put("src/a b?v1", object({ etag: '"same"' }));
        objects.put("src/a b?v2", object({ etag: '"same"' }));
        await one(toVault, { objects }, { s3VersionId: "v1" });
        assert.match(await one(toVault, { objects }, { s3VersionId: "v2" }), /^Succeeded archived/);
        assert.equal(
            objects.stored.get("vault/from-src/a b")?.found.metadata["archival-source-version"],
            "v2",
        );
    });
    it("copies when it may not look into the vault", async () => {
        const objects = withObject();
        let heads = 0;
        objects.before = (call) => {
            if (call === "head" && ++heads === 2) objects.fail("head", serviceError("403", 403));
        };
        assert.match(await one(toVault, { objects }), /^Succeeded archived/);
    });
    it("leaves the metadata as it is when the mark does not fit", async () => {
        const metadata = { long: "x".repeat(2030) };
        const objects = withObject({ metadata });
        await one(toVault, { objects });
        assert.deepEqual(objects.stored.get("vault/from-src/a b")?.found.metadata, metadata);
    });
});

describe("an object over 5 GB", () => {
    const big = {
        sizeBytes: 6_000_000_000,
        metadata: { a: "b" },
        headers: { contentType: "video/mp4" },
    };

    it("is copied in parts with metadata, headers and tags restated", async () => {
        const objects = withObject(big, { team: "x" });
        assert.equal(
            await one(inPlace, { objects }),
            "Succeeded archived: GLACIER_IR, 6000000000 bytes",
        );
        const written = objects.stored.get("src/a b");
        assert.equal(written?.found.sizeBytes, 6_000_000_000);
        assert.equal(written.found.storageClass, "GLACIER_IR");
        assert.deepEqual(written.found.metadata, { a: "b" });
        assert.deepEqual(written.found.headers, { contentType: "video/mp4" });
        assert.deepEqual(written.tags, { team: "x" });
        assert.equal(objects.calls.filter((call) => call.startsWith("copyPart")).length, 90);
        assert.equal(await one(inPlace, { objects }), "Succeeded already: already in GLACIER_IR");
    });
    it("is given back, aborted, when the time runs out", async () => {
        const objects = withObject(big);
        assert.match(
            await one(inPlace, { objects, remaining: 20_000 }),
            /^TemporaryFailure retry: time ran out after 0 of 90 parts/,
        );
        assert.equal(objects.uploads.size, 0);
        assert.ok(objects.calls.includes("abortUpload upload-1"));
        assert.equal(objects.stored.get("src/a b")?.found.storageClass, "STANDARD");
    });
    it("leaves no upload behind when a part fails", async () => {
        const objects = withObject(big);
        objects.fail("copyPart", serviceError("SlowDown", 503));
        assert.match(await one(inPlace, { objects }), /^TemporaryFailure retry: 503 SlowDown/);
        assert.equal(objects.uploads.size, 0);
        assert.equal(objects.calls.at(-1), "abortUpload upload-1");
    });
    it("does not overwrite what was written while its parts were copied", async () => {
        const objects = withObject(big);
        objects.before = (call) => {
            if (call === "completeUpload") objects.put("src/a b", object({ etag: '"e2"' }));
        };
        assert.match(await one(inPlace, { objects }), /^PermanentFailure changed/);
        assert.equal(objects.stored.get("src/a b")?.found.etag, '"e2"');
        assert.equal(objects.uploads.size, 0);
    });
    it("is looked at again before it is completed, also in a vault", async () => {
        const objects = withObject(big);
        let parts = 0;
        objects.before = (call) => {
            if (call === "copyPart") parts += 1;
            if (call === "head" && parts === 90)
                objects.put("src/a b", object({ ...big, etag: '"e2"' }));
        };
        assert.equal(
            await one(toVault, { objects }),
            'PermanentFailure changed: the source had ETag "e1" before the copy and "e2" after it',
        );
        assert.equal(objects.stored.has("vault/from-src/a b"), false);
    });
    it("is refused when its metadata cannot be restated", async () => {
        assert.match(
            await one(inPlace, { objects: withObject({ ...big, missingMetadata: 2 }) }),
            /^PermanentFailure refused: 2 metadata entries cannot be sent/,
        );
    });
});

describe("a mark", () => {
    const mark: TaskArguments = { ...inPlace, mode: "mark", storageClass: "DEEP_ARCHIVE" };

    it("adds its tag to the others, once", async () => {
        const objects = withObject({}, { team: "x" });
        assert.equal(
            await one(mark, { objects }),
            "Succeeded marked: tagged archival-tier=DEEP_ARCHIVE",
        );
        assert.deepEqual(objects.stored.get("src/a b")?.tags, {
            team: "x",
            "archival-tier": "DEEP_ARCHIVE",
        });
        assert.equal(
            await one(mark, { objects }),
            "Succeeded already: already tagged archival-tier=DEEP_ARCHIVE",
        );
        assert.equal(objects.calls.filter((call) => call.startsWith("putTags")).length, 1);
    });
    it("marks the version it was given, also an archived or a large one", async () => {
        const objects = new FakeObjects();
        objects.put("src/a b?v1", object({ storageClass: "GLACIER", sizeBytes: 7e12 }));
        assert.match(await one(mark, { objects }, { s3VersionId: "v1" }), /^Succeeded marked/);
        assert.deepEqual(objects.stored.get("src/a b?v1")?.tags, {
            "archival-tier": "DEEP_ARCHIVE",
        });
    });
    it("refuses a full tag set and leaves it as it is", async () => {
        const tags = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`t${n}`, "v"]));
        const objects = withObject({}, tags);
        assert.match(
            await one(mark, { objects }),
            /^PermanentFailure refused: the object has 10 tags of at most 10/,
        );
        assert.deepEqual(objects.stored.get("src/a b")?.tags, tags);
    });
    it("is tried again when somebody else wrote tags at the same time", async () => {
        const objects = withObject();
        let reads = 0;
        objects.before = (call) => {
            if (call === "tags" && ++reads === 2) objects.put("src/a b", object(), { theirs: "1" });
        };
        assert.equal(
            await one(mark, { objects }),
            "TemporaryFailure retry: the tags were changed by someone else at the same time",
        );
    });

    /** Somebody puts a new object in the place of the found one, right before our `nth` call of this name. */
    function replaced(objects: FakeObjects, call: string, nth: number, act: () => void): void {
        let calls = 0;
        objects.before = (name) => {
            if (name === call && ++calls === nth) act();
        };
    }
    const successor = (versionId?: string) =>
        object({ etag: '"new"', versionId, lastModified: new Date("2026-11-22T00:00:00Z") });

    it("writes nothing to an object that came before its tags were read", async () => {
        const objects = withObject({}, { team: "x" });
        replaced(objects, "tags", 1, () => {
            objects.put("src/a b", successor(), { mine: "new" });
        });
        assert.equal(
            await one(mark, { objects }),
            "PermanentFailure changed: changed since inventory: replaced while it was being marked; nothing was done",
        );
        assert.deepEqual(objects.stored.get("src/a b")?.tags, { mine: "new" });
        assert.ok(!objects.calls.some((call) => call.startsWith("putTags")));
    });
    it("takes the mark back from an object that came right before it was written", async () => {
        const objects = withObject({}, { team: "x" });
        replaced(objects, "putTags", 1, () => {
            objects.put("src/a b", successor(), { mine: "new" });
        });
        assert.match(
            await one(mark, { objects }),
            /^PermanentFailure changed: .*; the mark is taken back, and its tags may be those of the object before/,
        );
        assert.deepEqual(objects.stored.get("src/a b")?.tags, { team: "x" });
    });
    it("leaves the tags of an object that came after the mark was written", async () => {
        const objects = withObject({}, { team: "x" });
        replaced(objects, "head", 3, () => {
            objects.put("src/a b", successor(), { mine: "new" });
        });
        assert.match(
            await one(mark, { objects }),
            /^PermanentFailure changed: .*; its tags are its writer's/,
        );
        assert.deepEqual(objects.stored.get("src/a b")?.tags, { mine: "new" });
    });
    it("touches the found version alone, and gives it back its tags when it is no longer current", async () => {
        for (const call of ["tags", "putTags", "head"]) {
            const objects = new FakeObjects();
            objects.put("src/a b", object({ versionId: "v1" }), { team: "x" });
            objects.put("src/a b?v1", object({ versionId: "v1" }), { team: "x" });
            replaced(objects, call, call === "head" ? 2 : 1, () => {
                objects.put("src/a b", successor("v2"), { mine: "new" });
            });
            assert.match(
                await one(mark, { objects }),
                /^PermanentFailure changed: .*; the old version has its own tags again/,
                call,
            );
            assert.deepEqual(objects.stored.get("src/a b")?.tags, { mine: "new" }, call);
            assert.deepEqual(objects.stored.get("src/a b?v1")?.tags, { team: "x" }, call);
        }
    });
    it("judges a tag condition by the found version", async () => {
        const objects = new FakeObjects();
        objects.put("src/a b", object({ versionId: "v1" }), { keep: "later" });
        objects.put("src/a b?v1", object({ versionId: "v1" }), { keep: "no" });
        assert.match(
            await one({ ...mark, tags: { keep: "no" } }, { objects }),
            /^Succeeded marked/,
        );
    });
});

describe("readBatchEvent", () => {
    for (const event of [
        undefined,
        "text",
        {},
        { invocationSchemaVersion: "2.0", invocationId: "i", tasks: [] },
        { invocationSchemaVersion: "2.0", invocationId: "i", tasks: [{ s3Key: "k" }] },
        { invocationSchemaVersion: 2, invocationId: "i", tasks: [{ taskId: "t" }] },
        { invocationSchemaVersion: "2.0", tasks: [{ taskId: "t" }] },
    ]) {
        it(`refuses ${JSON.stringify(event)}`, () => {
            assert.throws(() => readBatchEvent(event), { name: "MalformedTaskEvent" });
        });
    }
});
