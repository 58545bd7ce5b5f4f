/**
 * One day's lifecycle: what S3 does at midnight UTC (S3 User Guide, "Managing the lifecycle of objects"). It acts as
 * the service: no policy stops it. AWS may lag by days; here every due action happens at its midnight.
 */
import { isStorageClass, lifecycleMoves } from "../../model/storageClass";
import type { BucketState } from "./bucketState";
import { addDeleteMarker, removeVersion } from "./deleteObject";
import type { LifecycleRule, LifecycleTarget } from "./lifecycleRules";
import { isLocked } from "./lockRules";
import { publishObjectEvent } from "./s3Events";
import type { S3State } from "./s3State";
import type { StoredVersion } from "./storedVersion";

const dayMilliseconds = 86_400_000;
/** Default minimum of all transitions since September 2024. */
const defaultMinimumBytes = 131_072;
/** Before, and under varies_by_storage_class: no minimum for these two. */
const withoutMinimum: readonly string[] = ["GLACIER", "DEEP_ARCHIVE"];

const service = { service: "s3.amazonaws.com" } as const;

/** An age in days is reached at the first midnight UTC that is not before it. */
export function isDue(since: number, days: number, now: number): boolean {
    return Math.ceil((since + days * dayMilliseconds) / dayMilliseconds) * dayMilliseconds <= now;
}

export function runLifecycle(s3: S3State, bucket: BucketState): void {
    const rules = bucket.configuration.lifecycleRules.filter((rule) => rule.Status === "Enabled");
    if (rules.length === 0) return;
    const run = { s3, bucket, now: s3.world.clock.now() };
    for (const upload of [...bucket.uploads.values()]) {
        const isOver = rules.some(
            (rule) =>
                rule.AbortIncompleteMultipartUpload !== undefined &&
                upload.request.key.startsWith(rule.filter.Prefix ?? "") &&
                isDue(
                    upload.initiated,
                    rule.AbortIncompleteMultipartUpload.DaysAfterInitiation,
                    run.now,
                ),
        );
        if (isOver) bucket.uploads.delete(upload.id);
    }
    for (const key of bucket.store.keys()) {
        const ours = rules.filter((rule) => key.startsWith(rule.filter.Prefix ?? ""));
        if (ours.length > 0) runForKey(run, key, ours);
    }
}

interface Run {
    readonly s3: S3State;
    readonly bucket: BucketState;
    readonly now: number;
}

function runForKey(run: Run, key: string, rules: readonly LifecycleRule[]): void {
    const chain = [...run.bucket.store.chain(key)];
    for (const [i, version] of [...chain.entries()].reverse()) {
        const successor = chain[i - 1];
        if (successor === undefined) continue;
        noncurrent(run, version, { since: successor.lastModified, newer: i - 1 }, rules);
    }
    const current = chain[0];
    if (current === undefined) return;
    if (current.isDeleteMarker) {
        if (run.bucket.store.chain(key).length === 1) expireMarker(run, current, rules);
        return;
    }
    const matching = rules.filter((rule) => matches(rule, current));
    const isExpired = matching.some(({ Expiration: end }) => {
        if (end?.Days !== undefined) return isDue(current.lastModified, end.Days, run.now);
        return end?.Date !== undefined && end.Date.getTime() <= run.now;
    });
    // Order of precedence: permanent deletion, transition, delete marker.
    if (isExpired && !run.bucket.isVersioned) {
        if (!isLocked(current, run.now)) {
            removeVersion(run.s3, run.bucket, current, service, "Lifecycle Expiration");
        }
        return;
    }
    const due = matching.flatMap((rule) =>
        rule.Transitions.filter((action) =>
            action.Days !== undefined
                ? isDue(current.lastModified, action.Days, run.now)
                : action.Date !== undefined && action.Date.getTime() <= run.now,
        ).map((action) => ({ rule, target: action.StorageClass })),
    );
    if (transition(run, current, due)) return;
    if (isExpired) addDeleteMarker(run.s3, run.bucket, key, service, "Lifecycle Expiration");
}

/** A delete marker that is the last version of its key. */
function expireMarker(run: Run, marker: StoredVersion, rules: readonly LifecycleRule[]): void {
    const isOver = rules.some(({ Expiration: end, filter }) => {
        if (filter.Tags !== undefined || filter.ObjectSizeGreaterThan !== undefined) return false;
        if (filter.ObjectSizeLessThan !== undefined) return false;
        if (end?.ExpiredObjectDeleteMarker === true) return true;
        return end?.Days !== undefined && isDue(marker.lastModified, end.Days, run.now);
    });
    if (isOver) removeVersion(run.s3, run.bucket, marker, service, "Lifecycle Expiration");
}

function noncurrent(
    run: Run,
    version: StoredVersion,
    { since, newer }: { since: number; newer: number },
    rules: readonly LifecycleRule[],
): void {
    const matching = rules.filter((rule) => matches(rule, version));
    const holds = (action: {
        NoncurrentDays: number;
        NewerNoncurrentVersions?: number | undefined;
    }): boolean =>
        newer >= (action.NewerNoncurrentVersions ?? 0) &&
        isDue(since, action.NoncurrentDays, run.now);
    const isExpired = matching.some(
        ({ NoncurrentVersionExpiration: end }) => end !== undefined && holds(end),
    );
    if (isExpired && !isLocked(version, run.now)) {
        removeVersion(run.s3, run.bucket, version, service, "Lifecycle Expiration");
        return;
    }
    if (version.isDeleteMarker) return;
    const due = matching.flatMap((rule) =>
        rule.NoncurrentVersionTransitions.filter(holds).map((action) => ({
            rule,
            target: action.StorageClass,
        })),
    );
    transition(run, version, due);
}

function matches({ filter }: LifecycleRule, version: StoredVersion): boolean {
    // Delete markers have neither tags nor size: only a prefix selects them.
    if (version.isDeleteMarker) {
        return (
            filter.Tags === undefined &&
            filter.ObjectSizeGreaterThan === undefined &&
            filter.ObjectSizeLessThan === undefined
        );
    }
    const { ObjectSizeGreaterThan: above, ObjectSizeLessThan: below } = filter;
    if (above !== undefined && version.size <= above) return false;
    if (below !== undefined && version.size >= below) return false;
    return Object.entries(filter.Tags ?? {}).every(
        ([key, value]) => Object.hasOwn(version.tags, key) && version.tags[key] === value,
    );
}

/** Moves the version to the best class that is due and lawful. True when it moved. */
function transition(
    run: Run,
    version: StoredVersion,
    due: readonly { rule: LifecycleRule; target: LifecycleTarget }[],
): boolean {
    const isReplicating = ["PENDING", "FAILED"].includes(version.replicationStatus);
    if (due.length === 0 || (isReplicating && run.bucket.isVersioned)) return false;
    const allowed = movesOf(version);
    const targets = due
        .filter(
            ({ rule, target }) =>
                allowed.includes(target) && isBigEnough(run.bucket, rule, version, target),
        )
        .map(({ target }) => target);
    const target = preference.find((one) => targets.includes(one));
    if (target === undefined) return false;
    version.storageClass = target;
    version.accessTier = target === "INTELLIGENT_TIERING" ? "FREQUENT" : undefined;
    publishObjectEvent(run.s3, run.bucket, "Object Storage Class Changed", version, service, {
        "destination-storage-class": target,
    });
    return true;
}

/** Of several due at once the most archival wins; Intelligent-Tiering wins but over the two archive classes. */
const preference: readonly LifecycleTarget[] = [
    "DEEP_ARCHIVE",
    "GLACIER",
    "INTELLIGENT_TIERING",
    "GLACIER_IR",
    "ONEZONE_IA",
    "STANDARD_IA",
];

/** S3 User Guide, "Transitioning objects", with the Intelligent-Tiering rows by access tier. */
function movesOf(version: StoredVersion): readonly string[] {
    if (version.storageClass === "INTELLIGENT_TIERING") {
        switch (version.accessTier) {
            case "ARCHIVE_INSTANT_ACCESS":
                return ["GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"];
            case "ARCHIVE":
                return ["GLACIER", "DEEP_ARCHIVE"];
            case "DEEP_ARCHIVE":
                return ["DEEP_ARCHIVE"];
        }
    }
    return isStorageClass(version.storageClass) ? lifecycleMoves[version.storageClass] : [];
}

function isBigEnough(
    bucket: BucketState,
    { filter }: LifecycleRule,
    version: StoredVersion,
    target: LifecycleTarget,
): boolean {
    if (filter.ObjectSizeGreaterThan !== undefined || filter.ObjectSizeLessThan !== undefined) {
        return true;
    }
    const varies =
        bucket.configuration.lifecycle?.transitionDefaultMinimumObjectSize ===
        "varies_by_storage_class";
    if (varies && withoutMinimum.includes(target)) return true;
    return version.size >= defaultMinimumBytes;
}
