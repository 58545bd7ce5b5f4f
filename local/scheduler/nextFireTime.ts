import { awsCron } from "./awsCron";
import { instantOf, wallTime } from "./zonedTime";

const unitMilliseconds = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** Most due times that daylight saving may skip one after another before a cron is given up as never due. */
const maxSkipped = 10_000;

/**
 * When a schedule fires next, strictly after `afterMs`, in milliseconds since the epoch; undefined when it never does
 * again. Daylight saving as EventBridge Scheduler documents it: a local time that does not exist is skipped, one that
 * occurs twice fires once, at its first occurrence.
 *
 * `rate` counts from `anchorMs`, when the schedule was created: it fires then and every interval after.
 * Throws an Error that names the mistake for anything that is not a valid `cron(...)`, `rate(...)` or `at(...)`.
 * @param anchorMs - @default afterMs, so that a rate fires one interval later
 */
export function nextFireTime(
    expression: string,
    timezone: string,
    afterMs: number,
    anchorMs: number = afterMs,
): number | undefined {
    const [, kind, inside = ""] = /^(cron|rate|at)\((.+)\)$/.exec(expression.trim()) ?? [];
    switch (kind) {
        case "cron":
            return nextCron(inside, timezone, afterMs);
        case "rate":
            return nextRate(inside, afterMs, anchorMs);
        case "at": {
            const instant = atInstant(inside, timezone);
            return instant !== undefined && instant > afterMs ? instant : undefined;
        }
        default:
            throw new Error(
                `schedule expression: must be cron(...), rate(...) or at(...), got "${expression}"`,
            );
    }
}

function nextCron(text: string, timezone: string, afterMs: number): number | undefined {
    const cron = awsCron(text);
    // Wall times go forward only: what a repeated hour shows a second time has fired already.
    let wall = wallTime(afterMs, timezone);
    for (let skipped = 0; skipped < maxSkipped; skipped += 1) {
        const next = cron.nextRun(new Date(wall));
        if (next === null) return undefined;
        wall = next.getTime();
        const instant = instantOf(wall, timezone);
        if (instant !== undefined && instant > afterMs) return instant;
    }
    return undefined;
}

function nextRate(text: string, afterMs: number, anchorMs: number): number {
    const [, digits = "", unit = ""] = /^([1-9]\d*) (minute|hour|day)s?$/.exec(text.trim()) ?? [];
    if (unit === "") {
        throw new Error(
            `rate(${text}): must be a whole number from 1 up and minutes, hours or days, such as rate(1 hour)`,
        );
    }
    const interval = Number(digits) * unitMilliseconds[unit as keyof typeof unitMilliseconds];
    if (afterMs < anchorMs) return anchorMs;
    return anchorMs + (Math.floor((afterMs - anchorMs) / interval) + 1) * interval;
}

function atInstant(text: string, timezone: string): number | undefined {
    const form = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)$/;
    const wall = form.test(text.trim()) ? Date.parse(`${text.trim()}Z`) : NaN;
    if (Number.isNaN(wall)) {
        throw new Error(`at(${text}): must be a date and time such as at(2026-03-29T06:00:00)`);
    }
    return instantOf(wall, timezone);
}
