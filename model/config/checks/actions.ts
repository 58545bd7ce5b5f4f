import {
    type StorageClass,
    archivedClasses,
    lifecycleMoves,
    minimumStorageDays,
    targetClasses,
} from "../../storageClass";
import { noncurrentInPlace } from "../../selection/noncurrentInPlace";
import type { Draft, DraftBucket } from "../draft";
import type { DraftTier } from "../draftTier";
import type { Findings } from "../findings";
import { nearest } from "../nearest";
import { pointer, shown } from "../pointer";
import type { TierAction } from "../types";
import { knownAccount, regionAt } from "./accounts";
import { checkArn } from "./arns";
import { checkFloor } from "./floor";
import { checkLifecycleTier } from "./lifecycleTier";

type ChangeClass = Extract<TierAction, { kind: "changeClass" }>;
type CopyTo = Extract<TierAction, { kind: "copyTo" }>;

/** Actions: class order, sizes that never pay, vaults, functions, and what a mechanism cannot do. */
export function checkActions(draft: Draft, findings: Findings): void {
    for (const bucket of draft.buckets) {
        for (const tier of bucket.tiers) {
            const { action } = tier.tier;
            switch (action?.kind) {
                case undefined:
                    break;
                case "changeClass":
                    checkChange(bucket, tier, action, findings);
                    checkUnapproved(draft, tier, action, findings);
                    break;
                case "copyTo":
                    checkCopyTo(draft, tier, action, findings);
                    break;
                case "invoke":
                    checkInvoke(draft, tier, action.functionArn, findings);
            }
        }
    }
}

const place = ({ at }: DraftTier, ...segments: string[]): string => at + pointer(...segments);

function checkChange(
    bucket: DraftBucket,
    draft: DraftTier,
    action: ChangeClass,
    findings: Findings,
): void {
    const { storageClass, mechanism } = action;
    const { select } = draft.tier;
    const classesAt = place(draft, "select", "storageClasses");
    const targetAt = place(draft, "action", "changeClass");
    if (select.storageClasses.includes(storageClass)) {
        findings.problem(
            classesAt,
            `must not name the class the tier moves to, got ${storageClass}; remove it`,
            [targetAt],
        );
    }
    const upward = select.storageClasses.filter(
        (source) => source !== storageClass && !movesDown(source, storageClass, mechanism),
    );
    if (upward.length > 0) {
        findings.problem(
            targetAt,
            `must be a class that ${upward.join(" and ")} can move down to by ${mechanism}, got ${storageClass}; ` +
                "choose a colder class or select other storageClasses",
            [classesAt, place(draft, "action", "mechanism")],
        );
    }
    checkArchived(draft, mechanism === "copy", findings, upward);
    checkFloor(
        draft,
        storageClass,
        targetAt,
        // The classes that lifecycle takes along unasked are no choice of the user's.
        draft.raw.select?.storageClasses ?? ["STANDARD"],
        findings,
    );
    if (mechanism === "copy") checkInPlaceCopy(bucket, draft, findings);
    if (mechanism !== "copy" && !bucket.config.lifecycle.manage) {
        findings.problem(
            place(draft, "action", "mechanism"),
            `must be copy on a bucket whose lifecycle is not managed here, got ${shown(mechanism)}; ` +
                "set lifecycle.manage to true and declare the rules the bucket has",
            [bucket.at + pointer("lifecycle", "manage"), bucket.at + pointer("ownership")],
        );
    }
    const harm = noncurrentInPlace(select, action);
    if (harm !== undefined) {
        findings.problem(
            place(draft, "action", "mechanism"),
            `must be lifecycle for noncurrent versions, got ${shown(mechanism)}: ${harm}`,
            [place(draft, "select", "versions")],
        );
    }
    if (mechanism === "lifecycle") checkLifecycleTier(draft, storageClass, findings);
}

/** Production asks for approval by default, and a lifecycle rule cannot: that has to be a choice. */
function checkUnapproved(
    { config }: Draft,
    draft: DraftTier,
    { mechanism }: ChangeClass,
    findings: Findings,
): void {
    if (!config.production || mechanism !== "lifecycle" || draft.raw.approval !== undefined) return;
    findings.warning(
        place(draft, "approval"),
        "is none, although this is a production stack, because lifecycle acts without a job that could wait; " +
            "write approval: none to say that this is meant",
        [place(draft, "action")],
    );
}

/** A copy can go where lifecycle goes, and also to any colder class. */
function movesDown(
    source: StorageClass,
    target: StorageClass,
    mechanism: ChangeClass["mechanism"],
): boolean {
    if (lifecycleMoves[source].includes(target)) return true;
    return mechanism === "copy" && targetClasses.indexOf(target) > targetClasses.indexOf(source);
}

function checkArchived(
    draft: DraftTier,
    copies: boolean,
    findings: Findings,
    reported: readonly StorageClass[] = [],
): void {
    const archived = draft.tier.select.storageClasses.filter(
        (each) => archivedClasses.includes(each) && !reported.includes(each),
    );
    const { action } = draft.tier;
    const target = action?.kind === "changeClass" ? action.storageClass : undefined;
    const asked = archived.filter((each) => each !== target);
    if (!copies || asked.length === 0) return;
    findings.problem(
        place(draft, "select", "storageClasses"),
        `must not name ${asked.join(" or ")} where objects are copied, got [${draft.tier.select.storageClasses.join(", ")}]: ` +
            "archived objects cannot be read before a restore; " +
            (action?.kind === "changeClass"
                ? "use mechanism lifecycle or mark, which move them without one"
                : "remove it"),
        [place(draft, "action")],
    );
}

function checkInPlaceCopy(bucket: DraftBucket, draft: DraftTier, findings: Findings): void {
    const { config } = bucket;
    if (draft.tier.select.locked === "include") {
        findings.warning(
            place(draft, "select", "locked"),
            "is include with a copy in place: each locked version stays beside its copy and is billed twice until its lock " +
                "ends; mechanism lifecycle or mark adds no version",
        );
    }
    const versioned = config.ownership === "create" || config.inventory.versions === "All";
    const expires = config.lifecycle.rules.some(
        (rule) => rule.status === "Enabled" && rule.noncurrentExpirationDays !== undefined,
    );
    if (versioned && !expires) {
        findings.warning(
            place(draft, "action"),
            "copies in place, and on a versioned bucket every old version stays in its old class, billed there until a " +
                "lifecycle rule expires noncurrent versions; add one, or use mechanism lifecycle or mark",
        );
    }
}

function checkCopyTo(
    { config, raw }: Draft,
    draft: DraftTier,
    action: CopyTo,
    findings: Findings,
): void {
    const vaults = Object.keys(raw.vaults ?? {});
    if (!vaults.includes(action.vault)) {
        const meant = nearest(action.vault, vaults);
        findings.problem(
            place(draft, "action", "copyTo"),
            `must be a vault of archival:vaults (${vaults.length === 0 ? "none is declared" : vaults.join(", ")}), got ` +
                `${shown(action.vault)}; ${meant === undefined ? "declare it" : `did you mean ${meant}?`}`,
            // Without vaults in sound form, which one was meant cannot be told.
            findings.isSound(pointer("vaults")) ? [] : [pointer("vaults", action.vault)],
        );
    }
    checkArchived(draft, true, findings);
    const targetAt = place(draft, "action", "storageClass");
    checkFloor(draft, action.storageClass, targetAt, ["STANDARD"], findings);
    const limit = 1024;
    const longest = Math.max(
        0,
        ...draft.tier.select.prefixes.map((each) => Buffer.byteLength(each)),
    );
    const added = Buffer.byteLength(action.keyPrefix ?? "") + 1;
    if (action.keyPrefix !== undefined && added + longest >= limit) {
        findings.problem(
            place(draft, "action", "keyPrefix"),
            `must leave room for keys, which have at most ${limit} bytes in all, got ${added} bytes before prefixes of up to ` +
                `${longest}; shorten it`,
        );
    }
    if (config.account !== "" && minimumStorageDays[action.storageClass] === 0) {
        findings.warning(
            targetAt,
            `${action.storageClass} is no archive class: the copy costs about what the source costs`,
        );
    }
}

function checkInvoke(
    stack: Draft,
    draft: DraftTier,
    functionArn: string,
    findings: Findings,
): void {
    const { partition, region } = stack.config;
    const account = knownAccount(stack, findings);
    checkArn(
        findings,
        place(draft, "action", "invoke"),
        functionArn,
        {
            partition,
            service: "lambda",
            region,
            account,
            resource: /^function:[\w-]{1,64}:(?!\$LATEST$)[\w-]{1,128}$/,
            form: `a version or alias of a function, arn:${partition}:lambda:${region}:${account ?? "<account>"}:function:<name>:<alias>`,
        },
        [regionAt],
        "name a published version or an alias, because $LATEST can change within a job",
    );
}
