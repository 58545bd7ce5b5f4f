/** The Lambda entry point of reconcile: a job's status changed, or the watchdog found a job without an outcome. */
import { awsPorts } from "./awsPorts";
import { readJobEvent } from "./jobEvent";
import { reconcileJob } from "./reconcileJob";

const ports = awsPorts();

export async function handler(event: unknown): Promise<{ readonly result: string }> {
    const { jobId } = readJobEvent(event);
    const { result } = await reconcileJob(ports, jobId);
    return { result };
}
