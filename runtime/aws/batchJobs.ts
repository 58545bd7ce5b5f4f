/** What the functions need of S3 Batch Operations. */
import type { PlannedJob } from "../../model/runs/records";

export interface DescribedJob {
    readonly jobId: string;
    /** A JobStatus of the S3 Control API, e.g. "Complete". */
    readonly status: string;
    readonly description: string;
    /** E.g. "AWAITING_CONFIRMATION"; only while Suspended. */
    readonly suspendedCause?: string | undefined;
    readonly createdAt?: Date | undefined;
    /** When a terminal job ended. */
    readonly endedAt?: Date | undefined;
    readonly failureReasons: readonly string[];
    readonly tasks: { readonly total: number; readonly succeeded: number; readonly failed: number };
    readonly report?: { readonly bucketArn: string; readonly prefix: string } | undefined;
}

export interface BatchJobs {
    /** CreateJob with the planned request; the same plan always answers the same job id (deterministic token). */
    create(planned: PlannedJob): Promise<string>;
    /** Undefined for a job that the service does not know (any more: it forgets after 90 days). */
    describe(jobId: string): Promise<DescribedJob | undefined>;
}
