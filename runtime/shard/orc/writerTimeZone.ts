/** Where the timestamps of a stripe count from: 2015-01-01 00:00:00 on the clock of the writer's time zone. */
import { OrcProblem } from "./orcProblem";

/** 2015-01-01T00:00:00Z, in seconds since 1970. */
export const baseSecondsUtc = 1_420_070_400;

const known = new Map<string, number>([
    ["UTC", baseSecondsUtc],
    ["GMT", baseSecondsUtc],
]);

/** In seconds since 1970. Throws OrcProblem for a zone this machine does not know: a guess could be hours off. */
export function baseSecondsIn(zone: string): number {
    let base = known.get(zone);
    if (base === undefined) {
        base = baseSecondsUtc - offsetSeconds(zone);
        known.set(zone, base);
    }
    return base;
}

/** East of Greenwich is positive. */
function offsetSeconds(zone: string): number {
    // What Java calls a zone without a name, e.g. "GMT+05:30".
    const custom = /^GMT([+-])([01]?\d|2[0-3]):?([0-5]\d)$/.exec(zone);
    if (custom !== null) {
        const seconds = Number(custom[2]) * 3600 + Number(custom[3]) * 60;
        return custom[1] === "-" ? -seconds : seconds;
    }
    let clock: Intl.DateTimeFormat;
    try {
        clock = new Intl.DateTimeFormat("en-US", {
            timeZone: zone,
            hourCycle: "h23",
            year: "numeric",
            month: "numeric",
            day: "numeric",
            hour: "numeric",
            minute: "numeric",
            second: "numeric",
        });
    } catch (error) {
        throw new OrcProblem(
            `the writer's time zone must be one of the IANA database, got ${JSON.stringify(zone)}`,
            error,
        );
    }
    const offsetAt = (seconds: number): number => {
        const shown: Record<string, number> = {};
        for (const { type, value } of clock.formatToParts(seconds * 1000))
            shown[type] = Number(value);
        const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = shown;
        return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
    };
    // The offset of that very moment, not of midnight in Greenwich.
    return offsetAt(baseSecondsUtc - offsetAt(baseSecondsUtc));
}
