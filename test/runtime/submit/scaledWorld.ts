/** A SubmitWorld whose large scans run: what the state machine does, step by step, with crashes where a test wants them. */
import assert from "node:assert/strict";
import type { BucketPlan } from "../../../model/config/bucketPlan";
import type { ScanInput, ShardItem } from "../../../model/scale/scanRecords";
import { scanShard } from "../../../runtime/shard/scanShard";
import { submit } from "../../../runtime/submit/submit";
import type { SubmitSummary } from "../../../runtime/submit/submitBucket";
import { submitTrigger } from "../../../runtime/submit/submitEvent";
import { sourceBucket, SubmitWorld } from "./submitWorld";

export class ScaledWorld extends SubmitWorld {
    async submit(): Promise<SubmitSummary> {
        return submit(this.ports, { trigger: "schedule", bucket: sourceBucket });
    }

    /** Executions that are at work, by name. */
    get running(): string[] {
        return [...this.executions.started]
            .filter(([, { state }]) => state === "running")
            .map(([name]) => name);
    }

    inputOf(name: string): ScanInput {
        return this.executions.started.get(name)?.input as ScanInput;
    }

    itemsOf(name: string): readonly ShardItem[] {
        return this.control.json(this.inputOf(name).itemsKey) as readonly ShardItem[];
    }

    async shard(item: ShardItem): Promise<void> {
        const { control, manifests, telemetry } = this.ports;
        await scanShard({ control, parts: manifests, telemetry }, item);
    }

    async conclude(name: string, failed?: unknown): Promise<SubmitSummary> {
        const { bucket, scanId, attempt } = this.inputOf(name);
        const event = {
            trigger: "scan",
            bucket,
            scanId,
            attempt,
            ...(failed === undefined ? {} : { failed }),
        };
        // Through JSON, as Step Functions hands it over.
        const read: unknown = JSON.parse(JSON.stringify(event));
        return submit(this.ports, submitTrigger(read, "control"));
    }

    /** One execution as the state machine runs it; a failure is told to submit. */
    async execute(
        name: string,
        shard = (item: ShardItem) => this.shard(item),
    ): Promise<SubmitSummary> {
        const execution = this.executions.started.get(name);
        assert.ok(execution, name);
        try {
            for (const item of this.itemsOf(name)) await shard(item);
            const summary = await this.conclude(name);
            execution.state = "succeeded";
            return summary;
        } catch (error) {
            const summary = await this.conclude(name, { Error: "Error", Cause: String(error) });
            execution.state = "failed";
            return summary;
        }
    }
}

/** The plan, read by many functions from `minFiles` data files on. */
export const scaled = (plan: BucketPlan, maxRowsPerJob = 4_000_000): BucketPlan => ({
    ...plan,
    scaleOut: { minFiles: 2, maxConcurrency: 10, maxRowsPerJob },
});

/** The same plan, read in one function. */
export const inOne = (plan: BucketPlan, maxRowsPerJob = 4_000_000): BucketPlan => ({
    ...plan,
    scaleOut: { minFiles: 1000, maxConcurrency: 10, maxRowsPerJob },
});
