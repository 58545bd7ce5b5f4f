import type { Partition } from "../core/contracts";
import type { CopyOperation, CreateJobRequest, JobOperation } from "./createJobRequest";

const maximumTags = 50;

/**
 * Everything that its shape cannot say of a CreateJob request (reference 5.1 to 5.10), or an empty list.
 * `account` is the job's.
 */
export function createJobProblems(
    request: Partial<CreateJobRequest>,
    account: string,
    partition: Partition,
): string[] {
    const { Operation, Report, Manifest, RoleArn } = request;
    return [
        ...(Operation === undefined ? [] : operationProblems(Operation)),
        ...(Manifest === undefined
            ? ["Manifest: exactly one of Manifest and ManifestGenerator is required"]
            : manifestProblems(Manifest)),
        ...(Report === undefined ? [] : reportProblems(Report)),
        ...(RoleArn === undefined ? [] : roleProblems(RoleArn, account, partition)),
    ];
}

/** Checked apart, because the API has a name of its own for it (TooManyTagsException). */
export function tagProblems(tags: readonly { readonly Key: string }[]): string[] {
    const problems: string[] = [];
    if (tags.length > maximumTags) {
        problems.push(`Tags: at most ${maximumTags} job tags, got ${tags.length}`);
    }
    const keys = new Set<string>();
    for (const { Key } of tags) {
        if (keys.has(Key)) problems.push(`Tags: key "${Key}" stands twice`);
        keys.add(Key);
        if (Key.startsWith("aws:")) problems.push(`Tags: key "${Key}" must not start with "aws:"`);
    }
    return problems;
}

function operationProblems(operation: JobOperation): string[] {
    const names = Object.keys(operation);
    if (names.length !== 1) {
        return [
            `Operation: exactly one operation is required, got ${names.length === 0 ? "none" : names.join(", ")}`,
        ];
    }
    const problems: string[] = [];
    const { S3PutObjectCopy: copy, LambdaInvoke: lambda, S3PutObjectRetention: lock } = operation;
    if (copy !== undefined) problems.push(...copyProblems(copy));
    if (lambda?.UserArguments !== undefined && lambda.InvocationSchemaVersion !== "2.0") {
        problems.push(
            `Operation.LambdaInvoke.UserArguments: need InvocationSchemaVersion "2.0", ` +
                `got "${lambda.InvocationSchemaVersion ?? "1.0"}"`,
        );
    }
    if (lock !== undefined) {
        const { Mode, RetainUntilDate } = lock.Retention;
        if ((Mode === undefined) !== (RetainUntilDate === undefined)) {
            problems.push(
                "Operation.S3PutObjectRetention.Retention: Mode and RetainUntilDate go together",
            );
        }
    }
    return problems;
}

function copyProblems(copy: CopyOperation): string[] {
    const at = "Operation.S3PutObjectCopy";
    const problems: string[] = [];
    const { UserMetadata, SSEAlgorithm, ...system } = copy.NewObjectMetadata ?? {};
    const restated = UserMetadata !== undefined || Object.keys(system).length > 0;
    if ((copy.TargetResource as string | undefined) === undefined) {
        problems.push(`${at}.TargetResource: is required`);
    }
    if (copy.TargetKeyPrefix?.endsWith("/") === true) {
        // [unverified] whether S3 doubles the slash: the local AWS refuses what it cannot know.
        problems.push(
            `${at}.TargetKeyPrefix: must not end with "/", got "${copy.TargetKeyPrefix}"; leave it out`,
        );
    }
    if (restated && copy.MetadataDirective !== "REPLACE") {
        problems.push(
            `${at}.NewObjectMetadata: new metadata needs MetadataDirective REPLACE, ` +
                `got ${copy.MetadataDirective ?? "none"}`,
        );
    }
    if (copy.SSEAwsKmsKeyId !== undefined && SSEAlgorithm === "AES256") {
        problems.push(`${at}.SSEAwsKmsKeyId: needs NewObjectMetadata.SSEAlgorithm KMS, got AES256`);
    }
    if ((copy.ObjectLockMode === undefined) !== (copy.ObjectLockRetainUntilDate === undefined)) {
        problems.push(`${at}: ObjectLockMode and ObjectLockRetainUntilDate go together`);
    }
    return problems;
}

function manifestProblems({ Spec }: CreateJobRequest["Manifest"]): string[] {
    const at = "Manifest.Spec.Fields";
    if (Spec.Format === "S3InventoryReport_CSV_20161130") {
        return Spec.Fields === undefined ? [] : [`${at}: must be left out for ${Spec.Format}`];
    }
    if (Spec.Fields === undefined) return [`${at}: is required for ${Spec.Format}`];
    const problems: string[] = [];
    for (const field of ["Bucket", "Key", "VersionId"] as const) {
        const times = Spec.Fields.filter((name) => name === field).length;
        if (times > 1) problems.push(`${at}: ${field} stands ${times} times`);
        if (times === 0 && field !== "VersionId") problems.push(`${at}: ${field} is required`);
    }
    return problems;
}

function reportProblems(report: CreateJobRequest["Report"]): string[] {
    if (!report.Enabled) return [];
    return (["Bucket", "Format", "ReportScope"] as const).flatMap((member) =>
        report[member] === undefined
            ? [`Report.${member}: is required when the report is enabled`]
            : [],
    );
}

function roleProblems(roleArn: string, account: string, partition: Partition): string[] {
    const [, rolePartition, , , roleAccount] = roleArn.split(":");
    const problems: string[] = [];
    if (rolePartition !== partition) {
        problems.push(`RoleArn: must be of partition ${partition}, got "${roleArn}"`);
    }
    if (roleAccount !== account) {
        problems.push(
            `RoleArn: must be a role of the job's account ${account}, got "${roleArn}"; ` +
                `a role of another account cannot be passed`,
        );
    }
    return problems;
}
