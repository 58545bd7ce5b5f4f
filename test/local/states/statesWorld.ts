import assert from "node:assert/strict";
import { SFNClient } from "@aws-sdk/client-sfn";
import { CloudWatchService } from "../../../local/cloudwatch/cloudWatchService";
import type { BusEvent, CallContext, LambdaApi, Session } from "../../../local/core/contracts";
import { clientConfig } from "../../../local/core/endpointClientConfig";
import { type LocalServer, startServer } from "../../../local/core/httpServer";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { LogsService } from "../../../local/logs/logsService";
import { S3Service } from "../../../local/s3/s3Service";
import type { Execution } from "../../../local/states/execution";
import { StatesService } from "../../../local/states/statesService";

export const account = "111122223333";
export const machineArn = `arn:aws:states:eu-west-1:${account}:stateMachine:scan`;
export const executionArn = (name: string): string =>
    `${machineArn.replace(":stateMachine:", ":execution:")}:${name}`;
export const shardArn = `arn:aws:lambda:eu-west-1:${account}:function:shard`;
export const roleArn = `arn:aws:iam::${account}:role/machine`;
export const hour = 3_600_000;

/** What a function does with an event: its answer, or its error. */
export type Fake = (payload: unknown, ctx: CallContext) => unknown;

/** An error as a function's process reports it. */
export class FunctionError extends Error {
    readonly errorType: string;
    constructor(errorType: string, message: string) {
        super(message);
        this.errorType = errorType;
    }
}

/** Everything the machine's role needs in these tests. */
export const machinePolicy = {
    Version: "2012-10-17",
    Statement: [
        { Sid: "Invoke", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: shardArn },
        {
            Sid: "Read",
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: "arn:aws:s3:::control/*",
        },
        { Sid: "Start", Effect: "Allow", Action: "states:StartExecution", Resource: machineArn },
        {
            Sid: "Describe",
            Effect: "Allow",
            Action: "states:DescribeExecution",
            Resource: executionArn("*"),
        },
    ],
};

/** A world with Step Functions, S3 (bucket "control") and a function "shard" that is a function of the test. */
export class StatesWorld {
    readonly world: WorldBase;
    readonly events: BusEvent[] = [];
    /** Payloads the function was invoked with, in order. */
    readonly invoked: unknown[] = [];
    shard: Fake = (payload) => payload;
    #server: LocalServer | undefined;
    readonly #clients: SFNClient[] = [];

    constructor() {
        this.world = createTestWorld({
            states: (world) => new StatesService(world),
            s3: (world) => new S3Service(world),
            cloudwatch: (world) => new CloudWatchService(world),
            logs: (world) => new LogsService(world),
            events: { publish: (event) => void this.events.push(event) },
            lambda: { invoke: (...call) => this.#invoke(...call) },
        });
        const { iam } = this.world;
        iam.createRole(account, {
            name: "machine",
            trustPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "states.amazonaws.com" },
                        Action: "sts:AssumeRole",
                        Condition: {
                            StringEquals: { "aws:SourceAccount": account },
                            ArnLike: { "aws:SourceArn": machineArn.replace(/scan$/, "*") },
                        },
                    },
                ],
            },
        });
        iam.putRolePolicy(account, "machine", "all", machinePolicy);
        this.world.s3.createBucket(this.admin, "control");
    }

    get admin(): CallContext {
        return this.world.administrator(account);
    }

    get states(): StatesService {
        const { states } = this.world;
        assert.ok(states instanceof StatesService);
        return states;
    }

    #invoke: LambdaApi["invoke"] = async (ctx, functionArn, payload) => {
        this.world.authorize(ctx, {
            action: "lambda:InvokeFunction",
            resource: functionArn,
            resourceAccount: account,
        });
        this.invoked.push(payload);
        await new Promise((resolve) => setImmediate(resolve));
        const requestId = this.world.ids.uuid();
        try {
            return { payload: await this.shard(payload, ctx), requestId, executedVersion: "1" };
        } catch (error) {
            if (!(error instanceof FunctionError)) throw error;
            const { errorType, message } = error;
            return {
                payload: { errorType, errorMessage: message },
                functionError: "Unhandled",
                requestId,
            };
        }
    };

    /** Creates the machine "scan". */
    create(definition: unknown, name = "scan"): string {
        const text = typeof definition === "string" ? definition : JSON.stringify(definition);
        return this.states.createStateMachine(this.admin, account, {
            ...{ name, roleArn, definition: text },
        }).arn;
    }

    /** Starts the machine "scan" and lets the clock run until it has ended. */
    async run(input: unknown = {}, name = "one"): Promise<Execution> {
        const { executionArn: arn } = this.states.startExecution(this.admin, {
            ...{ stateMachineArn: machineArn, name, input: JSON.stringify(input) },
        });
        const execution = this.states.execution(arn);
        await this.world.clock.runUntil(
            () => execution.status !== "RUNNING",
            1000 * hour,
            "the end of the execution",
        );
        return execution;
    }

    /** Creates the machine from states alone, and runs it. */
    async runStates(states: Record<string, unknown>, input: unknown = {}): Promise<Execution> {
        this.create({ StartAt: Object.keys(states)[0], States: states });
        return this.run(input);
    }

    async put(key: string, body: string): Promise<void> {
        await this.world.s3.putObject(this.admin, {
            ...{ bucket: "control", key, body: { bytes: Buffer.from(body) } },
        });
    }

    /** An SDK client over HTTP, of the administrator or of a session. */
    async client(session?: Session): Promise<SFNClient> {
        this.#server ??= await startServer(this.world);
        const { iam } = this.world;
        const client = new SFNClient({
            ...clientConfig(this.world, this.#server, session ?? iam.issue(this.admin.principal)),
            maxAttempts: 1,
        });
        this.#clients.push(client);
        return client;
    }

    async close(): Promise<void> {
        for (const client of this.#clients) client.destroy();
        await this.#server?.close();
    }
}

/** A distributed map over items.json in S3 with one Lambda task per item. */
export function distributedScan(map: Record<string, unknown> = {}): Record<string, unknown> {
    return {
        StartAt: "Scan",
        States: {
            Scan: {
                Type: "Map",
                Label: "shards",
                ItemReader: {
                    Resource: "arn:aws:states:::s3:getObject",
                    ReaderConfig: { InputType: "JSON" },
                    Parameters: { Bucket: "control", "Key.$": "$.items" },
                },
                ItemProcessor: {
                    ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
                    StartAt: "Shard",
                    States: {
                        Shard: {
                            Type: "Task",
                            Resource: "arn:aws:states:::lambda:invoke",
                            Parameters: { FunctionName: shardArn, "Payload.$": "$" },
                            OutputPath: "$.Payload",
                            End: true,
                        },
                    },
                },
                End: true,
                ...map,
            },
        },
    };
}
