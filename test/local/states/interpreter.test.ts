import assert from "node:assert/strict";
import { FunctionError, hour, shardArn, StatesWorld } from "./statesWorld";

describe("a workflow", () => {
    let fixture: StatesWorld;
    beforeEach(() => {
        fixture = new StatesWorld();
    });

    const invoke = (extra: Record<string, unknown> = {}) => ({
        Type: "Task",
        Resource: "arn:aws:states:::lambda:invoke",
        Parameters: { FunctionName: shardArn, "Payload.$": "$" },
        End: true,
        ...extra,
    });

    it("shapes data by InputPath, Parameters, ResultSelector, ResultPath and OutputPath", async () => {
        fixture.shard = (payload) => ({ got: payload, noise: 1 });
        const { output } = await fixture.runStates(
            {
                A: invoke({
                    InputPath: "$.in",
                    Parameters: { FunctionName: shardArn, Payload: { "x.$": "$.x", fixed: [1] } },
                    ResultSelector: { "answer.$": "$.Payload.got", "status.$": "$.StatusCode" },
                    ResultPath: "$.out.lambda",
                    OutputPath: "$.out",
                }),
            },
            { in: { x: 7 }, keep: true },
        );
        assert.deepEqual(output, { lambda: { answer: { x: 7, fixed: [1] }, status: 200 } });
    });

    it("drops a result for ResultPath null and the input for InputPath null", async () => {
        const { output } = await fixture.runStates(
            {
                A: { Type: "Pass", Result: 5, ResultPath: null, Next: "B" },
                B: { Type: "Pass", InputPath: null, ResultPath: "$.b", End: true },
            },
            { a: 1 },
        );
        assert.deepEqual(output, { a: 1, b: {} });
    });

    it("calls a function by its ARN and takes its answer as the result", async () => {
        const { output } = await fixture.runStates(
            {
                A: { Type: "Task", Resource: shardArn, End: true },
            },
            { n: 1 },
        );
        assert.deepEqual(output, { n: 1 });
    });

    it("evaluates intrinsic functions and the context object", async () => {
        const { output } = await fixture.runStates(
            {
                A: {
                    Type: "Pass",
                    Parameters: {
                        "name.$":
                            "States.Format('{}-{}', $$.Execution.Name, States.MathAdd($.n, 1))",
                        "array.$": "States.Array($.n, 'it''s', null)".replace("''", "\\'"),
                        "parts.$": "States.ArrayPartition($.list, 2)",
                        "part.$": "States.ArrayGetItem(States.StringSplit('a/b', '/'), 1)",
                        "hash.$": "States.Hash('x', 'MD5')",
                        "merged.$":
                            "States.JsonMerge($.o, States.StringToJson('{\"b\":2}'), false)",
                        "last.$": "$.list[-1]",
                        "some.$": "$.list[1:]",
                        "deep.$": "$..a",
                        "quoted.$": "$['o']['a']",
                        "machine.$": "$$.StateMachine.Name",
                    },
                    End: true,
                },
            },
            { n: 1, list: [1, 2, 3], o: { a: 1 } },
        );
        assert.deepEqual(output, {
            name: "one-2",
            array: [1, "it's", null],
            parts: [[1, 2], [3]],
            part: "b",
            hash: "9dd4e461268c8034f5c8564e155c67a6",
            merged: { a: 1, b: 2 },
            last: 3,
            some: [2, 3],
            deep: [1],
            quoted: 1,
            machine: "scan",
        });
    });

    it("chooses by the first rule that holds, else the default, else fails", async () => {
        const choice = (rule: Record<string, unknown>, fallback = true) => ({
            A: {
                Type: "Choice",
                Choices: [{ ...rule, Next: "Yes" }],
                ...(fallback ? { Default: "No" } : {}),
            },
            Yes: { Type: "Pass", Result: true, End: true },
            ...(fallback ? { No: { Type: "Pass", Result: false, End: true } } : {}),
        });
        const input = { n: 5, s: "a.txt", t: "2026-01-05T00:00:00Z", z: null };
        const cases: readonly [Record<string, unknown>, boolean][] = [
            [{ Variable: "$.n", NumericGreaterThan: 4 }, true],
            [{ Variable: "$.n", NumericGreaterThan: 5 }, false],
            [{ Variable: "$.s", NumericEquals: 5 }, false],
            [{ Variable: "$.s", StringMatches: "*.txt" }, true],
            [{ Variable: "$.s", StringMatches: "*xtxt" }, false],
            [{ Variable: "$.t", TimestampLessThan: "2026-01-05T00:00:01Z" }, true],
            [{ Variable: "$.none", IsPresent: false }, true],
            [{ Variable: "$.z", IsNull: true }, true],
            [{ Variable: "$.n", NumericEqualsPath: "$.n" }, true],
            [{ Not: { Variable: "$.n", NumericEquals: 5 } }, false],
            [
                {
                    And: [
                        { Variable: "$.n", IsNumeric: true },
                        { Variable: "$.s", IsString: true },
                    ],
                },
                true,
            ],
            [
                {
                    Or: [
                        { Variable: "$.n", IsNull: true },
                        { Variable: "$.s", IsNull: true },
                    ],
                },
                false,
            ],
        ];
        for (const [rule, expected] of cases) {
            const { output } = await new StatesWorld().runStates(choice(rule), input);
            assert.equal(output, expected, JSON.stringify(rule));
        }
        const failed = await fixture.runStates(
            choice({ Variable: "$.n", NumericEquals: 1 }, false),
            input,
        );
        assert.equal(failed.error, "States.NoChoiceMatched");
    });

    it("waits by the clock alone", async () => {
        const { startedAt, stoppedAt = 0 } = await fixture.runStates(
            {
                A: { Type: "Wait", SecondsPath: "$.s", Next: "B" },
                B: { Type: "Wait", TimestampPath: "$.t", End: true },
            },
            { s: 90, t: "2026-01-06T12:00:00Z" },
        );
        assert.equal(stoppedAt - startedAt, 36 * hour);
    });

    it("gives a function's error its own type and the whole error as cause", async () => {
        fixture.shard = () => {
            throw new FunctionError("DataFileRefused", "corrupt");
        };
        const { status, error, reason, history } = await fixture.runStates({ A: invoke() });
        assert.deepEqual(
            [status, error, reason],
            [
                "FAILED",
                "DataFileRefused",
                '{"errorType":"DataFileRefused","errorMessage":"corrupt"}',
            ],
        );
        assert.deepEqual(
            history.map(({ type }) => type),
            [
                ...["ExecutionStarted", "TaskStateEntered", "TaskScheduled", "TaskStarted"],
                ...["TaskFailed", "ExecutionFailed"],
            ],
        );
    });

    it("retries what a retrier names as often as it says, then catches", async () => {
        const times: number[] = [];
        const start = fixture.world.clock.now();
        fixture.shard = () => {
            times.push((fixture.world.clock.now() - start) / 1000);
            throw new FunctionError(times.length === 2 ? "Other" : "Busy", "x");
        };
        const { output } = await fixture.runStates({
            A: invoke({
                Retry: [
                    { ErrorEquals: ["Busy"], IntervalSeconds: 5, MaxAttempts: 2 },
                    { ErrorEquals: ["States.TaskFailed"], IntervalSeconds: 100, MaxAttempts: 1 },
                ],
                Catch: [
                    { ErrorEquals: ["Nothing"], Next: "B" },
                    { ErrorEquals: ["States.ALL"], ResultPath: "$.e", Next: "B" },
                ],
            }),
            B: { Type: "Pass", OutputPath: "$.e.Error", End: true },
        });
        assert.equal(output, "Busy");
        assert.deepEqual(times, [0, 5, 105, 115]);
    });

    it("never catches a path that finds nothing, nor a wildcard a result that is too large", async () => {
        const caught = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] };
        const B = { Type: "Pass", End: true };
        const missing = await fixture.runStates({
            A: invoke({ ...caught, Parameters: { FunctionName: shardArn, "Payload.$": "$.no" } }),
            B,
        });
        assert.equal(missing.error, "States.Runtime");
        assert.match(missing.reason ?? "", /The JSONPath '\$\.no' specified for the field/);
        const other = new StatesWorld();
        other.shard = () => "x".repeat(262_144);
        const large = await other.runStates({ A: invoke(caught), B });
        assert.equal(large.error, "States.DataLimitExceeded");
    });

    it("runs branches side by side and stops them all when one fails", async () => {
        const branch = (name: string, state: Record<string, unknown>) => ({
            StartAt: name,
            States: { [name]: state },
        });
        const states = (second: Record<string, unknown>) => ({
            A: {
                Type: "Parallel",
                End: true,
                Branches: [
                    branch("Slow", { Type: "Wait", Seconds: 500, End: true }),
                    branch("Second", second),
                ],
            },
        });
        const good = await fixture.runStates(states({ Type: "Pass", Result: 2, End: true }), 1);
        assert.deepEqual(good.output, [1, 2]);
        const failed = await new StatesWorld().runStates(states({ Type: "Fail", Error: "No" }), 1);
        assert.equal(failed.error, "No");
        assert.equal(failed.stoppedAt, failed.startedAt);
    });

    it("maps inline over a list, in order, and fails with the iteration's own error", async () => {
        const map = {
            A: {
                Type: "Map",
                ItemsPath: "$.list",
                ItemSelector: {
                    "v.$": "$$.Map.Item.Value",
                    "i.$": "$$.Map.Item.Index",
                    "k.$": "$.k",
                },
                MaxConcurrency: 2,
                ItemProcessor: {
                    StartAt: "B",
                    States: { B: invoke({ OutputPath: "$.Payload" }) },
                },
                End: true,
            },
        };
        const { output } = await fixture.runStates(map, { list: ["a", "b", "c"], k: 0 });
        assert.deepEqual(output, [
            { v: "a", i: 0, k: 0 },
            { v: "b", i: 1, k: 0 },
            { v: "c", i: 2, k: 0 },
        ]);
        const other = new StatesWorld();
        other.shard = () => {
            throw new FunctionError("Bad", "x");
        };
        const failed = await other.runStates(map, { list: [1, 2, 3], k: 0 });
        assert.equal(failed.error, "Bad");
        assert.ok(other.invoked.length <= 2);
    });

    it("times out by the clock", async () => {
        fixture.create({
            StartAt: "A",
            TimeoutSeconds: 60,
            States: { A: { Type: "Wait", Seconds: 61, End: true } },
        });
        const { status, startedAt, stoppedAt } = await fixture.run();
        assert.deepEqual([status, stoppedAt], ["TIMED_OUT", startedAt + 60_000]);
        assert.deepEqual(
            fixture.world.clock
                .pending()
                .map(({ name }) => name)
                .filter((name) => name.includes("wait in")),
            [],
        );
    });

    it("that goes round for ever ends with its history full", async () => {
        const { status, error, history } = await fixture.runStates({
            A: { Type: "Pass", Next: "B" },
            B: { Type: "Pass", Next: "A" },
        });
        assert.deepEqual([status, error, history.length], ["FAILED", "States.Runtime", 25_000]);
    });
});
