import assert from "node:assert/strict";
import { account, functionArn, LambdaFixture } from "./functionFixture";

const second = 1000;
const minute = 60_000;

describe("asynchronous invocation", () => {
    let fixture: LambdaFixture;
    let queueArn: string;

    beforeEach(async () => {
        fixture = new LambdaFixture();
        await fixture.start();
        queueArn = fixture.sqs.createQueue(account, { name: "failures" }).arn;
    });
    afterEach(() => fixture.stop());

    const failing = {
        "index.mjs": "export const handler = async () => { throw new Error('no'); };",
    };
    const starts = (): number[] => {
        const begin = Date.parse("2026-01-05T00:00:00Z");
        return fixture.world.logs
            .lines(account, "/aws/lambda/worker")
            .filter(({ line }) => line.startsWith("START"))
            .map(({ at }) => (at.getTime() - begin) / second);
    };
    const configure = (maximumRetryAttempts: number, maximumEventAgeSeconds = 21_600): void => {
        fixture.lambda.putEventInvokeConfig(account, "worker", "live", {
            ...{ maximumRetryAttempts, maximumEventAgeSeconds, onFailureArn: queueArn },
        });
    };
    const deploy = (files: Record<string, string>, reservedConcurrency?: number): void => {
        fixture.deploy(files, { reservedConcurrency });
        fixture.lambda.putAlias(account, "worker", "live", "1");
    };
    const allowSend = (): void => {
        fixture.world.iam.putRolePolicy(account, "worker", "destination", {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "sqs:SendMessage", Resource: queueArn }],
        });
    };

    it("runs only when time moves, and not before", async () => {
        deploy({ "index.mjs": "export const handler = async () => 1;" });
        await fixture.invokeAsync({}, `${functionArn}:live`);
        assert.deepEqual(starts(), []);
        await fixture.world.clock.advance(0);
        assert.deepEqual(starts(), [0]);
    });

    it("retries after one and two minutes, then sends the documented record to the destination as the role", async () => {
        deploy(failing);
        configure(2);
        allowSend();
        await fixture.invokeAsync({ bucket: "b" }, `${functionArn}:live`);
        await fixture.world.clock.advance(10 * minute);
        assert.deepEqual(starts(), [0, 60, 180]);
        const [message, ...more] = fixture.sqs.messages(queueArn);
        assert.deepEqual(more, []);
        const record = JSON.parse(message?.body ?? "") as {
            requestContext: { requestId: string };
            responsePayload: { trace?: unknown };
        };
        const ids = fixture
            .lines()
            .flatMap((line) => /^START RequestId: (\S+)/.exec(line)?.[1] ?? []);
        assert.deepEqual([...new Set(ids)], [record.requestContext.requestId]);
        delete record.responsePayload.trace;
        assert.deepEqual(record, {
            version: "1.0",
            timestamp: "2026-01-05T00:03:00.000Z",
            requestContext: {
                requestId: record.requestContext.requestId,
                functionArn: `${functionArn}:live`,
                condition: "RetriesExhausted",
                approximateInvokeCount: 3,
            },
            requestPayload: { bucket: "b" },
            responseContext: {
                statusCode: 200,
                executedVersion: "1",
                functionError: "Unhandled",
            },
            responsePayload: { errorType: "Error", errorMessage: "no" },
        });
    });

    it("loses the record when the role may not send it, and the decision log names the call", async () => {
        deploy(failing);
        configure(0);
        await fixture.invokeAsync({}, `${functionArn}:live`);
        await fixture.world.clock.advance(minute);
        assert.deepEqual(starts(), [0]);
        assert.deepEqual(fixture.sqs.messages(queueArn), []);
        const denied = fixture.world.decisions.filter(({ allowed }) => !allowed);
        assert.deepEqual(
            denied.map(({ action, resource, principal }) => [action, resource, principal]),
            [["sqs:SendMessage", queueArn, `arn:aws:sts::${account}:assumed-role/worker/worker`]],
        );
        const names = fixture.world.cloudwatch.metrics(account).map(({ name }) => name);
        assert.ok(names.includes("DestinationDeliveryFailures"));
    });

    it("keeps a throttled event until it is too old, without counting an invocation", async () => {
        deploy({ "index.mjs": "export const handler = async () => 1;" }, 0);
        configure(2, 120);
        allowSend();
        await fixture.invokeAsync({}, `${functionArn}:live`);
        await fixture.world.clock.advance(10 * minute);
        assert.deepEqual(starts(), []);
        const [message] = fixture.sqs.messages(queueArn);
        const { requestContext, responseContext } = JSON.parse(message?.body ?? "") as {
            requestContext: { condition: string; approximateInvokeCount: number };
            responseContext?: unknown;
        };
        assert.deepEqual(
            [requestContext.condition, requestContext.approximateInvokeCount, responseContext],
            ["EventAgeExceeded", 0, undefined],
        );
        const throttles = fixture.world.cloudwatch
            .metrics(account)
            .filter(
                ({ name, dimensions }) =>
                    name === "Throttles" && dimensions["Resource"] === undefined,
            );
        // After 0, 1, 3, 7, 15, 31 and 63 seconds; the next would be at 127.
        assert.equal(throttles.length, 7);
    });

    it("can deliver every event twice at the same time", async () => {
        deploy({
            "index.mjs":
                "export const handler = async () => new Promise((r) => setTimeout(() => r(1), 200));",
        });
        fixture.lambda.setDuplicateAsync(true);
        await fixture.invokeAsync({}, `${functionArn}:live`);
        await fixture.world.clock.advance(0);
        assert.deepEqual(starts(), [0, 0]);
        const streams = new Set(
            fixture.world.logs.lines(account, "/aws/lambda/worker").map(({ stream }) => stream),
        );
        assert.equal(streams.size, 2);
    });

    it("counts invocations and errors by function, alias and executed version", async () => {
        deploy(failing);
        configure(0);
        await fixture.invokeAsync({}, `${functionArn}:live`);
        await fixture.world.clock.advance(0);
        const errors = fixture.world.cloudwatch
            .metrics(account)
            .filter(({ name }) => name === "Errors")
            .map(({ dimensions, value }) => [dimensions, value]);
        assert.deepEqual(errors, [
            [{ FunctionName: "worker" }, 1],
            [{ FunctionName: "worker", Resource: "worker:live" }, 1],
            [{ FunctionName: "worker", Resource: "worker:live", ExecutedVersion: "1" }, 1],
        ]);
    });
});
