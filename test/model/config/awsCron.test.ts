import assert from "node:assert/strict";
import { cronProblem, isTimeZone, rateProblem } from "../../../model/config/awsCron";

describe("AWS cron", () => {
    const valid = [
        "0 6 * * ? *",
        "0/15 * * * ? *",
        "0 18 ? * MON-FRI *",
        "30 5 ? * 2,4,6 2026-2030",
        "0 0 L * ? *",
        "0 0 LW * ? *",
        "0 0 15W JAN,jul ? *",
        "0 9 ? * 2#1 *",
        "0 9 ? * FRIL *",
        "5-10/2 * 1 * ? *",
    ];
    for (const expression of valid) {
        it(`accepts ${expression}`, () => {
            assert.equal(cronProblem(expression), undefined);
        });
    }

    const invalid: readonly (readonly [string, string])[] = [
        [
            "0 6 * * ?",
            "must have six fields (minutes hours day-of-month month day-of-week year), got 5",
        ],
        [
            "0  6 * * ? *",
            "must have six fields (minutes hours day-of-month month day-of-week year), got 7",
        ],
        ["0 6 * * * *", 'must have exactly one "?", in day-of-month or in day-of-week, got 0'],
        ["0 6 ? * ? *", 'must have exactly one "?", in day-of-month or in day-of-week, got 2'],
        ["60 6 * * ? *", 'minutes must be within 0-59, got "60"'],
        ["? 6 * * ? *", 'minutes must be within 0-59, got "?"'],
        ["0 24 * * ? *", 'hours must be within 0-23, got "24"'],
        ["0 6 0 * ? *", 'day-of-month must be within 1-31, got "0"'],
        ["0 6 * 13 ? *", 'month must be within 1-12 or JAN-DEC, got "13"'],
        ["0 6 ? * 0 *", 'day-of-week must be within 1-7 or SUN-SAT, got "0"'],
        ["0 6 ? * 2#6 *", 'day-of-week must be within 1-7 or SUN-SAT, got "2#6"'],
        ["0 6 * * ? 1969", 'year must be within 1970-2199, got "1969"'],
        ["0 9-5 * * ? *", 'hours must be within 0-23, got "9-5"'],
        ["*/0 * * * ? *", 'minutes must be within 0-59, got "*/0"'],
        ["0 6, * * ? *", 'hours must be within 0-23, got "6,"'],
        ["0 1-2-3 * * ? *", 'hours must be within 0-23, got "1-2-3"'],
        ["*/1/2 * * * ? *", 'minutes must be within 0-59, got "*/1/2"'],
        ["*/61 * * * ? *", 'minutes must be within 0-59, got "*/61"'],
    ];
    for (const [expression, problem] of invalid) {
        it(`refuses ${expression}`, () => {
            assert.equal(cronProblem(expression), problem);
        });
    }

    it("knows the grammar of rates", () => {
        assert.deepEqual(
            ["1 day", "12 hours", "1 days", "2 day", "0 days", "daily", "1 week"].map(rateProblem),
            [
                undefined,
                undefined,
                'must say "1 day"',
                'must say "2 days"',
                "must be a positive whole number and minutes, hours or days",
                "must be a positive whole number and minutes, hours or days",
                "must be a positive whole number and minutes, hours or days",
            ],
        );
    });

    it("knows IANA time zones and no offsets", () => {
        assert.deepEqual(
            ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Berlin", "+01:00", ""].map(
                isTimeZone,
            ),
            [true, true, true, false, false, false],
        );
    });
});
