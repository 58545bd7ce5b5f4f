import assert from "node:assert/strict";
import { emfMetrics } from "../../../local/logs/emfMetrics";

describe("emfMetrics", () => {
    /** The example of the embedded metric format specification (CloudWatch User Guide). */
    const published = {
        _aws: {
            Timestamp: 1574109732004,
            CloudWatchMetrics: [
                {
                    Namespace: "lambda-function-metrics",
                    Dimensions: [["functionVersion"]],
                    Metrics: [{ Name: "time", Unit: "Milliseconds", StorageResolution: 60 }],
                },
            ],
        },
        functionVersion: "$LATEST",
        time: 100,
        requestId: "989ffbf8-9ace-4817-a57c-e4dd734019ee",
    };

    it("reads the published example", () => {
        assert.deepEqual(emfMetrics(JSON.stringify(published)), [
            {
                namespace: "lambda-function-metrics",
                name: "time",
                dimensions: { functionVersion: "$LATEST" },
                value: 100,
                at: 1574109732004,
                unit: "Milliseconds",
            },
        ]);
    });

    it("gives every dimension set, every metric and every value of an array", () => {
        const line = JSON.stringify({
            _aws: {
                Timestamp: 1,
                CloudWatchMetrics: [
                    {
                        Namespace: "A",
                        Dimensions: [["stack"], ["stack", "bucket"], []],
                        Metrics: [{ Name: "x" }, { Name: "y" }],
                    },
                    { Namespace: "B", Dimensions: [[]], Metrics: [{ Name: "x" }] },
                ],
            },
            ...{ stack: "dev", bucket: "b", x: [1, 2], y: 3 },
        });
        assert.deepEqual(
            emfMetrics(line).map(({ namespace, name, dimensions, value }) =>
                [namespace, name, Object.keys(dimensions).join("+"), value].join(" "),
            ),
            [
                ...["A x stack 1", "A x stack 2", "A y stack 3"],
                ...["A x stack+bucket 1", "A x stack+bucket 2", "A y stack+bucket 3"],
                ...["A x  1", "A x  2", "A y  3", "B x  1", "B x  2"],
            ],
        );
    });

    it("accepts Lambda's console prefix", () => {
        const line = `2026-01-05T00:00:00.000Z\tid\tINFO\t${JSON.stringify(published)}`;
        assert.equal(emfMetrics(line).length, 1);
    });

    it("makes nothing of lines that are not in the format", () => {
        const [directive] = published._aws.CloudWatchMetrics;
        const broken = (change: object) =>
            JSON.stringify({
                ...published,
                _aws: { Timestamp: 1, CloudWatchMetrics: [{ ...directive, ...change }] },
            });
        for (const line of [
            "",
            "plain text",
            '{"_aws": broken',
            JSON.stringify({ message: 'says "_aws"' }),
            JSON.stringify({ ...published, _aws: { CloudWatchMetrics: [] } }),
            broken({ Dimensions: [["absent"]] }),
            broken({ Dimensions: undefined }),
            broken({ Metrics: [{ Name: "absent" }] }),
            broken({ Namespace: 5 }),
            JSON.stringify({ ...published, time: "100" }),
        ]) {
            assert.deepEqual(emfMetrics(line), [], line);
        }
    });
});
