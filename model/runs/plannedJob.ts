/** The CreateJob request of one part of a run: built once, stored in the run record, sent as stored. */
import type { BucketPlan, TierPlan, TierTarget } from "../config/bucketPlan";
import { encodeTaskArguments } from "../jobs/taskArguments";
import { bucketArn, objectArn, type Partition } from "../naming/arn";
import { jobOfName, partKindOf, reportPrefix, type JobPart } from "../naming/keys";
import type { JobKind, PlannedJob } from "./records";
import { clientToken } from "./runIdentity";

/** What a job request holds besides the plan: names of the foundation. */
export interface JobSurroundings {
    readonly stack: string;
    readonly partition: Partition;
    readonly account: string;
    readonly controlBucket: string;
    readonly auditBucket: string;
    /** Qualified ARN (published version). */
    readonly taskFunctionArn: string;
}

export interface JobPlan {
    readonly surroundings: JobSurroundings;
    readonly plan: Pick<BucketPlan, "bucket" | "kmsKeyArn">;
    readonly tier: TierPlan;
    readonly runId: string;
    /** Start of the inventory's scan, ISO 8601. */
    readonly inventoryCreatedAt: string;
    readonly part: JobPart;
    readonly manifest: PlannedJob["manifest"];
}

const jobPriority = 10;

/** Description of a job, at most 256 characters: how reconcile and watchdog know a job as ours. */
export function jobDescription(
    stack: string,
    runId: string,
    part: JobPart,
    attempt: number,
): string {
    return `archival ${stack} run ${runId} ${part} attempt ${attempt}`;
}

/** What a job description of this product says; undefined for any other job. */
export function parseJobDescription(description: string):
    | {
          readonly stack: string;
          readonly runId: string;
          readonly part: JobPart;
          readonly attempt: number;
      }
    | undefined {
    const found = /^archival (\S+) run ([0-9a-f]{64}) ([a-z]+\d*) attempt (\d+)$/.exec(description);
    const [, stack = "", runId = "", part, attempt] = found ?? [];
    const job = jobOfName(`${part}-${attempt}`);
    return found === null || job === undefined ? undefined : { stack, runId, ...job };
}

/**
 * Whether the manifest of a tier names versions. Never for a change of class in place: copying version V onto its
 * own key would make V current again, roll an object back or resurrect a deleted one; and a mark on a version that is
 * no longer current is one that no lifecycle rule looks at.
 */
export function manifestNamesVersions(
    tier: Pick<TierPlan, "action">,
    inventoryListsVersions: boolean,
): boolean {
    const { action } = tier;
    if (action.kind === "changeClass") return false;
    return inventoryListsVersions;
}

/** The columns of a manifest. The last is the size, which Batch Operations passes over and reconcile adds up. */
export const manifestFields = (namesVersions: boolean): PlannedJob["manifest"]["fields"] =>
    namesVersions ? ["Bucket", "Key", "VersionId", "Ignore"] : ["Bucket", "Key", "Ignore"];

/** The first attempt's job of one part. Throws when the plan lacks a role or target the part needs. */
export function plannedJob(job: JobPlan): PlannedJob {
    const { surroundings, tier, runId, part, manifest } = job;
    const isCopy = partKindOf(part) === "copy";
    const operation = isCopy ? copyOperation(job) : taskOperation(job);
    const role = isCopy ? tier.roles.copy : tier.roles.invoke;
    return {
        part,
        attempt: 0,
        kind: jobKind(tier),
        manifest,
        request: {
            ConfirmationRequired: tier.approval === "required",
            Operation: operation,
            Report: {
                Bucket: bucketArn(surroundings.partition, surroundings.auditBucket),
                ExpectedBucketOwner: surroundings.account,
                Format: "Report_CSV_20180820",
                Enabled: true,
                Prefix: reportPrefix(runId),
                // The report is the audit record per object; failures alone would prove nothing.
                ReportScope: "AllTasks",
            },
            ClientRequestToken: clientToken({
                runId,
                part,
                attempt: 0,
                manifestEtag: manifest.etag,
            }),
            Manifest: manifestMember(surroundings, manifest),
            Description: jobDescription(surroundings.stack, runId, part, 0),
            Priority: jobPriority,
            RoleArn: required(tier, role, isCopy ? "roles.copy" : "roles.invoke"),
            Tags: [
                { Key: "archival-stack", Value: surroundings.stack },
                { Key: "archival-run", Value: runId },
                { Key: "archival-tier", Value: tier.name },
            ],
        },
    };
}

/**
 * The job that tries failed rows again: same operation, role and report as `previous`, another manifest, token and
 * description. `approved` says that the previous attempt was confirmed and ran, so its rows need no second yes.
 */
export function retryJob(
    previous: PlannedJob,
    retry: {
        readonly surroundings: Pick<JobSurroundings, "stack" | "partition" | "controlBucket">;
        readonly runId: string;
        readonly attempt: number;
        readonly manifest: PlannedJob["manifest"];
        readonly approved: boolean;
    },
): PlannedJob {
    const { surroundings, runId, attempt, manifest } = retry;
    const { part, kind } = previous;
    return {
        part,
        attempt,
        kind,
        manifest,
        request: {
            ...previous.request,
            ConfirmationRequired:
                previous.request["ConfirmationRequired"] === true && !retry.approved,
            ClientRequestToken: clientToken({ runId, part, attempt, manifestEtag: manifest.etag }),
            Manifest: manifestMember(surroundings, manifest),
            Description: jobDescription(surroundings.stack, runId, part, attempt),
        },
    };
}

function jobKind({ action }: TierPlan): JobKind {
    switch (action.kind) {
        case "changeClass":
            return action.mechanism === "mark" ? "mark" : "in-place";
        case "copyTo":
            return "vault";
        case "invoke":
            return "invoke";
    }
}

function manifestMember(
    surroundings: Pick<JobSurroundings, "partition" | "controlBucket">,
    manifest: PlannedJob["manifest"],
): unknown {
    return {
        Spec: { Format: "S3BatchOperations_CSV_20180820", Fields: [...manifest.fields] },
        Location: {
            ObjectArn: objectArn(surroundings.partition, surroundings.controlBucket, manifest.key),
            ...(manifest.versionId === undefined ? {} : { ObjectVersionId: manifest.versionId }),
            ETag: manifest.etag,
        },
    };
}

function copyOperation(job: JobPlan): unknown {
    const { surroundings, plan, tier } = job;
    const target = targetOf(tier);
    const inPlace = target.bucket === plan.bucket;
    return {
        S3PutObjectCopy: {
            TargetResource: bucketArn(surroundings.partition, target.bucket),
            ...(target.keyPrefix === undefined ? {} : { TargetKeyPrefix: target.keyPrefix }),
            // Omitted, it would be STANDARD: a copy that un-archives.
            StorageClass: storageClassOf(tier),
            MetadataDirective: "COPY",
            // Whatever was rewritten since the inventory is not what was selected: its task fails with 412.
            UnModifiedSinceConstraint: job.inventoryCreatedAt,
            // One KMS call per object otherwise; without KMS there is no bucket key to ask for.
            ...(inPlace && plan.kmsKeyArn === undefined ? {} : { BucketKeyEnabled: true }),
        },
    };
}

function taskOperation(job: JobPlan): unknown {
    const { surroundings, plan, tier, runId } = job;
    const { action } = tier;
    if (action.kind === "invoke")
        return {
            LambdaInvoke: {
                FunctionArn: action.functionArn,
                InvocationSchemaVersion: "2.0",
                ...(Object.keys(action.arguments).length === 0
                    ? {}
                    : { UserArguments: { ...action.arguments } }),
            },
        };
    const target = targetOf(tier);
    return {
        LambdaInvoke: {
            FunctionArn: surroundings.taskFunctionArn,
            InvocationSchemaVersion: "2.0",
            UserArguments: encodeTaskArguments({
                mode:
                    action.kind === "changeClass" && action.mechanism === "mark" ? "mark" : "copy",
                runId,
                tier: tier.name,
                taskRoleArn: required(tier, tier.roles.task, "roles.task"),
                sourceBucket: plan.bucket,
                targetBucket: target.bucket,
                storageClass: storageClassOf(tier),
                keyPrefix: target.keyPrefix,
                unmodifiedSince: job.inventoryCreatedAt,
                tags: tier.select.tags ?? {},
            }),
        },
    };
}

function targetOf(tier: TierPlan): TierTarget {
    return required(tier, tier.target, "target");
}

function storageClassOf(
    tier: TierPlan,
): Exclude<TierPlan["action"], { kind: "invoke" }>["storageClass"] {
    if (tier.action.kind === "invoke")
        throw new Error(`tier "${tier.name}": an invoke action has no storage class`);
    return tier.action.storageClass;
}

function required<T>(tier: TierPlan, value: T | undefined, name: string): T {
    if (value === undefined)
        throw new Error(
            `tier "${tier.name}": ${name} must be in the bucket's plan for action "${tier.action.kind}", ` +
                'got nothing; run "pulumi up" with a program of the same version as the functions',
        );
    return value;
}
