import assert from "node:assert/strict";
import {
    DescribeExecutionCommand,
    DescribeMapRunCommand,
    DescribeStateMachineCommand,
    GetExecutionHistoryCommand,
    ListExecutionsCommand,
    ListMapRunsCommand,
    type SFNClient,
    StartExecutionCommand,
    StartSyncExecutionCommand,
    StopExecutionCommand,
} from "@aws-sdk/client-sfn";
import {
    account,
    distributedScan,
    executionArn,
    hour,
    machineArn,
    roleArn,
    StatesWorld,
} from "./statesWorld";

const waiting = {
    StartAt: "Wait",
    States: { Wait: { Type: "Wait", Seconds: 3600, End: true } },
};

describe("Step Functions over HTTP", () => {
    let fixture: StatesWorld;
    let client: SFNClient;

    beforeEach(async () => {
        fixture = new StatesWorld();
        client = await fixture.client();
    });
    afterEach(() => fixture.close());

    const start = (name: string | undefined, input = '{"a":1}') =>
        client.send(new StartExecutionCommand({ stateMachineArn: machineArn, name, input }));

    it("starts an execution and describes it from start to end", async () => {
        fixture.create(waiting);
        const started = await start("one");
        assert.equal(started.executionArn, executionArn("one"));
        assert.deepEqual(started.startDate, new Date("2026-01-05T00:00:00Z"));
        const describe = () =>
            client.send(new DescribeExecutionCommand({ executionArn: executionArn("one") }));
        await fixture.world.clock.advance(0);
        assert.equal((await describe()).status, "RUNNING");
        await fixture.world.clock.advance(2 * hour);
        const { $metadata: _, ...ended } = await describe();
        assert.deepEqual(ended, {
            executionArn: executionArn("one"),
            stateMachineArn: machineArn,
            name: "one",
            status: "SUCCEEDED",
            startDate: new Date("2026-01-05T00:00:00Z"),
            stopDate: new Date("2026-01-05T01:00:00Z"),
            input: '{"a":1}',
            inputDetails: { included: true },
            output: '{"a":1}',
            outputDetails: { included: true },
            redriveCount: 0,
            redriveStatus: "NOT_REDRIVABLE",
            redriveStatusReason: "The local AWS does not redrive executions",
        });
    });

    it("takes an execution's name as an idempotency key for 90 days after its end", async () => {
        fixture.create(waiting);
        const first = await start("one");
        await fixture.world.clock.advance(1000);
        const again = await start("one");
        assert.deepEqual(
            [again.executionArn, again.startDate],
            [first.executionArn, first.startDate],
        );
        const refused = {
            name: "ExecutionAlreadyExists",
            message: `Execution Already Exists: '${executionArn("one")}'`,
        };
        await assert.rejects(start("one", '{"a":2}'), refused);
        await fixture.world.clock.advance(hour);
        await assert.rejects(start("one"), refused);
        await fixture.world.clock.advance(90 * 24 * hour);
        assert.notDeepEqual((await start("one")).startDate, first.startDate);
        assert.equal(fixture.states.executionsOf(machineArn).length, 1);
    });

    it("names errors as the SDK models them", async () => {
        fixture.create(waiting);
        await assert.rejects(start("a b"), { name: "InvalidName" });
        await assert.rejects(start("one", "{"), { name: "InvalidExecutionInput" });
        const large = JSON.stringify("x".repeat(262_143));
        await assert.rejects(start("one", large), { name: "InvalidExecutionInput" });
        const none = machineArn.replace("scan", "none");
        await assert.rejects(client.send(new StartExecutionCommand({ stateMachineArn: none })), {
            name: "StateMachineDoesNotExist",
        });
        await assert.rejects(
            client.send(new DescribeExecutionCommand({ executionArn: executionArn("none") })),
            { name: "ExecutionDoesNotExist" },
        );
        await assert.rejects(
            client.send(new DescribeStateMachineCommand({ stateMachineArn: "arn:aws:x" })),
            { name: "InvalidArn" },
        );
        assert.deepEqual(fixture.world.refusals, []);
    });

    it("refuses operations and members that it does not have, by name", async () => {
        fixture.create(waiting);
        const input = { stateMachineArn: machineArn };
        await assert.rejects(
            client.send(new StartExecutionCommand({ ...input, traceHeader: "x" })),
            { name: "NotImplemented" },
        );
        await assert.rejects(client.send(new StartSyncExecutionCommand(input)));
        assert.ok(
            fixture.world.refusals.includes("Step Functions StartExecution: traceHeader"),
            fixture.world.refusals.join("\n"),
        );
        assert.deepEqual(fixture.states.executionsOf(machineArn), []);
    });

    it("authorises every call of a role on the resource it is about", async () => {
        fixture.create(waiting);
        await start("one");
        const { iam } = fixture.world;
        const session = iam.issue({
            ...{ kind: "role", account, roleArn, roleName: "machine", sessionName: "s" },
            arn: `arn:aws:sts::${account}:assumed-role/machine/s`,
        });
        iam.deleteRolePolicy(account, "machine", "all");
        const role = await fixture.client(session);
        const calls = [
            [
                "states:StartExecution",
                () => role.send(new StartExecutionCommand({ stateMachineArn: machineArn })),
            ],
            [
                "states:DescribeExecution",
                () =>
                    role.send(new DescribeExecutionCommand({ executionArn: executionArn("one") })),
            ],
            [
                "states:StopExecution",
                () => role.send(new StopExecutionCommand({ executionArn: executionArn("one") })),
            ],
            [
                "states:ListExecutions",
                () => role.send(new ListExecutionsCommand({ stateMachineArn: machineArn })),
            ],
            [
                "states:GetExecutionHistory",
                () =>
                    role.send(
                        new GetExecutionHistoryCommand({ executionArn: executionArn("one") }),
                    ),
            ],
        ] as const;
        for (const [Action, call] of calls) {
            await assert.rejects(call(), {
                name: "AccessDeniedException",
                message: new RegExp(
                    `not authorized to perform: ${Action} on resource: "arn:aws:states`,
                ),
            });
            iam.putRolePolicy(account, "machine", "all", {
                Version: "2012-10-17",
                Statement: [
                    { Effect: "Allow", Action, Resource: [machineArn, executionArn("one")] },
                ],
            });
            await call();
        }
    });

    it("stops an execution with the error it is given, once", async () => {
        fixture.create(waiting);
        await start("one");
        await fixture.world.clock.advance(60_000);
        const stop = () =>
            client.send(
                new StopExecutionCommand({
                    ...{ executionArn: executionArn("one"), error: "Enough", cause: "asked" },
                }),
            );
        const { stopDate } = await stop();
        assert.deepEqual(stopDate, new Date("2026-01-05T00:01:00Z"));
        await fixture.world.clock.advance(2 * hour);
        assert.deepEqual((await stop()).stopDate, stopDate);
        const { status, error, cause } = await client.send(
            new DescribeExecutionCommand({ executionArn: executionArn("one") }),
        );
        assert.deepEqual([status, error, cause], ["ABORTED", "Enough", "asked"]);
    });

    it("lists executions and pages through a history, forwards and backwards", async () => {
        fixture.create(waiting);
        for (const name of ["one", "two", "three"]) await start(name);
        const page = (nextToken?: string) =>
            client.send(
                new ListExecutionsCommand({
                    ...{ stateMachineArn: machineArn, maxResults: 2, nextToken },
                }),
            );
        const first = await page();
        const second = await page(first.nextToken);
        assert.deepEqual(
            [...(first.executions ?? []), ...(second.executions ?? [])].map(({ name }) => name),
            ["three", "two", "one"],
        );
        assert.equal(second.nextToken, undefined);
        await assert.rejects(page("x"), { name: "InvalidToken" });
        await fixture.world.clock.advance(2 * hour);
        const { events } = await client.send(
            new GetExecutionHistoryCommand({
                ...{ executionArn: executionArn("one"), reverseOrder: true, maxResults: 2 },
            }),
        );
        assert.deepEqual(
            events?.map(({ id, previousEventId, type }) => [id, previousEventId, type]),
            [
                [4, 3, "ExecutionSucceeded"],
                [3, 2, "WaitStateExited"],
            ],
        );
        assert.equal(events[0]?.executionSucceededEventDetails?.output, '{"a":1}');
    });

    it("describes the run of a distributed map", async () => {
        await fixture.put("items.json", "[1,2,3]");
        fixture.create(distributedScan({ MaxConcurrency: 7 }));
        await fixture.run({ items: "items.json" });
        const { mapRuns } = await client.send(
            new ListMapRunsCommand({ executionArn: executionArn("one") }),
        );
        const [run] = mapRuns ?? [];
        const described = await client.send(
            new DescribeMapRunCommand({ mapRunArn: run?.mapRunArn }),
        );
        assert.deepEqual([described.status, described.maxConcurrency], ["SUCCEEDED", 7]);
        assert.deepEqual([described.itemCounts?.total, described.itemCounts?.succeeded], [3, 3]);
        const { executions } = await client.send(
            new ListExecutionsCommand({ mapRunArn: run?.mapRunArn }),
        );
        assert.equal(executions?.length, 3);
    });

    it("counts executions in CloudWatch and tells the event bus", async () => {
        await fixture.runStates({ No: { Type: "Fail", Error: "Wrong", Cause: "because" } });
        assert.deepEqual(
            fixture.world.cloudwatch
                .metrics(account)
                .map(({ namespace, name, dimensions, value }) => [
                    ...[namespace, name, dimensions["StateMachineArn"], value],
                ]),
            [
                ["AWS/States", "ExecutionsStarted", machineArn, 1],
                ["AWS/States", "ExecutionsFailed", machineArn, 1],
                ["AWS/States", "ExecutionTime", machineArn, 0],
            ],
        );
        assert.deepEqual(
            fixture.events.map(({ source, detail }) => [source, detail["status"], detail["error"]]),
            [
                ["aws.states", "RUNNING", null],
                ["aws.states", "FAILED", "Wrong"],
            ],
        );
    });
});
