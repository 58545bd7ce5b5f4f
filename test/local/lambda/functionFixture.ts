import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FunctionDefinition } from "../../../local/core/contracts";
import { startServer, type LocalServer } from "../../../local/core/httpServer";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { CloudWatchService } from "../../../local/cloudwatch/cloudWatchService";
import { LambdaService } from "../../../local/lambda/lambdaService";
import { LogsService } from "../../../local/logs/logsService";
import { SqsService } from "../../../local/sqs/sqsService";

export const account = "111122223333";
export const place = { partition: "aws", region: "eu-west-1", account } as const;
export const functionArn = `arn:aws:lambda:eu-west-1:${account}:function:worker`;
export const roleArn = `arn:aws:iam::${account}:role/worker`;

/** What the role of a function needs to write its logs. */
export const logsPolicy = {
    Version: "2012-10-17",
    Statement: [
        {
            Sid: "Logs",
            Effect: "Allow",
            Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
            Resource: `arn:aws:logs:eu-west-1:${account}:log-group:/aws/lambda/worker:*`,
        },
    ],
};

/** A world with a server, and one function "worker" made of the given source. */
export class LambdaFixture {
    readonly world: WorldBase;
    readonly lambda: LambdaService;
    readonly sqs: SqsService;
    readonly folder = mkdtempSync(join(tmpdir(), "lambda-fixture-"));
    #server: LocalServer | undefined;

    constructor() {
        this.world = createTestWorld({
            lambda: (world) => new LambdaService(world),
            sqs: (world) => new SqsService(world),
            cloudwatch: (world) => new CloudWatchService(world),
            logs: (world) => new LogsService(world),
        });
        const { lambda, sqs } = this.world;
        assert.ok(lambda instanceof LambdaService && sqs instanceof SqsService);
        this.lambda = lambda;
        this.sqs = sqs;
        this.world.iam.createRole(account, {
            name: "worker",
            trustPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "lambda.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            },
        });
        this.world.iam.putRolePolicy(account, "worker", "logs", logsPolicy);
        this.world.logs.createLogGroup(account, { name: "/aws/lambda/worker" });
    }

    async start(): Promise<string> {
        this.#server = await startServer(this.world);
        this.lambda.setEndpoint(this.#server.endpoint);
        return this.#server.endpoint;
    }

    get server(): LocalServer {
        if (this.#server === undefined) throw new Error("call start() first");
        return this.#server;
    }

    /** Writes the files and creates (or updates) the function. */
    deploy(
        files: Readonly<Record<string, string>>,
        overrides: Partial<FunctionDefinition> = {},
    ): string {
        const codeDirectory = mkdtempSync(join(this.folder, "code-"));
        for (const [name, text] of Object.entries(files)) {
            mkdirSync(join(codeDirectory, name, ".."), { recursive: true });
            writeFileSync(join(codeDirectory, name), text);
        }
        const definition = { ...this.definition(codeDirectory), ...overrides };
        const administrator = this.world.administrator(account);
        const exists = (() => {
            try {
                this.lambda.versionOf({ account, name: "worker", qualifier: undefined });
                return true;
            } catch {
                return false;
            }
        })();
        const { version } = exists
            ? this.lambda.updateFunction(administrator, account, "worker", definition)
            : this.lambda.createFunction(administrator, definition);
        return version;
    }

    definition(codeDirectory: string): FunctionDefinition {
        return {
            account,
            name: "worker",
            roleArn,
            codeDirectory,
            handler: "index.handler",
            runtime: `nodejs${process.versions.node.split(".")[0]}.x`,
            timeoutSeconds: 10,
            memoryMb: 256,
            environment: { GREETING: "hello" },
            publish: true,
        };
    }

    async invoke(payload: unknown = {}, arn = functionArn): ReturnType<LambdaService["invoke"]> {
        return this.lambda.invoke(this.world.administrator(account), arn, payload);
    }

    async invokeAsync(payload: unknown, arn = functionArn): Promise<void> {
        await this.lambda.invokeAsync(this.world.administrator(account), arn, payload);
    }

    lines(): string[] {
        return this.world.logs.lines(account, "/aws/lambda/worker").map(({ line }) => line);
    }

    async stop(): Promise<void> {
        await this.lambda.close();
        await this.#server?.close();
        rmSync(this.folder, { recursive: true, force: true });
    }
}
