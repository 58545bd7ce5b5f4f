import * as assert from "node:assert/strict";
import { baseSecondsIn } from "../../../../runtime/shard/orc/writerTimeZone";

describe("baseSecondsIn", () => {
    const zones: Readonly<Record<string, string>> = {
        UTC: "2015-01-01T00:00:00Z",
        GMT: "2015-01-01T00:00:00Z",
        "Europe/London": "2015-01-01T00:00:00Z",
        "America/New_York": "2015-01-01T00:00:00-05:00",
        "America/Los_Angeles": "2015-01-01T00:00:00-08:00",
        "Asia/Kolkata": "2015-01-01T00:00:00+05:30",
        "Asia/Kathmandu": "2015-01-01T00:00:00+05:45",
        // It is summer there.
        "Australia/Sydney": "2015-01-01T00:00:00+11:00",
        "Pacific/Kiritimati": "2015-01-01T00:00:00+14:00",
        "Pacific/Pago_Pago": "2015-01-01T00:00:00-11:00",
        "Etc/GMT+5": "2015-01-01T00:00:00-05:00",
        PST: "2015-01-01T00:00:00-08:00",
        "GMT+05:30": "2015-01-01T00:00:00+05:30",
        "GMT-8:00": "2015-01-01T00:00:00-08:00",
    };
    for (const [zone, instant] of Object.entries(zones))
        it(`is ${instant} in ${zone}`, () => {
            assert.equal(baseSecondsIn(zone), Date.parse(instant) / 1000);
        });

    for (const zone of ["Mars/Olympus", "", "UTC\0", "GMT+99:99", "GMT+05:60"])
        it(`refuses ${JSON.stringify(zone)} by name`, () => {
            assert.throws(() => baseSecondsIn(zone), {
                name: "OrcProblem",
                message: `the writer's time zone must be one of the IANA database, got ${JSON.stringify(zone)}`,
            });
        });
});
