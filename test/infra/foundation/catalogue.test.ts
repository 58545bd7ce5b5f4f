import assert from "node:assert/strict";
import { Catalogue } from "../../../infra/foundation/catalogue";
import { savedQueries } from "../../../model/catalogue/savedQueries";
import { columnDefinitions } from "../../../model/inventory/columnDefinitions";
import { type MockedRun, runWithMocks } from "../../support/pulumiMocks";
import { exampleConfig } from "../exampleConfig";

const config = exampleConfig();

interface Table {
    readonly columns: readonly { readonly name: string; readonly type: string }[];
}

describe("Catalogue", () => {
    let run: MockedRun<unknown>;
    before(async () => {
        run = await runWithMocks(
            () => new Catalogue("catalogue", { config, kmsKeyArn: "arn:mock:key/key" }, {}),
        );
    });

    it("enforces encrypted results in our bucket and a limit to every scan", () => {
        const { inputs } = run.find("aws:athena/workgroup:Workgroup", "queries");
        assert.deepEqual(inputs["configuration"], {
            enforceWorkgroupConfiguration: true,
            bytesScannedCutoffPerQuery: 100e9,
            publishCloudwatchMetricsEnabled: true,
            requesterPaysEnabled: false,
            resultConfiguration: {
                outputLocation: "s3://archival-control-111111111111-eu-west-1/queries/",
                expectedBucketOwner: "111111111111",
                encryptionConfiguration: {
                    encryptionOption: "SSE_KMS",
                    kmsKeyArn: "arn:mock:key/key",
                },
            },
        });
    });

    it("has a table for each format and kind of versions, for reports and for the ledger", () => {
        const tables = run.all("aws:glue/catalogTable:CatalogTable");
        assert.deepEqual(
            tables.map(({ inputs }) => inputs["name"]),
            [
                "inventory_csv_all",
                "inventory_csv_current",
                "inventory_orc_all",
                "inventory_orc_current",
                "inventory_parquet_all",
                "inventory_parquet_current",
                "ledger",
                "reports",
            ],
        );
        for (const { inputs } of tables) assert.equal(inputs["databaseName"], "archival");
    });

    it("has the columns that scanners read, by the same definitions", () => {
        const table = run.find(
            "aws:glue/catalogTable:CatalogTable",
            "catalogue-inventory_parquet_all",
        );
        const { columns } = table.inputs["storageDescriptor"] as Table;
        const asked = new Set(columns.map(({ name }) => name));
        assert.deepEqual(
            columns.map(({ name }) => name),
            columnDefinitions.map(({ snakeName }) => snakeName).filter((name) => asked.has(name)),
        );
        assert.deepEqual(table.inputs["parameters"], {
            EXTERNAL: "TRUE",
            "projection.enabled": "true",
            "projection.source_bucket.type": "injected",
            "projection.dt.type": "injected",
            "storage.location.template":
                "s3://archival-control-111111111111-eu-west-1/inventory/${source_bucket}/archival/hive/dt=${dt}/",
        });
    });

    it("reads ORC by name and CSV as quoted text", () => {
        const serde = (name: string): unknown => {
            const table = run.find("aws:glue/catalogTable:CatalogTable", `catalogue-${name}`);
            return (table.inputs["storageDescriptor"] as { serDeInfo: unknown }).serDeInfo;
        };
        assert.deepEqual(serde("inventory_orc_all"), {
            serializationLibrary: "org.apache.hadoop.hive.ql.io.orc.OrcSerde",
            parameters: { "orc.column.index.access": "false" },
        });
        assert.deepEqual(serde("inventory_csv_all"), {
            serializationLibrary: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
            parameters: { separatorChar: ",", quoteChar: '"' },
        });
    });

    it("saves every query in the workgroup", () => {
        const saved = run.all("aws:athena/namedQuery:NamedQuery");
        assert.deepEqual(
            saved.map(({ inputs }) => inputs["name"]).sort(),
            savedQueries(config)
                .map(({ name }) => name)
                .sort(),
        );
        for (const { inputs } of saved)
            assert.deepEqual([inputs["database"], inputs["workgroup"]], ["archival", "archival"]);
    });
});
