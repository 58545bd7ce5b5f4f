/** The one event the watchdog takes. */

export class MalformedWatchdogEvent extends Error {
    constructor(event: unknown) {
        super(
            `watchdog event: must be {"trigger":"watchdog"}, got ${JSON.stringify(event ?? null).slice(0, 300)}`,
        );
        this.name = "MalformedWatchdogEvent";
    }
}

/** @throws MalformedWatchdogEvent for anything else. */
export function checkWatchdogEvent(event: unknown): void {
    const sound =
        typeof event === "object" &&
        event !== null &&
        (event as { readonly trigger?: unknown }).trigger === "watchdog";
    if (!sound) throw new MalformedWatchdogEvent(event);
}
