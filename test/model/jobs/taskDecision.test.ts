import assert from "node:assert/strict";
import fc from "fast-check";
import type { TaskArguments } from "../../../model/jobs/taskArguments";
import {
    isInPlace,
    needsTags,
    taskDecision,
    type FoundObject,
    type TaskDecision,
} from "../../../model/jobs/taskDecision";
import { maxCopyBytes, targetClasses } from "../../../model/storageClass";

const inPlace: TaskArguments = {
    mode: "copy",
    runId: "r",
    tier: "cold",
    taskRoleArn: "arn:aws:iam::111111111111:role/task",
    sourceBucket: "acme",
    targetBucket: "acme",
    storageClass: "GLACIER_IR",
    unmodifiedSince: "2026-11-22T01:00:00.000Z",
    tags: {},
};
const marking: TaskArguments = { ...inPlace, mode: "mark" };
const toVault: TaskArguments = { ...inPlace, targetBucket: "vault" };
const found: FoundObject = {
    sizeBytes: 10,
    etag: '"e"',
    lastModified: new Date("2026-01-01T00:00:00.000Z"),
    storageClass: "STANDARD",
    restored: false,
    metadata: {},
    missingMetadata: 0,
    headers: {},
};
const selectedAt = new Date(inPlace.unmodifiedSince);
const later = new Date(selectedAt.getTime() + 1);

const decide = (
    task: TaskArguments,
    changes: Partial<FoundObject> = {},
    versionId?: string,
    tags?: Readonly<Record<string, string>>,
): TaskDecision => taskDecision(task, versionId, { ...found, ...changes }, tags);
const answer = (verdict: string, detail: string): unknown => ({ step: "answer", verdict, detail });

describe("taskDecision", () => {
    it("copies what one request takes at once and what is larger in parts", () => {
        const single = { step: "copy", method: "single" };
        const multipart = { step: "copy", method: "multipart" };
        for (const task of [inPlace, toVault]) {
            assert.deepEqual(decide(task), single);
            assert.deepEqual(decide(task, { sizeBytes: maxCopyBytes }), single);
            assert.deepEqual(decide(task, { sizeBytes: maxCopyBytes + 1 }), multipart);
        }
    });

    it("marks an object of any size and class but the target's", () => {
        assert.deepEqual(decide(marking, { sizeBytes: maxCopyBytes * 9, missingMetadata: 3 }), {
            step: "mark",
        });
        assert.deepEqual(decide(marking, { storageClass: "GLACIER" }, "v1"), { step: "mark" });
        assert.deepEqual(
            decide(marking, { storageClass: "GLACIER_IR" }),
            answer("already", "already in GLACIER_IR"),
        );
    });

    it("says that an object is gone", () => {
        assert.deepEqual(
            taskDecision(inPlace, undefined, undefined, undefined),
            answer("gone", "no such object, or its newest version is a delete marker"),
        );
    });

    it("never copies a version onto its own key, and copies one to a vault", () => {
        const refused = answer(
            "refused",
            "an in-place copy by version id would roll the object back; the manifest must not have one",
        );
        assert.deepEqual(decide(inPlace, {}, "v1"), refused);
        assert.deepEqual(decide(inPlace, { storageClass: "GLACIER_IR" }, "v1"), refused);
        assert.deepEqual(decide(toVault, {}, "v1"), { step: "copy", method: "single" });
    });

    it("knows its own earlier attempt by the class, before it looks at the date", () => {
        const renewed = { storageClass: "GLACIER_IR", lastModified: later };
        assert.deepEqual(decide(inPlace, renewed), answer("already", "already in GLACIER_IR"));
        // In a vault the source's class says nothing of the copy.
        assert.deepEqual(decide(toVault, { storageClass: "GLACIER_IR" }), {
            step: "copy",
            method: "single",
        });
    });

    it("leaves alone what was written after the inventory, to the millisecond", () => {
        for (const task of [inPlace, marking, toVault]) {
            assert.deepEqual(
                decide(task, { lastModified: later }),
                answer(
                    "changed",
                    "changed since inventory: last modified 2026-11-22T01:00:00.001Z, " +
                        "selected as of 2026-11-22T01:00:00.000Z",
                ),
            );
            assert.notEqual(decide(task, { lastModified: selectedAt }).step, "answer");
        }
    });

    it("takes an object only with every tag that was asked for, and names those that differ", () => {
        const task = { ...inPlace, tags: { a: "1", b: "2" } };
        assert.equal(needsTags(task), true);
        assert.equal(needsTags(inPlace), false);
        assert.equal(decide(task, {}, undefined, { b: "2", a: "1", c: "3" }).step, "copy");
        assert.deepEqual(
            decide(task, {}, undefined, { a: "1", b: "" }),
            answer("skipped", "tags differ: b"),
        );
        assert.deepEqual(decide(task, {}, undefined, {}), answer("skipped", "tags differ: a, b"));
        // Tags that could not be read are no tags that match.
        assert.deepEqual(decide(task), answer("skipped", "tags differ: a, b"));
    });

    it("copies an archived object only once it is restored", () => {
        for (const storageClass of ["GLACIER", "DEEP_ARCHIVE"]) {
            assert.deepEqual(
                decide(inPlace, { storageClass }),
                answer("refused", `archived in ${storageClass}; restore it before the copy`),
            );
            assert.equal(decide(inPlace, { storageClass, restored: true }).step, "copy");
        }
        assert.deepEqual(
            decide(toVault, {
                storageClass: "INTELLIGENT_TIERING",
                archiveStatus: "DEEP_ARCHIVE_ACCESS",
            }),
            answer(
                "refused",
                "archived in the Intelligent-Tiering tier DEEP_ARCHIVE_ACCESS; restore it before the copy",
            ),
        );
    });

    it("refuses a copy in parts that would lose metadata, not one that S3 makes itself", () => {
        const lossy = { sizeBytes: maxCopyBytes + 1, missingMetadata: 2 };
        assert.deepEqual(
            decide(inPlace, lossy),
            answer(
                "refused",
                "2 metadata entries cannot be sent in headers, so a multipart copy would lose them; " +
                    "use mechanism mark",
            ),
        );
        assert.deepEqual(decide(inPlace, { ...lossy, sizeBytes: maxCopyBytes }), {
            step: "copy",
            method: "single",
        });
    });

    it("never acts on what is newer, on an unread archive, or in place on a version", () => {
        fc.assert(
            fc.property(
                fc.constantFrom(inPlace, marking, toVault),
                fc.constantFrom(undefined, "v1"),
                fc.record({
                    sizeBytes: fc.constantFrom(0, maxCopyBytes, maxCopyBytes + 1),
                    lastModified: fc.constantFrom(found.lastModified, selectedAt, later),
                    storageClass: fc.constantFrom(...targetClasses, "OUTPOSTS"),
                    restored: fc.boolean(),
                    archiveStatus: fc.constantFrom(undefined, "ARCHIVE_ACCESS"),
                    missingMetadata: fc.nat(1),
                }),
                (task, versionId, some) => {
                    const { step } = decide(task, some, versionId);
                    if (step === "answer") return;
                    assert.ok(some.lastModified <= selectedAt);
                    if (isInPlace(task)) assert.notEqual(some.storageClass, task.storageClass);
                    if (step === "mark") return;
                    assert.ok(!isInPlace(task) || versionId === undefined);
                    assert.equal(some.archiveStatus, undefined);
                    if (["GLACIER", "DEEP_ARCHIVE"].includes(some.storageClass))
                        assert.equal(some.restored, true);
                },
            ),
            { numRuns: 1000 },
        );
    });
});
