/** The Lambda entry point of the watchdog, invoked by the Scheduler every hour. */
import { awsPorts } from "./awsPorts";
import { watch, type WatchReport } from "./watch";
import { checkWatchdogEvent } from "./watchdogEvent";

const ports = awsPorts();

export async function handler(event: unknown): Promise<WatchReport> {
    checkWatchdogEvent(event);
    return watch(ports);
}
