import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { clientConfig } from "../../../local/core/endpointClientConfig";
import { type LocalServer, startServer } from "../../../local/core/httpServer";
import { createLocalAws, type LocalAws } from "../../../local/core/world";
import { account, distributedScan, hour, machineArn, machinePolicy } from "./statesWorld";

/** Writes a file into /tmp, as a shard does with Parquet, and answers its shard and process. */
const source = `
    import { writeFileSync, readFileSync, rmSync } from "node:fs";
    import { tmpdir } from "node:os";
    import { join } from "node:path";
    export const handler = async ({ shard }) => {
        const file = join(tmpdir(), "shard-" + process.pid);
        writeFileSync(file, String(shard));
        const read = Number(readFileSync(file, "utf8"));
        rmSync(file);
        return { read, pid: process.pid };
    };`;

describe("a distributed map over real function processes", () => {
    let world: LocalAws;
    let server: LocalServer;
    let client: SFNClient;
    const folder = mkdtempSync(join(tmpdir(), "many-shards-"));

    before(async () => {
        world = createLocalAws({ accounts: [account], region: "eu-west-1" });
        server = await startServer(world);
        world.lambda.setEndpoint(server.endpoint);
        const admin = world.administrator(account);
        client = new SFNClient(clientConfig(world, server, world.iam.issue(admin.principal)));
        const trust = (service: string) => ({
            Version: "2012-10-17",
            Statement: [
                { Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" },
            ],
        });
        world.iam.createRole(account, {
            ...{ name: "machine", trustPolicy: trust("states.amazonaws.com") },
        });
        world.iam.putRolePolicy(account, "machine", "all", machinePolicy);
        world.iam.createRole(account, {
            ...{ name: "shard", trustPolicy: trust("lambda.amazonaws.com") },
        });
        writeFileSync(join(folder, "index.mjs"), source);
        world.lambda.createFunction(admin, {
            ...{ account, name: "shard", roleArn: `arn:aws:iam::${account}:role/shard` },
            codeDirectory: folder,
            handler: "index.handler",
            runtime: `nodejs${process.versions.node.split(".")[0]}.x`,
            ...{ timeoutSeconds: 900, memoryMb: 512, environment: {}, publish: true },
        });
        world.s3.createBucket(admin, "control");
    });
    after(async () => {
        client.destroy();
        await world.lambda.close();
        await server.close();
        rmSync(folder, { recursive: true, force: true });
    });

    it("invokes 250 shards once each, in few processes that are used again", async () => {
        const items = Array.from({ length: 250 }, (_, shard) => ({ shard }));
        await world.s3.putObject(world.administrator(account), {
            ...{ bucket: "control", key: "items.json" },
            body: { bytes: Buffer.from(JSON.stringify(items)) },
        });
        world.states.createStateMachine(world.administrator(account), account, {
            ...{ name: "scan", roleArn: `arn:aws:iam::${account}:role/machine` },
            definition: JSON.stringify(distributedScan({ MaxConcurrency: 100 })),
        });
        const { executionArn = "" } = await client.send(
            new StartExecutionCommand({
                ...{ stateMachineArn: machineArn, name: "many", input: '{"items":"items.json"}' },
            }),
        );
        const execution = world.states.execution(executionArn);
        await world.clock.runUntil(() => execution.status !== "RUNNING", hour, "the end");
        assert.equal(execution.status, "SUCCEEDED");
        const output = execution.output as { read: number; pid: number }[];
        assert.deepEqual(
            output.map(({ read }) => read),
            items.map(({ shard }) => shard),
        );
        assert.ok(new Set(output.map(({ pid }) => pid)).size <= 4);
        assert.deepEqual(world.refusals, []);
    });
});
