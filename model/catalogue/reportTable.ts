/** The Glue table over completion reports. */
import { reportColumns } from "../jobs/reportRow";
import { reportsPrefix } from "../naming/keys";
import { textFormats, type CatalogueTable } from "./catalogueTable";

export const reportTableName = "reports";

/** Partitioned by run and job, because only the results/ folder of a job's report holds rows. */
export function reportTable(auditBucket: string): CatalogueTable {
    return {
        name: reportTableName,
        description: "Completion reports of S3 Batch Operations jobs, one row per task",
        columns: reportColumns.map((name) => ({ name, type: "string" })),
        partitionKeys: [
            { name: "run_id", type: "string" },
            { name: "job_id", type: "string" },
        ],
        location: `s3://${auditBucket}/${reportsPrefix}`,
        locationTemplate: `s3://${auditBucket}/${reportsPrefix}\${run_id}/job-\${job_id}/results/`,
        ...textFormats,
        serde: {
            library: "org.apache.hadoop.hive.serde2.OpenCSVSerde",
            parameters: { separatorChar: ",", quoteChar: '"' },
        },
    };
}
