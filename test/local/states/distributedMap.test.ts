import assert from "node:assert/strict";
import {
    distributedScan,
    FunctionError,
    machineArn,
    machinePolicy,
    StatesWorld,
} from "./statesWorld";

const items = Array.from({ length: 40 }, (_, shard) => ({ shard }));

describe("a distributed map", () => {
    let fixture: StatesWorld;

    beforeEach(async () => {
        fixture = new StatesWorld();
        await fixture.put("scans/items.json", JSON.stringify(items));
    });

    const scan = (map: Record<string, unknown> = {}) => {
        fixture.create(distributedScan(map));
        return fixture.run({ items: "scans/items.json" });
    };
    const invokedShards = () =>
        fixture.invoked.map((payload) => (payload as { shard: number }).shard);

    it("visits exactly the items of the object and answers in their order", async () => {
        fixture.shard = (payload) => ({ done: (payload as { shard: number }).shard });
        const { status, output } = await scan();
        assert.equal(status, "SUCCEEDED");
        assert.deepEqual(
            output,
            items.map(({ shard }) => ({ done: shard })),
        );
        assert.deepEqual(
            invokedShards().toSorted((a, b) => a - b),
            items.map(({ shard }) => shard),
        );
    });

    it("gives every item an execution of its own under the map's label", async () => {
        const execution = await scan();
        const [run, ...others] = fixture.states.mapRunsOf(execution.arn);
        assert.deepEqual(others, []);
        assert.match(
            run?.arn ?? "",
            /^arn:aws:states:eu-west-1:111122223333:mapRun:scan\/shards:[0-9a-f-]{36}$/,
        );
        assert.equal(run?.children.length, 40);
        for (const child of run.children) {
            assert.match(child.arn, /:execution:scan\/shards:[0-9a-f-]{36}$/);
            assert.equal(child.stateMachineArn, `${machineArn}/shards`);
            assert.equal(child.status, "SUCCEEDED");
        }
        assert.deepEqual(
            execution.history.map(({ type }) => type),
            [
                ...["ExecutionStarted", "MapStateEntered", "MapStateStarted", "MapRunStarted"],
                ...["MapRunSucceeded", "MapStateSucceeded", "MapStateExited"],
                "ExecutionSucceeded",
            ],
        );
    });

    it("never runs more children at once than MaxConcurrency, nor invocations than the machine takes", async () => {
        let running = 0;
        let most = 0;
        fixture.states.setParallelInvocations(10);
        fixture.shard = async () => {
            most = Math.max(most, (running += 1));
            await new Promise((resolve) => setImmediate(resolve));
            running -= 1;
            return {};
        };
        await scan({ MaxConcurrency: 3 });
        assert.equal(most, 3);
        fixture.states.setParallelInvocations(2);
        most = 0;
        await fixture.run({ items: "scans/items.json" }, "two");
        assert.equal(most, 2);
    });

    it("fails at the first failed item when nothing is tolerated, and starts no further ones", async () => {
        fixture.states.setParallelInvocations(1);
        fixture.shard = (payload) => {
            if ((payload as { shard: number }).shard === 5)
                throw new FunctionError("Bad", "shard 5");
            return {};
        };
        const execution = await scan({ MaxConcurrency: 2 });
        assert.equal(execution.status, "FAILED");
        assert.equal(execution.error, "States.ExceedToleratedFailureThreshold");
        // The one beside it was already being handed to the function.
        assert.deepEqual(invokedShards(), [0, 1, 2, 3, 4, 5, 6]);
        const [run] = fixture.states.mapRunsOf(execution.arn);
        assert.equal(run?.status, "FAILED");
        const failed = run.children.filter(({ status }) => status === "FAILED");
        assert.deepEqual(
            failed.map(({ error, reason }) => [error, reason]),
            [["Bad", '{"errorType":"Bad","errorMessage":"shard 5"}']],
        );
        assert.equal(run.children.at(-1)?.status, "ABORTED");
        assert.ok(execution.history.some(({ type }) => type === "MapRunFailed"));
    });

    it("goes on within the tolerated failures and leaves their places out", async () => {
        fixture.shard = (payload) => {
            const { shard } = payload as { shard: number };
            if (shard % 20 === 0) throw new FunctionError("Bad", `shard ${shard}`);
            return shard;
        };
        const { status, output } = await scan({ ToleratedFailureCount: 2 });
        assert.equal(status, "SUCCEEDED");
        assert.deepEqual(
            output,
            items.map(({ shard }) => shard).filter((shard) => shard % 20 !== 0),
        );
        fixture.create(distributedScan({ ToleratedFailurePercentage: 4 }), "other");
        const { executionArn } = fixture.states.startExecution(fixture.admin, {
            stateMachineArn: machineArn.replace("scan", "other"),
            input: '{"items":"scans/items.json"}',
        });
        await fixture.world.clock.advance(0);
        assert.equal(fixture.states.execution(executionArn).status, "FAILED");
    });

    it("catches a failed run like any other error", async () => {
        fixture.shard = () => {
            throw new FunctionError("Bad", "always");
        };
        const definition = distributedScan({
            Catch: [{ ErrorEquals: ["States.ALL"], ResultPath: "$.failed", Next: "Record" }],
        });
        const states = definition["States"] as Record<string, unknown>;
        states["Record"] = { Type: "Pass", End: true };
        fixture.create(definition);
        const { status, output } = await fixture.run({ items: "scans/items.json" });
        assert.equal(status, "SUCCEEDED");
        assert.deepEqual(output, {
            items: "scans/items.json",
            failed: {
                Error: "States.ExceedToleratedFailureThreshold",
                Cause: "The specified tolerated failure threshold was exceeded",
            },
        });
    });

    it("makes children's input with ItemSelector from the item and the state's input", async () => {
        await scan({
            ItemSelector: {
                "scan.$": "$.items",
                "n.$": "$$.Map.Item.Index",
                "shard.$": "$$.Map.Item.Value.shard",
                "execution.$": "$$.Execution.Name",
            },
            MaxConcurrency: 1,
        });
        assert.deepEqual(fixture.invoked[7], {
            ...{ scan: "scans/items.json", n: 7, shard: 7, execution: "one" },
        });
    });

    it("hands items over in batches within count and bytes", async () => {
        await scan({
            ItemBatcher: { MaxItemsPerBatch: 15, BatchInput: { "from.$": "$.items" } },
            MaxConcurrency: 1,
        });
        assert.deepEqual(
            fixture.invoked,
            [items.slice(0, 15), items.slice(15, 30), items.slice(30)].map((Items) => ({
                BatchInput: { from: "scans/items.json" },
                Items,
            })),
        );
    });

    for (const [inputType, body, config] of [
        ["JSONL", '{"shard":1}\n\n{"shard":2}\n', {}],
        ["CSV", 'shard,why\r\n1,"a ""b"", c"\r\n2,\r\n', { CSVHeaderLocation: "FIRST_ROW" }],
    ] as const) {
        it(`reads items from ${inputType}`, async () => {
            await fixture.put("scans/items", body);
            const reader = {
                Resource: "arn:aws:states:::s3:getObject",
                ReaderConfig: { InputType: inputType, ...config },
                Parameters: { Bucket: "control", Key: "scans/items" },
            };
            const { status } = await scan({ ItemReader: reader, MaxConcurrency: 1 });
            assert.equal(status, "SUCCEEDED");
            const expected =
                inputType === "CSV"
                    ? [
                          { shard: "1", why: 'a "b", c' },
                          { shard: "2", why: "" },
                      ]
                    : [{ shard: 1 }, { shard: 2 }];
            assert.deepEqual(fixture.invoked, expected);
        });
    }

    it("fails by name when the object is missing, is no array, or may not be read", async () => {
        fixture.create(distributedScan());
        await fixture.put("scans/object.json", "{}");
        fixture.world.iam.putRolePolicy("111122223333", "machine", "list", {
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::control" },
            ],
        });
        const missing = await fixture.run({ items: "scans/none.json" }, "missing");
        assert.equal(missing.error, "States.ItemReaderFailed");
        assert.match(missing.reason ?? "", /^s3:\/\/control\/scans\/none.json: NoSuchKey/);
        const object = await fixture.run({ items: "scans/object.json" }, "object");
        assert.match(object.reason ?? "", /must be a JSON array$/);
        fixture.world.iam.putRolePolicy("111122223333", "machine", "all", without("Read"));
        const denied = await fixture.run({ items: "scans/items.json" }, "denied");
        assert.equal(denied.error, "States.ItemReaderFailed");
        assert.match(
            denied.reason ?? "",
            /assumed-role\/machine\/\w+ is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::control\/scans\/items.json"/,
        );
    });

    for (const [sid, action] of [
        ["Start", "states:StartExecution"],
        ["Describe", "states:DescribeExecution"],
    ] as const) {
        it(`needs ${action} of its own role`, async () => {
            fixture.world.iam.putRolePolicy("111122223333", "machine", "all", without(sid));
            const { status, error, reason } = await scan();
            assert.deepEqual([status, error], ["FAILED", "States.TaskFailed"]);
            assert.match(reason ?? "", new RegExp(`not authorized to perform: ${action} on`));
            assert.deepEqual(fixture.invoked, []);
        });
    }

    it("fails every item with the denied call's name when the role may not invoke", async () => {
        fixture.world.iam.putRolePolicy("111122223333", "machine", "all", without("Invoke"));
        const execution = await scan();
        const [run] = fixture.states.mapRunsOf(execution.arn);
        const [child] = run?.children ?? [];
        assert.equal(child?.error, "Lambda.AWSLambdaException");
        assert.match(child.reason ?? "", /not authorized to perform: lambda:InvokeFunction on/);
    });

    it("retries an item by the clock and leaves the others be", async () => {
        const times: number[] = [];
        const start = fixture.world.clock.now();
        fixture.shard = (payload) => {
            if ((payload as { shard: number }).shard !== 3) return {};
            times.push((fixture.world.clock.now() - start) / 1000);
            if (times.length < 4) throw new FunctionError("Lambda.ServiceException", "busy");
            return {};
        };
        const definition = distributedScan();
        const map = (
            definition["States"] as {
                Scan: { ItemProcessor: { States: { Shard: Record<string, unknown> } } };
            }
        ).Scan;
        map.ItemProcessor.States.Shard["Retry"] = [
            {
                ErrorEquals: ["Lambda.ServiceException"],
                ...{ IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 40, MaxAttempts: 5 },
            },
        ];
        fixture.create(definition);
        const { status } = await fixture.run({ items: "scans/items.json" });
        assert.equal(status, "SUCCEEDED");
        assert.deepEqual(times, [0, 10, 40, 80]);
        assert.equal(fixture.invoked.length, 43);
    });

    it("stops its children when the execution is stopped", async () => {
        fixture.states.setParallelInvocations(2);
        fixture.shard = (payload) => {
            if ((payload as { shard: number }).shard === 4) {
                const arn = machineArn.replace(":stateMachine:", ":execution:") + ":one";
                fixture.states.stopExecution(fixture.admin, { executionArn: arn, error: "Enough" });
            }
            return {};
        };
        const execution = await scan();
        assert.deepEqual([execution.status, execution.error], ["ABORTED", "Enough"]);
        const [run] = fixture.states.mapRunsOf(execution.arn);
        assert.equal(run?.status, "ABORTED");
        assert.ok(fixture.invoked.length < 10);
        assert.deepEqual([...new Set(run.children.map(({ status }) => status))].toSorted(), [
            "ABORTED",
            "SUCCEEDED",
        ]);
    });
});

const without = (sid: string) => ({
    ...machinePolicy,
    Statement: machinePolicy.Statement.filter(({ Sid }) => Sid !== sid),
});
