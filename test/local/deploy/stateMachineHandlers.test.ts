import assert from "node:assert/strict";
import { S3Client } from "@aws-sdk/client-s3";
import { applyToWorld } from "../../../local/deploy/applyToWorld";
import type { RegisteredResource } from "../../../local/deploy/resource";
import type { Plain } from "../../../local/deploy/propertyValues";
import { createLocalAws, type LocalAws } from "../../../local/core/world";

const account = "111122223333";
const region = "eu-west-1";
const provider = { urn: "urn:provider" } as RegisteredResource;

describe("deployment of state machines and the catalogue", () => {
    let world: LocalAws;
    let s3: S3Client;
    let apply: (type: string, inputs: Record<string, Plain>) => ReturnType<typeof created>;

    const created = (deploy: ReturnType<typeof applyToWorld>, type: string, inputs: object) =>
        deploy({
            ...{ urn: `urn:${type}`, type, name: "it", provider },
            inputs: inputs as Record<string, Plain>,
        });

    beforeEach(async () => {
        world = createLocalAws({ accounts: [account], region });
        s3 = new S3Client({ region });
        const deploy = applyToWorld({ world, homeAccount: account, s3For: () => s3 });
        await deploy({
            ...{ urn: provider.urn, type: "pulumi:providers:aws", name: "home" },
            provider: undefined,
            inputs: { region, allowedAccountIds: JSON.stringify([account]) },
        });
        apply = (type, inputs) => created(deploy, type, inputs);
        world.iam.createRole(account, {
            name: "machine",
            trustPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "states.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            },
        });
    });
    afterEach(async () => {
        s3.destroy();
        await world.lambda.close();
    });

    const machine = (extra: Record<string, Plain> = {}): Record<string, Plain> => ({
        name: "scan",
        roleArn: `arn:aws:iam::${account}:role/machine`,
        definition: '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}',
        type: "STANDARD",
        tags: { team: "data" },
        ...extra,
    });
    const machineType = "aws:sfn/stateMachine:StateMachine";

    it("creates a state machine and gives its ARN as id", async () => {
        const { id, outputs } = await apply(machineType, machine());
        const arn = `arn:aws:states:${region}:${account}:stateMachine:scan`;
        assert.equal(id, arn);
        assert.deepEqual([outputs["arn"], outputs["status"]], [arn, "ACTIVE"]);
        assert.deepEqual(world.states.stateMachine(arn).tags, { team: "data" });
    });

    it("refuses properties it does not know, and settings it cannot honour", async () => {
        await assert.rejects(
            apply(machineType, machine({ surprise: 1 })),
            /does not implement these properties: .*surprise/,
        );
        await assert.rejects(
            apply(machineType, machine({ tracingConfiguration: { enabled: true } })),
            /tracingConfiguration: enabled must be false, got true/,
        );
        await assert.rejects(apply(machineType, machine({ type: "EXPRESS" })), {
            name: "NotImplemented",
        });
    });

    it("lets a machine log only with a role that may have logs delivered", async () => {
        world.logs.createLogGroup(account, { name: "/states/scan" });
        const logging = {
            loggingConfiguration: {
                level: "ALL",
                includeExecutionData: false,
                logDestination: `arn:aws:logs:${region}:${account}:log-group:/states/scan:*`,
            },
        };
        await assert.rejects(apply(machineType, machine(logging)), /lacks logs:CreateLogDelivery/);
        world.iam.putRolePolicy(account, "machine", "logs", {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "logs:*", Resource: "*" }],
        });
        const { id } = await apply(machineType, machine(logging));
        world.states.startExecution(world.administrator(account), {
            ...{ stateMachineArn: id, input: '{"secret":1}' },
        });
        await world.clock.advance(0);
        const lines = world.logs.lines(account, "/states/scan").map(({ line }) => line);
        assert.deepEqual(
            lines.map((line) => (JSON.parse(line) as { type: string }).type),
            ["ExecutionStarted", "SucceedStateEntered", "SucceedStateExited", "ExecutionSucceeded"],
        );
        assert.equal(lines.join("").includes("secret"), false);
    });

    it("keeps databases, tables, workgroups and saved queries as declared", async () => {
        const database = await apply("aws:glue/catalogDatabase:CatalogDatabase", {
            ...{ name: "archival", description: "inventories" },
        });
        assert.deepEqual(database.outputs, {
            arn: `arn:aws:glue:${region}:${account}:database/archival`,
            catalogId: account,
        });
        const columns = [{ name: "key", type: "string", comment: "as delivered" }];
        const table = {
            ...{ name: "inventory", databaseName: "archival", tableType: "EXTERNAL_TABLE" },
            parameters: { "projection.enabled": "true" },
            partitionKeys: [{ name: "dt", type: "string" }],
            storageDescriptor: {
                columns,
                location: "s3://control/inventory/",
                serDeInfo: { serializationLibrary: "org.x.OrcSerde", parameters: { a: "b" } },
            },
        };
        const tableType = "aws:glue/catalogTable:CatalogTable";
        assert.equal((await apply(tableType, table)).id, `${account}:archival:inventory`);
        const [kept] = world.catalogue.tables(account, "archival");
        assert.deepEqual(kept?.columns, columns);
        assert.equal(kept.serde?.serializationLibrary, "org.x.OrcSerde");
        await assert.rejects(apply(tableType, table), { code: "AlreadyExistsException" });
        await assert.rejects(apply(tableType, { ...table, name: "b", databaseName: "none" }), {
            code: "EntityNotFoundException",
        });
        await assert.rejects(
            apply(tableType, {
                ...table,
                name: "b",
                partitionKeys: [{ name: "KEY", type: "int" }],
            }),
            /column "key" is there twice/,
        );
        await assert.rejects(
            apply(tableType, {
                ...{ ...table, name: "c" },
                storageDescriptor: { ...table.storageDescriptor, bucketColumns: ["x"] },
            }),
            /storageDescriptor.bucketColumns/,
        );
        const workgroup = {
            name: "archival",
            configuration: {
                enforceWorkgroupConfiguration: true,
                bytesScannedCutoffPerQuery: 1e12,
                resultConfiguration: {
                    outputLocation: "s3://control/athena/",
                    expectedBucketOwner: account,
                    encryptionConfiguration: { encryptionOption: "SSE_S3" },
                },
            },
        };
        const { outputs } = await apply("aws:athena/workgroup:Workgroup", workgroup);
        assert.equal(outputs["arn"], `arn:aws:athena:${region}:${account}:workgroup/archival`);
        const [group] = world.catalogue.workgroups(account);
        assert.deepEqual([group?.enforced, group?.scanLimitBytes], [true, 1e12]);
        assert.equal(group?.output?.encryption, "SSE_S3");
        const query = { name: "sizes", database: "archival", query: "SELECT 1" };
        const queryType = "aws:athena/namedQuery:NamedQuery";
        const { id } = await apply(queryType, { ...query, workgroup: "archival" });
        assert.equal(world.catalogue.namedQueries(account)[0]?.id, id);
        await assert.rejects(
            apply(queryType, { ...query, workgroup: "none" }),
            /none is not found/,
        );
    });
});
