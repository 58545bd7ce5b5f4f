/** What the watchdog needs: it looks at everything and wakes the functions whose work is missing. */
import type { JobState } from "../../model/runs/jobFindings";
import type { ObjectStore } from "../aws/objectStore";
import type { Telemetry } from "../aws/telemetry";

export interface ListedJob extends JobState {
    readonly jobId: string;
    readonly description: string;
}

export interface WatchdogPorts {
    readonly stack: string;
    /** Only read: the role allows nothing else. */
    readonly control: ObjectStore;
    /** Every job of the account and Region that the service still knows (90 days), in pages. */
    listJobs(): AsyncIterable<ListedJob>;
    /** Asynchronous invocations: answered when Lambda has taken the event. */
    wakeSubmit(bucket: string): Promise<void>;
    wakeReconcile(jobId: string): Promise<void>;
    readonly telemetry: Telemetry;
    now(): Date;
}
