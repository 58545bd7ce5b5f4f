import { Cron } from "croner";

/** Names, ranges of the six fields of an AWS cron expression (EventBridge Scheduler User Guide, "Schedule types"). */
const fields = [
    { name: "minutes", min: 0, max: 59, form: /^[0-9*,/-]+$/ },
    { name: "hours", min: 0, max: 23, form: /^[0-9*,/-]+$/ },
    { name: "day-of-month", min: 1, max: 31, form: /^[0-9*,/?LW-]+$/ },
    { name: "month", min: 1, max: 12, form: /^[0-9A-Z*,/-]+$/ },
    { name: "day-of-week", min: 1, max: 7, form: /^[0-9A-Z*,/?L#-]+$/ },
    { name: "year", min: 1970, max: 2199, form: /^[0-9*,/-]+$/ },
] as const;

const compiled = new Map<string, Cron>();

/**
 * The parsed form of the text inside `cron(...)`, reckoned in UTC: feed it wall-clock times of the schedule's zone.
 * Throws an Error that names the field, the value and what is allowed. Days of the week are AWS's: 1-7 or SUN-SAT,
 * 1 being Sunday.
 */
export function awsCron(text: string): Cron {
    const known = compiled.get(text);
    if (known !== undefined) return known;
    const parts = text.trim().toUpperCase().split(/\s+/);
    if (parts.length !== fields.length) {
        throw new Error(
            `cron(${text}): must have 6 fields (minutes hours day-of-month month day-of-week year), got ${parts.length}`,
        );
    }
    const [, , dayOfMonth, , dayOfWeek] = parts;
    if ((dayOfMonth === "?") === (dayOfWeek === "?")) {
        throw new Error(
            `cron(${text}): exactly one of day-of-month and day-of-week must be ?, got "${dayOfMonth}" and "${dayOfWeek}"`,
        );
    }
    const translated = fields.map((field, i) => translatedField(text, field, parts[i] ?? ""));
    let cron: Cron;
    try {
        // Seconds are added in front; alternativeWeekdays is croner's name for 1-7 = SUN-SAT.
        cron = new Cron(["0", ...translated].join(" "), {
            timezone: "UTC",
            mode: "7-part",
            alternativeWeekdays: true,
            paused: true,
        });
    } catch (cause) {
        throw new Error(
            `cron(${text}): ${cause instanceof Error ? cause.message : String(cause)}`,
            {
                cause,
            },
        );
    }
    compiled.set(text, cron);
    return cron;
}

/** AWS's spelling of one field turned into croner's. */
function translatedField(text: string, field: (typeof fields)[number], value: string): string {
    const { name, min, max, form } = field;
    const fail = (problem: string): Error => new Error(`cron(${text}): ${name}: ${problem}`);
    if (!form.test(value)) throw fail(`got "${value}", which has a character that is not allowed`);
    if (value === "?") return "*";
    const numbers = [...value.matchAll(/(?<![#/\d])\d+/g)].map(([digits]) => Number(digits));
    const outside = numbers.find((number) => number < min || number > max);
    if (outside !== undefined) throw fail(`must be from ${min} to ${max}, got ${outside}`);
    return value
        .split(",")
        .map((item) => {
            // "L" alone means Saturday, the last day of AWS's week; "5L" is the last Thursday of the month.
            if (name === "day-of-week" && item === "L") return "7";
            if (name === "day-of-week") return item.replace(/^([0-9A-Z]+)L$/, "$1#L");
            // "0/15" starts at 0; croner wants the range spelled out.
            return item.replace(/^(\d+)\/(\d+)$/, `$1-${max}/$2`);
        })
        .join(",");
}
