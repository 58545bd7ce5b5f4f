import assert from "node:assert/strict";
import { AwsError } from "../../../local/core/contracts";
import { account, functionArn, LambdaFixture } from "./functionFixture";

const second = 1000;

describe("LambdaService", () => {
    let fixture: LambdaFixture;

    beforeEach(async () => {
        fixture = new LambdaFixture();
        await fixture.start();
    });
    afterEach(() => fixture.stop());

    const rejected = (code: string) => (error: unknown) => {
        assert.ok(error instanceof AwsError);
        assert.equal(error.code, code);
        return true;
    };

    it("runs ES modules and CommonJS bundles and answers what they return", async () => {
        fixture.deploy({
            "index.mjs": "export const handler = async (event) => ({ module: 'esm', event });",
        });
        const esm = await fixture.invoke({ a: [1, "ä"] });
        assert.deepEqual(esm.payload, { module: "esm", event: { a: [1, "ä"] } });
        fixture.deploy({ "index.cjs": "exports.handler = async () => undefined;" });
        const cjs = await fixture.invoke();
        assert.deepEqual([cjs.payload, cjs.functionError], [null, undefined]);
    });

    it("gives the function its environment, its context and nothing of the parent's", async () => {
        process.env["PARENT_SECRET"] = "secret";
        fixture.deploy({
            "index.mjs": `export const handler = async (event, context) => ({
                env: Object.keys(process.env).sort(), greeting: process.env.GREETING, tz: process.env.TZ,
                cwd: process.cwd(), arn: context.invokedFunctionArn, version: context.functionVersion,
                memory: context.memoryLimitInMB, remaining: context.getRemainingTimeInMillis(), id: context.awsRequestId,
            });`,
        });
        const { payload, requestId } = await fixture.invoke();
        delete process.env["PARENT_SECRET"];
        const { remaining, cwd, ...rest } = payload as Record<string, unknown>;
        assert.ok(Number(remaining) > 5 * second && Number(remaining) <= 10 * second);
        assert.ok(!String(cwd).startsWith(process.cwd()));
        assert.deepEqual(rest, {
            env: [
                "AWS_ACCESS_KEY_ID",
                "AWS_CREDENTIAL_EXPIRATION",
                "AWS_DEFAULT_REGION",
                "AWS_EC2_METADATA_DISABLED",
                "AWS_ENDPOINT_URL",
                "AWS_EXECUTION_ENV",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                "AWS_LAMBDA_FUNCTION_NAME",
                "AWS_LAMBDA_FUNCTION_VERSION",
                "AWS_LAMBDA_INITIALIZATION_TYPE",
                "AWS_LAMBDA_LOG_GROUP_NAME",
                "AWS_LAMBDA_LOG_STREAM_NAME",
                "AWS_REGION",
                "AWS_SECRET_ACCESS_KEY",
                "AWS_SESSION_TOKEN",
                "GREETING",
                "LAMBDA_TASK_ROOT",
                "LANG",
                "PATH",
                "TZ",
                "_HANDLER",
            ],
            greeting: "hello",
            tz: "UTC",
            arn: functionArn,
            version: "$LATEST",
            memory: "256",
            id: requestId,
        });
    });

    it("fails on a dependency that the bundle does not carry", async () => {
        fixture.deploy({ "index.mjs": "import 'yaml'; export const handler = async () => 1;" });
        const { payload, functionError } = await fixture.invoke();
        assert.equal(functionError, "Unhandled");
        assert.match((payload as { errorMessage: string }).errorMessage, /Cannot find package/);
    });

    it("lets the function see virtual time and keeps dates what they are", async () => {
        fixture.deploy({
            "index.mjs": `export const handler = async () => ({
                date: new Date().toISOString(), now: Date.now(), called: typeof Date(),
                same: [new Date(0) instanceof Date, new Date(0).constructor === Date, new Date(2020, 0, 1).getFullYear(),
                    Date.UTC(1970, 0, 1), class extends Date {}.name, new (class A extends Date {})(5).getTime()],
            });`,
        });
        await fixture.invoke();
        await fixture.world.clock.advance(90 * 86_400 * second);
        const virtualNow = fixture.world.clock.now();
        const { payload } = await fixture.invoke();
        const seen = payload as { date: string; now: number; called: string; same: unknown[] };
        assert.ok(seen.now >= virtualNow && seen.now < virtualNow + 10 * second, seen.date);
        assert.equal(seen.date.slice(0, 10), "2026-04-05");
        assert.equal(seen.called, "string");
        assert.deepEqual(seen.same, [true, true, 2020, 0, "", 5]);
    });

    it("reuses a warm process, starts cold after coolDown, and runs concurrent events apart", async () => {
        fixture.deploy({
            "index.mjs": `let calls = 0;
                export const handler = async (wait) => {
                    calls += 1;
                    await new Promise((resolve) => setTimeout(resolve, wait ? 300 : 0));
                    return { pid: process.pid, calls };
                };`,
        });
        const call = async (wait: boolean) =>
            (await fixture.invoke(wait)).payload as { pid: number; calls: number };
        const [first, warm] = [await call(false), await call(false)];
        assert.deepEqual([warm.pid === first.pid, warm.calls], [true, 2]);
        await fixture.lambda.coolDown();
        assert.equal((await call(false)).calls, 1);
        const together = await Promise.all([call(true), call(true)]);
        assert.notEqual(together[0].pid, together[1].pid);
    });

    it("answers errors of the handler, crashes, bad handlers and timeouts as Lambda does", async () => {
        const failure = async (source: string, timeoutSeconds = 10) => {
            fixture.deploy({ "index.mjs": source }, { timeoutSeconds });
            const { payload, functionError, requestId } = await fixture.invoke();
            const { errorType, errorMessage } = payload as Record<string, string>;
            return [functionError, errorType, errorMessage?.replace(requestId, "ID")];
        };
        assert.deepEqual(
            await failure("export const handler = async () => { throw new TypeError('no'); };"),
            ["Unhandled", "TypeError", "no"],
        );
        assert.deepEqual(
            await failure("export const handler = async () => { process.exit(3); };"),
            [
                "Unhandled",
                "Runtime.ExitError",
                "RequestId: ID Error: Runtime exited with error: exit status 3",
            ],
        );
        assert.deepEqual(await failure("export const other = 1;"), [
            "Unhandled",
            "Runtime.HandlerNotFound",
            "index.handler is undefined or not exported",
        ]);
        assert.deepEqual(
            await failure("export const handler = async () => new Promise(() => {});", 1),
            [
                "Unhandled",
                "Sandbox.Timedout",
                "RequestId: ID Error: Task timed out after 1.00 seconds",
            ],
        );
        assert.ok(
            fixture.lines().some((line) => line.endsWith("Task timed out after 1.00 seconds")),
        );
    });

    it("writes everything an invocation prints between START and REPORT, with metrics of EMF lines", async () => {
        fixture.deploy({
            "index.mjs": `export const handler = async () => {
                console.log("two\\nlines");
                process.stderr.write("raw\\n");
                process.stdout.write(JSON.stringify({ _aws: { Timestamp: 5000, CloudWatchMetrics: [
                    { Namespace: "N", Dimensions: [["stack"], []], Metrics: [{ Name: "M", Unit: "Count" }] }] },
                    stack: "dev", M: [1, 2] }) + "\\n");
                process.stdout.write("not ended");
                return "x".repeat(200_000);
            };`,
        });
        const { requestId } = await fixture.invoke();
        const lines = fixture.lines();
        assert.equal(lines[0], `START RequestId: ${requestId} Version: $LATEST`);
        assert.equal(lines.at(-2), `END RequestId: ${requestId}`);
        assert.match(lines.at(-1) ?? "", /^REPORT RequestId: .*\tMemory Size: 256 MB$/);
        const between = lines.slice(1, -2);
        assert.equal(between.length, 4);
        assert.ok(between.some((line) => line.endsWith(`\t${requestId}\tINFO\ttwo\rlines`)));
        assert.ok(between.includes("raw") && between.includes("not ended"));
        const metrics = fixture.world.cloudwatch
            .metrics(account)
            .filter(({ namespace }) => namespace === "N")
            .map(({ name, dimensions, value, at }) => ({ name, dimensions, value, at: +at }));
        assert.deepEqual(metrics, [
            { name: "M", dimensions: { stack: "dev" }, value: 1, at: 5000 },
            { name: "M", dimensions: { stack: "dev" }, value: 2, at: 5000 },
            { name: "M", dimensions: {}, value: 1, at: 5000 },
            { name: "M", dimensions: {}, value: 2, at: 5000 },
        ]);
    });

    it("goes on without logs when the role may not write them, and the decision log says so", async () => {
        fixture.deploy({ "index.mjs": "export const handler = async () => 1;" });
        fixture.world.iam.deleteRolePolicy(account, "worker", "logs");
        assert.equal((await fixture.invoke()).payload, 1);
        assert.deepEqual(fixture.lines(), []);
        const denied = fixture.world.decisions.filter(({ allowed }) => !allowed);
        assert.deepEqual(
            denied.map(({ action }) => action),
            ["logs:CreateLogStream"],
        );
        assert.match(
            denied[0]?.resource ?? "",
            /^arn:aws:logs:eu-west-1:111122223333:log-group:\/aws\/lambda\/worker:log-stream:2026\/01\/05\/\[\$LATEST\][0-9a-f]{32}$/,
        );
    });

    it("keeps published versions as they were, and aliases where they point", async () => {
        const source = (text: string) => ({
            "index.mjs": `export const handler = async (e, c) => "${text} " + c.functionVersion;`,
        });
        assert.equal(fixture.deploy(source("first")), "1");
        assert.equal(fixture.deploy(source("first")), "1", "nothing changed");
        fixture.lambda.putAlias(account, "worker", "live", "1");
        assert.equal(fixture.deploy(source("second")), "2");
        const answers = await Promise.all(
            ["", ":$LATEST", ":live", ":1", ":2"].map(
                async (suffix) => (await fixture.invoke({}, functionArn + suffix)).payload,
            ),
        );
        assert.deepEqual(answers, [
            "second $LATEST",
            "second $LATEST",
            "first 1",
            "first 1",
            "second 2",
        ]);
        await assert.rejects(
            fixture.invoke({}, `${functionArn}:3`),
            rejected("ResourceNotFoundException"),
        );
        assert.throws(
            () => fixture.lambda.putAlias(account, "worker", "live", "9"),
            rejected("ResourceNotFoundException"),
        );
    });

    it("lets a service in only on the qualifier and from the source that the permission names", async () => {
        fixture.deploy({ "index.mjs": "export const handler = async () => 1;" });
        fixture.lambda.putAlias(account, "worker", "live", "1");
        const rule = `arn:aws:events:eu-west-1:${account}:rule/a`;
        fixture.lambda.addPermission(account, "worker", "live", {
            ...{ sid: "Rule", principal: "events.amazonaws.com", action: "lambda:InvokeFunction" },
            sourceArn: rule,
        });
        const call = (arn: string, source: string) =>
            fixture.lambda.invokeAsync(
                fixture.world.serviceContext("events.amazonaws.com", { arn: source, account }),
                arn,
                {},
            );
        await call(`${functionArn}:live`, rule);
        await assert.rejects(call(`${functionArn}:live`, `${rule}b`), rejected("AccessDenied"));
        await assert.rejects(call(functionArn, rule), rejected("AccessDenied"));
        await assert.rejects(call(`${functionArn}:1`, rule), rejected("AccessDenied"));
        assert.throws(() => {
            fixture.lambda.addPermission(account, "worker", "$LATEST", {
                ...{ sid: "a", principal: "events.amazonaws.com", action: "lambda:*" },
            });
        }, rejected("InvalidParameterValueException"));
    });

    it("throttles above the reserved concurrency, and async events wait in the queue", async () => {
        fixture.deploy(
            {
                "index.mjs":
                    "export const handler = async () => new Promise((r) => setTimeout(() => r(process.pid), 300));",
            },
            { reservedConcurrency: 1 },
        );
        const running = fixture.invoke();
        await assert.rejects(fixture.invoke(), rejected("TooManyRequestsException"));
        await running;
        await fixture.invokeAsync({ n: 1 });
        const [sync] = await Promise.all([fixture.invoke(), fixture.world.clock.advance(0)]);
        assert.equal(sync.functionError, undefined);
        const starts = () => fixture.lines().filter((line) => line.startsWith("START")).length;
        assert.equal(starts(), 2);
        await fixture.world.clock.advance(1 * second);
        assert.equal(starts(), 3);
    });

    it("refuses payloads over the limits of each kind of invocation", async () => {
        fixture.deploy({ "index.mjs": "export const handler = async (e) => e.length;" });
        assert.equal((await fixture.invoke("x".repeat(6_000_000))).payload, 6_000_000);
        const tooLarge = rejected("RequestEntityTooLargeException");
        await assert.rejects(fixture.invoke("x".repeat(6_291_555)), tooLarge);
        await fixture.invokeAsync("x".repeat(1_048_574));
        await assert.rejects(fixture.invokeAsync("x".repeat(1_048_575)), tooLarge);
    });

    it("can be killed in the middle of an invocation, and the next one starts afresh", async () => {
        fixture.deploy({
            "index.mjs": `export const handler = async (wait) => {
                process.stdout.write("half way\\n");
                return wait ? new Promise((r) => setTimeout(r, 60_000)) : "done";
            };`,
        });
        fixture.lambda.killWhen(account, "worker", (line) => line === "half way");
        const killed = await fixture.invoke(true);
        assert.equal(killed.functionError, "Unhandled");
        assert.match(
            (killed.payload as { errorMessage: string }).errorMessage,
            /Runtime exited with error: signal: SIGKILL$/,
        );
        assert.equal((await fixture.invoke(false)).payload, "done");
    });

    it("refuses a role that Lambda cannot assume, a missing bundle and fields it does not know", () => {
        const administrator = fixture.world.administrator(account);
        const definition = fixture.definition(fixture.folder);
        const create = (overrides: object) => () =>
            fixture.lambda.createFunction(administrator, { ...definition, ...overrides });
        fixture.world.iam.createRole(account, {
            name: "other",
            trustPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "events.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            },
        });
        assert.throws(
            create({ roleArn: `arn:aws:iam::${account}:role/other` }),
            /The role defined for the function cannot be assumed by Lambda/,
        );
        assert.throws(
            create({ codeDirectory: "/nowhere/submit" }),
            /code directory "\/nowhere\/submit" not found; run "npm run build" first/,
        );
        assert.throws(create({ runtime: "nodejs18.x" }), /nodejs18.x needs Node 18/);
        assert.throws(
            create({ timeoutSeconds: 901, memoryMb: 64, environment: { AWS_REGION: "x" } }),
            {
                message:
                    "function worker:\n  - timeoutSeconds: must be 1 to 900, got 901\n" +
                    "  - memoryMb: must be 128 to 10240, got 64\n  - environment: AWS_REGION is reserved by Lambda",
            },
        );
        assert.throws(create({ layers: ["arn"] }), rejected("NotImplemented"));
        assert.deepEqual(fixture.world.refusals, ["function worker: layers"]);
    });
});
