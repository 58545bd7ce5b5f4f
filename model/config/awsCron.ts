interface Field {
    readonly name: string;
    readonly min: number;
    readonly max: number;
    readonly names?: readonly string[];
    /** AWS's extras: L (last), W (weekday), # (n-th weekday), ? (no value). */
    readonly extra?: RegExp;
}

const months = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const weekdays = "SUN MON TUE WED THU FRI SAT".split(" ");

const fields: readonly Field[] = [
    { name: "minutes", min: 0, max: 59 },
    { name: "hours", min: 0, max: 23 },
    { name: "day-of-month", min: 1, max: 31, extra: /^(L|LW|([1-9]|[12][0-9]|3[01])W)$/ },
    { name: "month", min: 1, max: 12, names: months },
    {
        name: "day-of-week",
        min: 1,
        max: 7,
        names: weekdays,
        extra: /^(L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)(L|#[1-5]))$/,
    },
    { name: "year", min: 1970, max: 2199 },
];

/**
 * What is wrong with an EventBridge Scheduler cron expression (six fields, without the `cron(...)` around it),
 * or undefined. Source: EventBridge Scheduler User Guide, "Cron-based schedules".
 */
export function cronProblem(expression: string): string | undefined {
    const parts = expression.split(" ");
    if (parts.length !== fields.length) {
        return `must have six fields (minutes hours day-of-month month day-of-week year), got ${parts.length}`;
    }
    const marks = [parts[2], parts[4]].filter((part) => part === "?").length;
    if (marks !== 1) {
        return `must have exactly one "?", in day-of-month or in day-of-week, got ${marks}`;
    }
    for (const [i, field] of fields.entries()) {
        const part = parts[i] ?? "";
        if (part === "?" && (i === 2 || i === 4)) continue;
        if (!part.split(",").every((item) => isItem(item, field))) {
            return `${field.name} must be within ${field.min}-${field.max}${
                field.names === undefined ? "" : ` or ${field.names[0]}-${field.names.at(-1)}`
            }, got ${JSON.stringify(part)}`;
        }
    }
    return undefined;
}

function isItem(item: string, field: Field): boolean {
    if (field.extra?.test(item) === true) return true;
    const [range = "", step, ...rest] = item.split("/");
    if (rest.length > 0) return false;
    // A step of 0 never fires; one beyond the field's span fires once, which is never what is meant.
    if (step !== undefined && !(/^[0-9]+$/.test(step) && Number(step) >= 1)) return false;
    if (step !== undefined && Number(step) > field.max) return false;
    if (range === "*") return true;
    const [from, to, ...more] = range.split("-").map((text) => fieldValue(text, field));
    if (more.length > 0 || from === undefined || Number.isNaN(from)) return false;
    return to === undefined || (!Number.isNaN(to) && from <= to);
}

/** The number a cron value stands for; NaN when it stands for none in this field. */
function fieldValue(text: string, { min, max, names }: Field): number {
    const named = names?.indexOf(text.toUpperCase()) ?? -1;
    if (named >= 0) return named + min;
    const value = /^[0-9]+$/.test(text) ? Number(text) : NaN;
    return value >= min && value <= max ? value : NaN;
}

/** What is wrong with a rate such as `1 day` or `12 hours`, or undefined. */
export function rateProblem(rate: string): string | undefined {
    const match = /^([1-9][0-9]*) (minute|hour|day)(s?)$/.exec(rate);
    if (match === null) {
        return `must be a positive whole number and minutes, hours or days`;
    }
    const plural = match[3] === "s";
    if ((match[1] === "1") === plural) {
        return `must say "${match[1]} ${match[2]}${plural ? "" : "s"}"`;
    }
    return undefined;
}

/** True for an IANA time zone name that this runtime, and so EventBridge Scheduler, knows. */
export function isTimeZone(name: string): boolean {
    // Intl also takes offsets such as "+01:00"; Scheduler does not.
    if (!/^[A-Za-z]/.test(name)) return false;
    try {
        new Intl.DateTimeFormat("en", { timeZone: name });
        return true;
    } catch {
        return false;
    }
}
