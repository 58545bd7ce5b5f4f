import assert from "node:assert/strict";
import { alarmState, type AlarmState } from "../../../local/cloudwatch/alarmState";
import type { AlarmDefinition } from "../../../local/core/contracts";

const alarm: AlarmDefinition = {
    name: "a",
    description: "",
    namespace: "N",
    metricName: "M",
    dimensions: {},
    statistic: "Maximum",
    periodSeconds: 60,
    evaluationPeriods: 3,
    threshold: 1,
    comparison: "GreaterThanOrEqualToThreshold",
    treatMissingData: "missing",
    actions: [],
};
const now = 1_000 * 60_000;
const treatments = ["missing", "ignore", "breaching", "notBreaching"] as const;

/** Points from a picture, oldest first, as in the User Guide: "0" is fine, "X" breaches, "-" is missing. */
const points = (picture: string) =>
    picture
        .split(" ")
        .flatMap((one, i, all) =>
            one === "-"
                ? []
                : [{ at: now - (all.length - i) * 60_000, value: one === "X" ? 1 : 0 }],
        );

describe("alarmState", () => {
    /** CloudWatch User Guide, "How alarm state is evaluated when data is missing", 3 of 3; "keep" retains. */
    const table: readonly (readonly [string, readonly string[]])[] = [
        ["0 - X - X", ["OK", "OK", "OK", "OK"]],
        ["- - - - 0", ["OK", "OK", "OK", "OK"]],
        ["- - - - -", ["INSUFFICIENT_DATA", "keep", "ALARM", "OK"]],
        ["0 X X - X", ["ALARM", "ALARM", "ALARM", "ALARM"]],
        ["- - X - -", ["ALARM", "keep", "ALARM", "OK"]],
    ];
    for (const [picture, expected] of table) {
        it(`follows the published table for ${picture}`, () => {
            for (const current of ["OK", "ALARM", "INSUFFICIENT_DATA"] satisfies AlarmState[]) {
                assert.deepEqual(
                    treatments.map(
                        (treatMissingData) =>
                            alarmState(
                                { ...alarm, treatMissingData },
                                points(picture),
                                now,
                                current,
                            ).state,
                    ),
                    expected.map((state) => (state === "keep" ? current : state)),
                );
            }
        });
    }

    it("rings at M of N", () => {
        const some = { ...alarm, datapointsToAlarm: 2 };
        assert.equal(alarmState(some, points("X 0 X"), now, "OK").state, "ALARM");
        assert.equal(alarmState(some, points("0 0 X"), now, "ALARM").state, "OK");
    });

    it("applies statistic and comparison to the points of one period", () => {
        const values = [1, 2, 6].map((value) => ({ at: now - 30_000, value }));
        const one = { ...alarm, evaluationPeriods: 1 };
        const rings = (
            statistic: AlarmDefinition["statistic"],
            comparison: string,
            threshold: number,
        ) => alarmState({ ...one, statistic, comparison, threshold }, values, now, "OK").state;
        assert.equal(rings("Sum", "GreaterThanOrEqualToThreshold", 9), "ALARM");
        assert.equal(rings("Sum", "GreaterThanThreshold", 9), "OK");
        assert.equal(rings("Average", "LessThanOrEqualToThreshold", 3), "ALARM");
        assert.equal(rings("Average", "LessThanThreshold", 3), "OK");
        assert.equal(rings("Maximum", "GreaterThanThreshold", 5), "ALARM");
        assert.equal(rings("Minimum", "LessThanThreshold", 2), "ALARM");
        assert.equal(rings("SampleCount", "GreaterThanThreshold", 2), "ALARM");
    });
});
