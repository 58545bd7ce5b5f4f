import assert from "node:assert/strict";
import fc from "fast-check";
import { nextFireTime } from "../../../local/scheduler/nextFireTime";

function fireTimes(expression: string, timezone: string, after: string, count: number): string[] {
    const times: string[] = [];
    let at = Date.parse(after);
    for (let i = 0; i < count; i += 1) {
        const next = nextFireTime(expression, timezone, at);
        if (next === undefined) break;
        times.push(new Date(next).toISOString().replace(":00.000Z", "Z"));
        at = next;
    }
    return times;
}

describe("nextFireTime", () => {
    /** [expression, zone, after, the next times] */
    const cases: readonly (readonly [string, string, string, readonly string[]])[] = [
        ["cron(15 10 ? * * *)", "UTC", "2026-11-22T10:15:00Z", ["2026-11-23T10:15Z"]],
        ["cron(0 18 ? * MON-FRI *)", "UTC", "2026-11-20T18:00:00Z", ["2026-11-23T18:00Z"]],
        [
            "cron(0 8 1 * ? *)",
            "UTC",
            "2026-11-22T00:00:00Z",
            ["2026-12-01T08:00Z", "2027-01-01T08:00Z"],
        ],
        [
            "cron(0/15 8 ? * 1 *)",
            "UTC",
            "2026-11-22T08:10:00Z",
            ["2026-11-22T08:15Z", "2026-11-22T08:30Z"],
        ],
        [
            "cron(50/5 * * * ? *)",
            "UTC",
            "2026-11-22T08:10:00Z",
            ["2026-11-22T08:50Z", "2026-11-22T08:55Z", "2026-11-22T09:50Z"],
        ],
        ["cron(0 0 ? * 7 *)", "UTC", "2026-11-22T00:00:00Z", ["2026-11-28T00:00Z"]],
        ["cron(0 0 ? * L *)", "UTC", "2026-11-22T00:00:00Z", ["2026-11-28T00:00Z"]],
        [
            "cron(15 10 ? * 6L 2026-2027)",
            "UTC",
            "2026-11-22T00:00:00Z",
            ["2026-11-27T10:15Z", "2026-12-25T10:15Z"],
        ],
        ["cron(0 9 ? * THUL *)", "UTC", "2026-11-22T00:00:00Z", ["2026-11-26T09:00Z"]],
        ["cron(0 9 ? * 2#1 *)", "UTC", "2026-11-22T00:00:00Z", ["2026-12-07T09:00Z"]],
        ["cron(0 9 L * ? *)", "UTC", "2027-02-01T00:00:00Z", ["2027-02-28T09:00Z"]],
        ["cron(0 9 15W * ? *)", "UTC", "2026-11-01T00:00:00Z", ["2026-11-16T09:00Z"]],
        ["cron(0 9 LW * ? *)", "UTC", "2027-01-01T00:00:00Z", ["2027-01-29T09:00Z"]],
        ["cron(0 0 29 2 ? *)", "UTC", "2026-11-22T00:00:00Z", ["2028-02-29T00:00Z"]],
        ["cron(0 0 29 2 ? 2027)", "UTC", "2026-11-22T00:00:00Z", []],
        ["cron(0 0 1 1 ? 2026)", "UTC", "2026-11-22T00:00:00Z", []],
        ["cron(0 6 * * ? *)", "Asia/Kolkata", "2026-11-22T00:00:00Z", ["2026-11-22T00:30Z"]],
        // Europe/Berlin leaves 02:00-03:00 out on 29 March and has it twice on 25 October.
        [
            "cron(0 6 * * ? *)",
            "Europe/Berlin",
            "2026-03-28T00:00:00Z",
            ["2026-03-28T05:00Z", "2026-03-29T04:00Z"],
        ],
        [
            "cron(30 2 * * ? *)",
            "Europe/Berlin",
            "2026-03-28T00:00:00Z",
            ["2026-03-28T01:30Z", "2026-03-30T00:30Z"],
        ],
        [
            "cron(30 2 * * ? *)",
            "Europe/Berlin",
            "2026-10-24T12:00:00Z",
            ["2026-10-25T00:30Z", "2026-10-26T01:30Z"],
        ],
        [
            "cron(0 * * * ? *)",
            "Europe/Berlin",
            "2026-03-28T23:30:00Z",
            ["2026-03-29T00:00Z", "2026-03-29T01:00Z", "2026-03-29T02:00Z"],
        ],
        [
            "cron(0 * * * ? *)",
            "Europe/Berlin",
            "2026-10-24T23:30:00Z",
            ["2026-10-25T00:00Z", "2026-10-25T02:00Z", "2026-10-25T03:00Z"],
        ],
        ["cron(0 2 * * ? *)", "America/New_York", "2026-03-07T12:00:00Z", ["2026-03-09T06:00Z"]],
        ["cron(0 0 * * ? *)", "America/Santiago", "2026-09-05T12:00:00Z", ["2026-09-07T03:00Z"]],
        ["at(2026-11-22T13:00:00)", "Europe/Berlin", "2026-11-22T11:59:59Z", ["2026-11-22T12:00Z"]],
        ["at(2026-11-22T13:00:00)", "UTC", "2026-11-22T13:00:00Z", []],
        ["at(2026-03-29T02:30:00)", "Europe/Berlin", "2026-01-01T00:00:00Z", []],
        [
            "rate(5 minutes)",
            "UTC",
            "2026-11-22T00:00:00Z",
            ["2026-11-22T00:05Z", "2026-11-22T00:10Z"],
        ],
        [
            "rate(1 day)",
            "Europe/Berlin",
            "2026-03-28T05:00:00Z",
            ["2026-03-29T05:00Z", "2026-03-30T05:00Z"],
        ],
    ];
    for (const [expression, timezone, after, expected] of cases) {
        it(`finds ${expression} in ${timezone} after ${after}`, () => {
            const wanted = Math.max(expected.length, 1);
            assert.deepEqual(fireTimes(expression, timezone, after, wanted), expected);
        });
    }

    it("counts a rate from its anchor, the anchor included", () => {
        const anchor = Date.parse("2026-01-01T00:10:00Z");
        const at = (after: number) => nextFireTime("rate(1 hour)", "UTC", after, anchor);
        assert.deepEqual(
            [at(anchor - 1), at(anchor), at(anchor + 3_600_000)].map(
                (time) => (time ?? 0) - anchor,
            ),
            [0, 3_600_000, 7_200_000],
        );
    });

    const refused: readonly (readonly [string, RegExp])[] = [
        [
            "0 6 * * ? *",
            /must be cron\(\.\.\.\), rate\(\.\.\.\) or at\(\.\.\.\), got "0 6 \* \* \? \*"/,
        ],
        ["cron(0 6 * * ?)", /must have 6 fields .*, got 5/],
        [
            "cron(0 6 * * * *)",
            /exactly one of day-of-month and day-of-week must be \?, got "\*" and "\*"/,
        ],
        ["cron(0 6 ? * ? *)", /exactly one of day-of-month and day-of-week must be \?/],
        ["cron(60 6 * * ? *)", /minutes: must be from 0 to 59, got 60/],
        ["cron(0 24 * * ? *)", /hours: must be from 0 to 23, got 24/],
        ["cron(0 6 ? * 0 *)", /day-of-week: must be from 1 to 7, got 0/],
        ["cron(0 6 ? * 8 *)", /day-of-week: must be from 1 to 7, got 8/],
        ["cron(0 6 * * ? 1969)", /year: must be from 1970 to 2199, got 1969/],
        ["cron(L 6 * * ? *)", /minutes: got "L"/],
        ["cron(0 6 ? FOO 1 *)", /cron\(0 6 \? FOO 1 \*\):/],
        ["rate(0 hours)", /must be a whole number from 1 up/],
        ["rate(1 week)", /minutes, hours or days/],
        ["at(2026-02-30 06:00)", /must be a date and time/],
        ["at(2026-13-01T00:00:00)", /must be a date and time/],
    ];
    for (const [expression, problem] of refused) {
        it(`refuses ${expression}`, () => {
            assert.throws(() => nextFireTime(expression, "UTC", 0), problem);
        });
    }

    it("agrees with a minute-by-minute search over wall clocks, daylight saving included", () => {
        const zones = ["UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"];
        const format = new Map(
            zones.map((timeZone) => [
                timeZone,
                new Intl.DateTimeFormat("en-GB", {
                    ...{ timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
                    ...{ year: "numeric", month: "2-digit", day: "2-digit" },
                }),
            ]),
        );
        const minute = 60_000;
        const starts = [
            "2026-03-07",
            "2026-03-28",
            "2026-04-04",
            "2026-10-03",
            "2026-10-24",
            "2026-10-31",
        ];
        fc.assert(
            fc.property(
                fc.constantFrom(...zones),
                fc.constantFrom(...starts),
                fc.integer({ min: 0, max: 1440 }),
                fc.integer({ min: 0, max: 23 }),
                fc.integer({ min: 0, max: 59 }),
                (timezone, start, offset, hour, minuteOfHour) => {
                    const after = Date.parse(`${start}T00:00:00Z`) + offset * minute;
                    const wanted = `${String(hour).padStart(2, "0")}:${String(minuteOfHour).padStart(2, "0")}`;
                    const wall = (at: number) => format.get(timezone)?.format(at) ?? "";
                    // First occurrence only: the same wall clock reading must not have been shown earlier.
                    const seen = new Set<string>();
                    for (let at = after - 180 * minute; at <= after; at += minute)
                        seen.add(wall(at));
                    let expected: number | undefined;
                    for (let at = after + minute; expected === undefined; at += minute) {
                        const shown = wall(at);
                        if (shown.endsWith(wanted) && !seen.has(shown)) expected = at;
                        seen.add(shown);
                    }
                    const expression = `cron(${minuteOfHour} ${hour} * * ? *)`;
                    assert.equal(nextFireTime(expression, timezone, after), expected);
                },
            ),
            { numRuns: 60 },
        );
    });
});
