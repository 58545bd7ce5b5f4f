import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BundledFunction, type BundledFunctionArgs } from "../../../infra/aws/bundledFunction";
import { builtBundles } from "../builtBundles";
import { runWithMocks } from "../../support/pulumiMocks";

const bundles = builtBundles();

const args = (rest: Partial<BundledFunctionArgs> = {}): BundledFunctionArgs => ({
    functionName: "archival-submit",
    description: "Submits",
    bundle: `${bundles}/submit`,
    roleName: "archival-submit-eu-west-1",
    policy: { Version: "2012-10-17", Statement: [] },
    logGroupName: "/aws/lambda/archival-submit",
    kmsKeyArn: "arn:key",
    timeoutSeconds: 900,
    memoryMb: 2048,
    reservedConcurrency: 10,
    environment: { ARCHIVAL_STACK: "test" },
    deadLetterQueueArn: "arn:queue",
    ...rest,
});

describe("BundledFunction", () => {
    it("is one published version behind an alias, with its own role, log group and failure queue", async () => {
        const run = await runWithMocks(() => new BundledFunction("submit", args(), {}));
        const { code, ...inputs } = run.find("aws:lambda/function:Function", "submit").inputs;
        assert.deepEqual(inputs, {
            name: "archival-submit",
            description: "Submits",
            role: "arn:mock:aws:iam/role:Role:submit-role",
            runtime: "nodejs24.x",
            architectures: ["arm64"],
            handler: "index.handler",
            timeout: 900,
            memorySize: 2048,
            reservedConcurrentExecutions: 10,
            publish: true,
            kmsKeyArn: "arn:key",
            environment: {
                variables: {
                    ARCHIVAL_STACK: "test",
                    POWERTOOLS_SERVICE_NAME: "archival-submit",
                    POWERTOOLS_LOG_LEVEL: "INFO",
                    NODE_OPTIONS: "--enable-source-maps",
                },
            },
            loggingConfig: {
                logFormat: "JSON",
                logGroup: "/aws/lambda/archival-submit",
                applicationLogLevel: "INFO",
                systemLogLevel: "INFO",
            },
        });
        assert.ok(pulumi.asset.Archive.isInstance(code));
        assert.equal(await (code as { readonly path?: unknown }).path, `${bundles}/submit`);
        assert.deepEqual(run.find("aws:cloudwatch/logGroup:LogGroup", "submit-logs").inputs, {
            name: "/aws/lambda/archival-submit",
            retentionInDays: 400,
            kmsKeyId: "arn:key",
        });
        assert.deepEqual(run.find("aws:lambda/alias:Alias", "submit-live").inputs, {
            name: "live",
            description: "The version in service",
            functionName: "archival-submit",
            functionVersion: "1",
        });
        assert.deepEqual(
            run.find(
                "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig",
                "submit-failures",
            ).inputs,
            {
                functionName: "archival-submit",
                qualifier: "live",
                maximumRetryAttempts: 2,
                maximumEventAgeInSeconds: 21_600,
                destinationConfig: { onFailure: { destination: "arn:queue" } },
            },
        );
    });

    it("has no failure queue when it is only invoked synchronously", async () => {
        const run = await runWithMocks(
            () => new BundledFunction("task", args({ deadLetterQueueArn: undefined }), {}),
        );
        const type = "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig";
        assert.deepEqual(run.all(type), []);
    });

    it("names the bundle that was not built and the command that builds it", async () => {
        await assert.rejects(
            runWithMocks(
                () =>
                    new BundledFunction(
                        "submit",
                        args({ bundle: "/nowhere/dist/runtime/submit" }),
                        {},
                    ),
            ),
            (error) => {
                assert.ok(pulumi.RunError.isInstance(error));
                assert.equal(
                    error.message,
                    'dist/runtime/submit/index.mjs not found; run "npm run build" first',
                );
                return true;
            },
        );
    });
});
