import { NotImplemented, type CallContext, type World } from "../core/contracts";
import { copyTask } from "./copyTask";
import { dataPlaneRequest } from "./dataPlaneRequest";
import type { Job } from "./job";
import { lambdaTask } from "./lambdaTask";
import type { ManifestRow } from "./manifestRow";
import { tagRecord } from "./tagRecord";
import { failureOf, succeeded, type TaskResult } from "./taskResult";
import { taskTarget, type TaskTarget } from "./taskTarget";

/** Runs one task as the job role (`ctx`). Every refusal of the data plane becomes a result. */
export async function runTask(
    world: World,
    ctx: CallContext,
    job: Job,
    row: ManifestRow,
): Promise<TaskResult> {
    const { LambdaInvoke } = job.request.Operation;
    try {
        // The function gets the key as the manifest has it, and decodes it itself.
        if (LambdaInvoke !== undefined) {
            return await lambdaTask(world, ctx, job.id, LambdaInvoke, row);
        }
        return await runObjectTask(world, ctx, job, taskTarget(row));
    } catch (error) {
        if (error instanceof NotImplemented) {
            world.refusals.push(`task of batch job ${job.id} (${job.operation}): ${error.message}`);
        }
        return failureOf(error);
    }
}

async function runObjectTask(
    world: World,
    ctx: CallContext,
    job: Job,
    target: TaskTarget,
): Promise<TaskResult> {
    const operation = job.request.Operation;
    const { s3 } = world;
    if (operation.S3PutObjectCopy !== undefined) {
        return await copyTask(world, ctx, operation.S3PutObjectCopy, target);
    }
    if (operation.S3PutObjectTagging !== undefined) {
        const tags = tagRecord(operation.S3PutObjectTagging.TagSet ?? []);
        await s3.putObjectTagging(ctx, { ...target, tags });
        return succeeded();
    }
    if (operation.S3InitiateRestoreObject !== undefined) {
        const { ExpirationInDays: days, GlacierJobTier } = operation.S3InitiateRestoreObject;
        const tier = GlacierJobTier === "BULK" ? "Bulk" : "Standard";
        const { already } = await s3.restoreObject(ctx, { ...target, days, tier });
        return succeeded("Successful", already ? 200 : 202);
    }
    if (operation.S3DeleteObjectTagging !== undefined) {
        await dataPlaneRequest(world, ctx, { method: "DELETE", resource: "tagging", target });
        return succeeded();
    }
    if (operation.S3PutObjectLegalHold !== undefined) {
        await requireObjectLock(world, ctx, target.bucket);
        const { Status } = operation.S3PutObjectLegalHold.LegalHold;
        await dataPlaneRequest(world, ctx, {
            method: "PUT",
            resource: "legal-hold",
            target,
            body: `<LegalHold xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Status>${Status}</Status></LegalHold>`,
        });
        return succeeded();
    }
    if (operation.S3PutObjectRetention !== undefined) {
        await requireObjectLock(world, ctx, target.bucket);
        const { Retention, BypassGovernanceRetention } = operation.S3PutObjectRetention;
        const { Mode, RetainUntilDate } = Retention;
        const members =
            Mode === undefined || RetainUntilDate === undefined
                ? ""
                : `<Mode>${Mode}</Mode><RetainUntilDate>${RetainUntilDate}</RetainUntilDate>`;
        await dataPlaneRequest(world, ctx, {
            method: "PUT",
            resource: "retention",
            target,
            body: `<Retention xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${members}</Retention>`,
            ...(BypassGovernanceRetention === true && {
                headers: { "x-amz-bypass-governance-retention": "true" },
            }),
        });
        return succeeded();
    }
    throw new Error(
        `job ${job.id}: operation ${job.operation} has no task; validation let it pass`,
    );
}

/** The job role needs s3:GetBucketObjectLockConfiguration, and the bucket Object Lock (reference 5.7). */
async function requireObjectLock(world: World, ctx: CallContext, bucket: string): Promise<void> {
    await dataPlaneRequest(world, ctx, {
        method: "GET",
        resource: "object-lock",
        target: { bucket, key: "", versionId: undefined },
    });
}
