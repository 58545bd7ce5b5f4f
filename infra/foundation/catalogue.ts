import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { projectionParameters, type CatalogueTable } from "../../model/catalogue/catalogueTable";
import { inventoryTable } from "../../model/catalogue/inventoryTable";
import { ledgerTable } from "../../model/catalogue/ledgerTable";
import { reportTable } from "../../model/catalogue/reportTable";
import { savedQueries } from "../../model/catalogue/savedQueries";
import type { StackConfig } from "../../model/config/types";
import { inventoryFormats } from "../../model/inventory/inventoryManifest";
import { queriesPrefix } from "../../model/naming/keys";
import { namesOf } from "../../model/naming/names";

export interface CatalogueArgs {
    config: StackConfig;
    /** Encrypts query results. */
    kmsKeyArn: pulumi.Input<string>;
}

/**
 * Glue tables over inventories, completion reports and the ledger, and an Athena workgroup with saved queries. Who may
 * query is the account's own matter: it takes read access to the control and audit buckets and use of the foundation's
 * key (docs/catalogue.md).
 */
export class Catalogue extends pulumi.ComponentResource {
    readonly database: pulumi.Output<string>;
    readonly workgroup: pulumi.Output<string>;

    constructor(name: string, args: CatalogueArgs, opts: pulumi.ComponentResourceOptions) {
        super("archival:foundation:Catalogue", name, {}, opts);
        const { config } = args;
        const names = namesOf(config.namePrefix, config);
        const child = { parent: this };

        const database = new aws.glue.CatalogDatabase(
            "catalogue",
            {
                name: names.catalogueDatabase,
                description: `Inventories, reports and ledger of the archival stack ${config.stack}`,
            },
            child,
        );
        for (const table of tablesOf(config))
            new aws.glue.CatalogTable(
                `catalogue-${table.name}`,
                tableArgs(table, database.name),
                child,
            );
        const workgroup = new aws.athena.Workgroup(
            "queries",
            {
                name: names.workgroup,
                description: `Queries about the archival stack ${config.stack}`,
                configuration: {
                    // Nobody's own settings: results are encrypted, kept in our bucket, and a scan has a limit.
                    enforceWorkgroupConfiguration: true,
                    bytesScannedCutoffPerQuery: config.queries.maxScanBytes,
                    publishCloudwatchMetricsEnabled: true,
                    requesterPaysEnabled: false,
                    resultConfiguration: {
                        outputLocation: `s3://${names.controlBucket}/${queriesPrefix}`,
                        expectedBucketOwner: config.account,
                        encryptionConfiguration: {
                            encryptionOption: "SSE_KMS",
                            kmsKeyArn: args.kmsKeyArn,
                        },
                    },
                },
            },
            child,
        );
        for (const query of savedQueries(config))
            new aws.athena.NamedQuery(
                `query-${query.name.replaceAll(/[^A-Za-z0-9.-]+/g, "-")}`,
                {
                    name: query.name,
                    description: query.description,
                    query: query.sql,
                    database: database.name,
                    workgroup: workgroup.name,
                },
                child,
            );
        this.database = database.name;
        this.workgroup = workgroup.name;
        this.registerOutputs({ database: this.database, workgroup: this.workgroup });
    }
}

/** Every format and kind of versions, whatever the buckets have now: a bucket may change, its old reports stay. */
function tablesOf(config: StackConfig): readonly CatalogueTable[] {
    const { controlBucket, auditBucket } = namesOf(config.namePrefix, config);
    return [
        ...inventoryFormats.flatMap((format) =>
            (["Current", "All"] as const).map((versions) =>
                inventoryTable(controlBucket, format, versions),
            ),
        ),
        reportTable(auditBucket),
        ledgerTable(auditBucket),
    ];
}

function tableArgs(
    table: CatalogueTable,
    databaseName: pulumi.Input<string>,
): aws.glue.CatalogTableArgs {
    return {
        name: table.name,
        databaseName,
        description: table.description,
        tableType: "EXTERNAL_TABLE",
        parameters: { ...projectionParameters(table) },
        partitionKeys: table.partitionKeys.map((key) => ({ ...key })),
        storageDescriptor: {
            location: table.location,
            inputFormat: table.inputFormat,
            outputFormat: table.outputFormat,
            columns: table.columns.map((column) => ({ ...column })),
            serDeInfo: {
                serializationLibrary: table.serde.library,
                parameters: { ...table.serde.parameters },
            },
        },
    };
}
