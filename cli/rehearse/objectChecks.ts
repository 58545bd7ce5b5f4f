/** Did each rehearsed object become what it was expected to become, and did nothing else change? */
import type { ObjectRecord } from "../../local/core/contracts";
import { markTagKey } from "../../model/config/lifecycleRules";
import type { RehearsedObject } from "./expectation";

/** A seeded version as it looked right after seeding. */
export interface Before {
    readonly rehearsed: RehearsedObject;
    readonly record: ObjectRecord;
}

/** Where a tier's copy of an object belongs. */
export interface VaultPlace {
    readonly vault: string;
    readonly key: string;
}

export interface ObjectFinding {
    readonly bucket: string;
    readonly key: string;
    readonly problem: string;
}

const sameTags = (
    a: Readonly<Record<string, string>>,
    b: Readonly<Record<string, string>>,
): boolean => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/** What is different, in a word each; `ignore` names properties that may differ. */
function differences(
    before: ObjectRecord,
    after: ObjectRecord,
    ignore: readonly ("storageClass" | "lastModified" | "tags" | "etag")[] = [],
): string[] {
    const changed: string[] = [];
    const note = (name: string, was: unknown, is: unknown): void => {
        changed.push(`${name} was ${JSON.stringify(was)}, is ${JSON.stringify(is)}`);
    };
    if (before.size !== after.size) note("size", before.size, after.size);
    if (!ignore.includes("storageClass") && before.storageClass !== after.storageClass) {
        note("class", before.storageClass, after.storageClass);
    }
    if (!ignore.includes("lastModified") && +before.lastModified !== +after.lastModified) {
        note("LastModified", before.lastModified, after.lastModified);
    }
    if (!ignore.includes("etag") && before.etag !== after.etag)
        note("ETag", before.etag, after.etag);
    if (!ignore.includes("tags") && !sameTags(before.tags, after.tags)) {
        note("tags", before.tags, after.tags);
    }
    if (!sameTags(before.metadata, after.metadata))
        note("metadata", before.metadata, after.metadata);
    if (before.isDeleteMarker !== after.isDeleteMarker) {
        note("delete marker", before.isDeleteMarker, after.isDeleteMarker);
    }
    return changed;
}

/** What is wrong with one seeded version now, or undefined. */
function problemOf(
    { rehearsed, record }: Before,
    now: readonly ObjectRecord[],
    copy: ObjectRecord | undefined,
    invoked: ReadonlySet<string>,
): string | undefined {
    const { expect, meanwhile } = rehearsed;
    const same = now.find(
        ({ versionId, lastModified }) =>
            versionId === record.versionId &&
            (record.versionId !== "null" || +lastModified === +record.lastModified),
    );
    const latest = now.find(({ isLatest }) => isLatest);
    const unchanged = (): string | undefined => {
        // An unversioned or null version that was copied in place is the same version id with a new date.
        if (!same) return "the version is not there any more";
        const changed = differences(record, same);
        return changed.length > 0 ? `expected untouched: ${changed.join(", ")}` : undefined;
    };
    if (meanwhile === "purged") {
        if (now.length > 0) return "was purged by its owner and is there again";
        return copy ? "was purged before the job and has a copy in the vault" : undefined;
    }
    if (meanwhile === "deleted") {
        return latest?.isDeleteMarker ? unchanged() : "was deleted by its owner and is there again";
    }
    if (meanwhile === "overwritten") {
        if (latest?.storageClass !== "STANDARD" || latest.metadata["written-by"] !== "owner") {
            return "its owner's new version is not the current one any more";
        }
        return unchanged();
    }
    switch (expect.is) {
        case "untouched":
            return (
                unchanged() ??
                (record.isLatest && !same?.isLatest ? "is no longer current" : undefined)
            );
        case "invoked":
            if (!invoked.has(`${record.bucket}/${record.key}`))
                return "its function was never invoked";
            return unchanged();
        case "in-vault": {
            if (!copy) return "has no copy in the vault";
            if (copy.storageClass !== expect.storageClass) {
                return `its copy must be in ${expect.storageClass}, is in ${copy.storageClass}`;
            }
            const changed = differences(record, { ...copy, metadata: withoutOwn(copy.metadata) }, [
                "storageClass",
                "lastModified",
                "etag",
            ]);
            return changed.length > 0 ? `its copy differs: ${changed.join(", ")}` : unchanged();
        }
        case "in-class": {
            if (!latest || latest.isDeleteMarker) return "has no current version";
            if (latest.storageClass !== expect.storageClass) {
                return `must be in ${expect.storageClass}, is in ${latest.storageClass}`;
            }
            const changed = differences(
                record,
                {
                    ...latest,
                    tags: withoutMark(latest.tags),
                    metadata: withoutOwn(latest.metadata),
                },
                ["storageClass", "lastModified", "etag"],
            );
            return changed.length > 0 ? `archived with changes: ${changed.join(", ")}` : undefined;
        }
    }
}

/** Metadata that our own multipart copies add is not a change of the object. */
function withoutOwn(metadata: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
        Object.entries(metadata).filter(([name]) => !name.startsWith("archival-")),
    );
}

/** The mark of mechanism "mark" is the one tag we may add. */
function withoutMark(tags: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(tags).filter(([name]) => name !== markTagKey));
}

/** Everything that did not become what it should have, named; and copies in vaults that nobody expected. */
export function objectFindings(
    before: readonly Before[],
    after: ReadonlyMap<string, readonly ObjectRecord[]>,
    vaults: ReadonlyMap<string, ReadonlyMap<string, ObjectRecord>>,
    vaultPlace: (bucket: string, tier: string, key: string) => VaultPlace | undefined,
    invoked: ReadonlySet<string>,
): ObjectFinding[] {
    const findings: ObjectFinding[] = [];
    const byKey = new Map<string, ObjectRecord[]>();
    for (const [bucket, records] of after) {
        for (const record of records) {
            const id = `${bucket}/${record.key}`;
            const list = byKey.get(id);
            if (list) list.push(record);
            else byKey.set(id, [record]);
        }
    }
    const expectedInVault = new Map([...vaults.keys()].map((name) => [name, new Set<string>()]));
    for (const one of before) {
        const { bucket, key } = one.record;
        const { expect } = one.rehearsed;
        const { meanwhile } = one.rehearsed;
        const place =
            expect.is === "in-vault" && meanwhile !== "purged"
                ? vaultPlace(bucket, expect.tier, key)
                : undefined;
        if (place) expectedInVault.get(place.vault)?.add(place.key);
        const copy = place && vaults.get(place.vault)?.get(place.key);
        const problem = problemOf(one, byKey.get(`${bucket}/${key}`) ?? [], copy, invoked);
        if (problem !== undefined) findings.push({ bucket, key, problem });
    }
    for (const [name, objects] of vaults) {
        for (const key of objects.keys()) {
            if (!expectedInVault.get(name)?.has(key)) {
                findings.push({
                    bucket: name,
                    key,
                    problem: "lies in the vault and nobody expected it",
                });
            }
        }
    }
    const seededKeys = new Set(before.map(({ record }) => `${record.bucket}/${record.key}`));
    for (const id of byKey.keys()) {
        if (!seededKeys.has(id)) {
            findings.push({
                bucket: id.slice(0, id.indexOf("/")),
                key: id.slice(id.indexOf("/") + 1),
                problem: "is a key that nobody seeded",
            });
        }
    }
    return findings;
}
