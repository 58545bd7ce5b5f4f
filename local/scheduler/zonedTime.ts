/**
 * Wall-clock time in a time zone, as the milliseconds that the same date and time would have in UTC. Schedules are
 * reckoned on it, so that daylight saving is handled in one place.
 */
export function wallTime(instant: number, timezone: string): number {
    const parts = new Map(
        formatOf(timezone)
            .formatToParts(instant)
            .map(({ type, value }) => [type, Number(value)]),
    );
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return (
        Date.UTC(
            part("year"),
            part("month") - 1,
            part("day"),
            part("hour"),
            part("minute"),
            part("second"),
        ) +
        (((instant % 1000) + 1000) % 1000)
    );
}

/**
 * The first instant at which clocks in the zone show `wall`, or undefined when they never do (the hour that is skipped
 * in spring). A time that occurs twice in autumn gives its first occurrence.
 */
export function instantOf(wall: number, timezone: string): number | undefined {
    // A zone's offset is between -12 and +14 hours; the offsets a day before and after cover any one change between.
    const day = 86_400_000;
    const offsets = [wall - day, wall, wall + day].map((at) => wallTime(at, timezone) - at);
    const candidates = offsets
        .map((offset) => wall - offset)
        .filter((instant) => wallTime(instant, timezone) === wall);
    return candidates.length === 0 ? undefined : Math.min(...candidates);
}

/** Whether the machine's time zone database knows the name. */
export function isTimezone(timezone: string): boolean {
    try {
        formatOf(timezone);
        return true;
    } catch {
        return false;
    }
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timezone: string): Intl.DateTimeFormat {
    const known = formats.get(timezone);
    if (known !== undefined) return known;
    const format = new Intl.DateTimeFormat("en-US", {
        timeZone: timezone,
        calendar: "iso8601",
        hourCycle: "h23",
        year: "numeric",
        month: "numeric",
        day: "numeric",
        hour: "numeric",
        minute: "numeric",
        second: "numeric",
    });
    formats.set(timezone, format);
    return format;
}
