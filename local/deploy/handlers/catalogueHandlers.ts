import type { AthenaWorkgroup, GlueColumn } from "../../core/contracts";
import type { Inputs } from "../inputs";
import type { Handlers } from "./handler";

/** Glue's data catalogue and Athena. */
export const catalogueHandlers: Handlers = {
    "aws:glue/catalogDatabase:CatalogDatabase": ({ world, account, inputs, tags }) => {
        const name = inputs.text("name");
        inputs.only("catalogId", account);
        const { arn } = world.catalogue.createDatabase(account, {
            name,
            description: inputs.optionalText("description"),
            locationUri: inputs.optionalText("locationUri"),
            parameters: inputs.map("parameters"),
            tags,
        });
        return { id: `${account}:${name}`, outputs: { arn, catalogId: account } };
    },

    "aws:glue/catalogTable:CatalogTable": ({ world, account, inputs }) => {
        const [name, database] = [inputs.text("name"), inputs.text("databaseName")];
        inputs.only("catalogId", account);
        inputs.without("owner", "shown to people only");
        const storage = inputs.optionalInner("storageDescriptor");
        const serde = storage?.optionalInner("serDeInfo");
        storage?.only("compressed", false);
        storage?.only("storedAsSubDirectories", false);
        const { arn } = world.catalogue.createTable(account, {
            name,
            database,
            description: inputs.optionalText("description"),
            tableType: inputs.optionalText("tableType"),
            parameters: inputs.map("parameters"),
            partitionKeys: inputs.inners("partitionKeys").map(columnOf),
            columns: (storage?.inners("columns") ?? []).map(columnOf),
            location: storage?.optionalText("location"),
            inputFormat: storage?.optionalText("inputFormat"),
            outputFormat: storage?.optionalText("outputFormat"),
            serde: serde && {
                name: serde.optionalText("name"),
                serializationLibrary: serde.optionalText("serializationLibrary"),
                parameters: serde.map("parameters"),
            },
        });
        return {
            id: `${account}:${database}:${name}`,
            outputs: { arn, catalogId: account },
        };
    },

    "aws:athena/workgroup:Workgroup": ({ world, account, inputs, tags }) => {
        const name = inputs.text("name");
        inputs.without("forceDestroy", "the rehearsal destroys nothing");
        const configuration = inputs.optionalInner("configuration");
        const result = configuration?.optionalInner("resultConfiguration");
        const encryption = result?.optionalInner("encryptionConfiguration");
        configuration?.only("requesterPaysEnabled", false);
        const { arn } = world.catalogue.createWorkgroup(account, {
            name,
            description: inputs.optionalText("description"),
            enabled: (inputs.optionalText("state") ?? "ENABLED") === "ENABLED",
            // Defaults of the API: enforced, metrics on.
            enforced: configuration?.optionalFlag("enforceWorkgroupConfiguration") ?? true,
            publishesMetrics:
                configuration?.optionalFlag("publishCloudwatchMetricsEnabled") ?? true,
            scanLimitBytes: configuration?.optionalNumber("bytesScannedCutoffPerQuery"),
            engineVersion: configuration
                ?.optionalInner("engineVersion")
                ?.optionalText("selectedEngineVersion"),
            output: result && {
                location: result.optionalText("outputLocation"),
                expectedBucketOwner: result.optionalText("expectedBucketOwner"),
                encryption: encryption && encryptionOf(encryption),
                kmsKeyArn: encryption?.optionalText("kmsKeyArn"),
            },
            tags,
        });
        return { id: name, outputs: { arn } };
    },

    "aws:athena/namedQuery:NamedQuery": ({ world, account, inputs }) => {
        const { id } = world.catalogue.createNamedQuery(account, {
            name: inputs.text("name"),
            database: inputs.text("database"),
            query: inputs.text("query"),
            workgroup: inputs.optionalText("workgroup") ?? "primary",
            description: inputs.optionalText("description"),
        });
        return { id, outputs: {} };
    },
};

function columnOf(inputs: Inputs): GlueColumn {
    return {
        name: inputs.text("name"),
        type: inputs.text("type"),
        comment: inputs.optionalText("comment"),
    };
}

type Encryption = NonNullable<NonNullable<AthenaWorkgroup["output"]>["encryption"]>;

function encryptionOf(inputs: Inputs): Encryption {
    const option = inputs.text("encryptionOption");
    if (option === "SSE_S3" || option === "SSE_KMS" || option === "CSE_KMS") return option;
    throw new Error(`encryptionOption must be SSE_S3, SSE_KMS or CSE_KMS, got "${option}"`);
}
