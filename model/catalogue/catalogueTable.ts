/** What a Glue table of ours is, before it is a resource. */

export interface CatalogueColumn {
    readonly name: string;
    /** A Hive type. */
    readonly type: string;
}

export interface CatalogueTable {
    readonly name: string;
    readonly description: string;
    readonly columns: readonly CatalogueColumn[];
    /** All are injected by the query ("projection.<name>.type" = "injected"). */
    readonly partitionKeys: readonly CatalogueColumn[];
    readonly location: string;
    /** `storage.location.template`: one folder per combination of partition values. */
    readonly locationTemplate: string;
    readonly inputFormat: string;
    readonly outputFormat: string;
    readonly serde: {
        readonly library: string;
        readonly parameters: Readonly<Record<string, string>>;
    };
}

/** Table parameters that make Athena compute partitions (Athena User Guide, partition projection). */
export function projectionParameters({
    partitionKeys,
    locationTemplate,
}: CatalogueTable): Readonly<Record<string, string>> {
    return {
        EXTERNAL: "TRUE",
        "projection.enabled": "true",
        ...Object.fromEntries(
            partitionKeys.map(({ name }) => [`projection.${name}.type`, "injected"]),
        ),
        "storage.location.template": locationTemplate,
    };
}

const textInput = "org.apache.hadoop.mapred.TextInputFormat";
const textOutput = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat";
/** Formats of tables over plain text objects. */
export const textFormats = { inputFormat: textInput, outputFormat: textOutput } as const;
