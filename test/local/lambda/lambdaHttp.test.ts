import assert from "node:assert/strict";
import { join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { buildSync } from "esbuild";
import { endpointClientConfig } from "../../../local/core/endpointClientConfig";
import { account, functionArn, LambdaFixture } from "./functionFixture";

const hour = 3_600_000;

/** A bundle as tools/build.ts makes it: ESM with its own SDK clients, made once outside the handler. */
const source = `
    import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
    import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
    import { lookup } from "node:dns/promises";
    const sts = new STSClient({});
    const lambda = new LambdaClient({});
    export const handler = async (event) => {
        if (event.invoke) {
            const { StatusCode } = await lambda.send(new InvokeCommand({
                FunctionName: event.invoke, InvocationType: "Event", Payload: JSON.stringify({ chained: true }) }));
            return StatusCode;
        }
        const { address } = await lookup("111122223333.localhost");
        return { address, arn: (await sts.send(new GetCallerIdentityCommand({}))).Arn };
    };`;

describe("Lambda over HTTP", () => {
    let fixture: LambdaFixture;
    let client: LambdaClient;

    beforeEach(async () => {
        fixture = new LambdaFixture();
        const endpoint = await fixture.start();
        const { world } = fixture;
        client = new LambdaClient(
            endpointClientConfig(
                endpoint,
                world.region,
                world.iam.issue(world.administrator(account).principal),
            ),
        );
    });
    afterEach(async () => {
        client.destroy();
        await fixture.stop();
    });

    const clientOf = (roleName: string): LambdaClient => {
        const { world } = fixture;
        const session = world.iam.issue({
            kind: "role",
            account,
            roleName,
            roleArn: `arn:aws:iam::${account}:role/${roleName}`,
            arn: `arn:aws:sts::${account}:assumed-role/${roleName}/test`,
            sessionName: "test",
        });
        const config = endpointClientConfig(fixture.server.endpoint, world.region, session);
        return new LambdaClient({ ...config, maxAttempts: 1 });
    };

    const bundle = (): Record<string, string> => {
        const { outputFiles } = buildSync({
            stdin: { contents: source, resolveDir: join(__dirname, "../../..") },
            bundle: true,
            platform: "node",
            format: "esm",
            target: "node24",
            minify: true,
            write: false,
            banner: {
                js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
            },
        });
        return { "index.mjs": outputFiles[0]?.text ?? "" };
    };

    it("answers payload, executed version and function error to the SDK", async () => {
        fixture.deploy({
            "index.mjs":
                "export const handler = async (e) => { if (e.fail) throw new Error('asked'); return e; };",
        });
        fixture.lambda.putAlias(account, "worker", "live", "1");
        const good = await client.send(
            new InvokeCommand({ FunctionName: "worker", Qualifier: "live", Payload: '{"a":"ü"}' }),
        );
        assert.deepEqual(
            [
                good.StatusCode,
                good.ExecutedVersion,
                good.FunctionError,
                good.Payload?.transformToString(),
            ],
            [200, "1", undefined, '{"a":"ü"}'],
        );
        const bad = await client.send(
            new InvokeCommand({ FunctionName: `${functionArn}:1`, Payload: '{"fail":true}' }),
        );
        assert.equal(bad.FunctionError, "Unhandled");
        const { errorMessage } = JSON.parse(bad.Payload?.transformToString() ?? "") as {
            errorMessage: string;
        };
        assert.equal(errorMessage, "asked");
    });

    it("authorises the caller on the qualified ARN it used", async () => {
        fixture.deploy({ "index.mjs": "export const handler = async () => 1;" });
        fixture.lambda.putAlias(account, "worker", "live", "1");
        fixture.world.iam.putRolePolicy(account, "worker", "invoke", {
            Version: "2012-10-17",
            Statement: [
                {
                    Effect: "Allow",
                    Action: "lambda:InvokeFunction",
                    Resource: `${functionArn}:live`,
                },
            ],
        });
        const role = clientOf("worker");
        const call = (FunctionName: string) => role.send(new InvokeCommand({ FunctionName }));
        assert.equal((await call("worker:live")).StatusCode, 200);
        for (const refused of ["worker", "worker:1", "worker:$LATEST"]) {
            await assert.rejects(call(refused), { name: "AccessDeniedException" });
        }
        role.destroy();
    });

    it("names errors as the SDK models them", async () => {
        await assert.rejects(client.send(new InvokeCommand({ FunctionName: "nobody" })), {
            name: "ResourceNotFoundException",
            message: `Function not found: arn:aws:lambda:eu-west-1:${account}:function:nobody`,
        });
        fixture.deploy(
            { "index.mjs": "export const handler = async () => 1;" },
            { reservedConcurrency: 0 },
        );
        const once = clientOf("worker");
        fixture.world.iam.putRolePolicy(account, "worker", "invoke", {
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
            ],
        });
        await assert.rejects(once.send(new InvokeCommand({ FunctionName: "worker" })), {
            name: "TooManyRequestsException",
            Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
        });
        await assert.rejects(
            client.send(new InvokeCommand({ FunctionName: "worker", LogType: "Tail" })),
            { name: "NotImplemented" },
        );
        // The SDK tries a 501 again.
        assert.deepEqual([...new Set(fixture.world.refusals)], ["Lambda Invoke LogType Tail"]);
        once.destroy();
    });

    it("runs a bundle whose SDK clients find this AWS as the function's role, for days", async () => {
        fixture.deploy(bundle());
        for (const pause of [0, 0.5 * hour, 5 * hour, 40 * 24 * hour]) {
            await fixture.world.clock.advance(pause);
            const { payload } = await fixture.invoke();
            assert.deepEqual(payload, {
                address: "127.0.0.1",
                arn: `arn:aws:sts::${account}:assumed-role/worker/worker`,
            });
        }
        const { payload } = await fixture.invoke({ invoke: functionArn });
        assert.match(
            (payload as { errorMessage: string }).errorMessage,
            /not authorized to perform: lambda:InvokeFunction/,
        );
        fixture.world.iam.putRolePolicy(account, "worker", "invoke", {
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn },
            ],
        });
        assert.equal((await fixture.invoke({ invoke: functionArn })).payload, 202);
        const starts = () => fixture.lines().filter((line) => line.startsWith("START")).length;
        const before = starts();
        await fixture.world.clock.advance(0);
        assert.equal(starts(), before + 1);
    });
});
