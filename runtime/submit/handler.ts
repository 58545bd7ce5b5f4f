/** The Lambda entry point of submit: a committed inventory, a bucket's schedule, the watchdog, or the end of a large scan. */
import { awsPorts } from "./awsPorts";
import { submit } from "./submit";
import type { SubmitSummary } from "./submitBucket";
import { submitTrigger } from "./submitEvent";

const ports = awsPorts();

export async function handler(event: unknown): Promise<SubmitSummary> {
    return submit(ports, submitTrigger(event, ports.control.bucket));
}
