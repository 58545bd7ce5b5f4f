/** The queries that every stack saves in its Athena workgroup: what a team asks of inventories, reports and ledger. */
import type { BucketConfig, StackConfig, TierConfig } from "../config/types";
import { listedObjects, reportHint } from "./listedObjects";
import { ledgerTableName } from "./ledgerTable";
import { reportTableName } from "./reportTable";
import { sqlString } from "./sqlText";
import { tierCondition } from "./tierCondition";

export interface SavedQuery {
    /** Unique in the stack; at most 128 characters (Athena API, NamedQuery). */
    readonly name: string;
    readonly description: string;
    readonly sql: string;
}

/** Every saved query of a stack. */
export const savedQueries = (config: StackConfig): readonly SavedQuery[] => [
    ...config.buckets.flatMap((bucket) => [
        wouldBeArchived(bucket),
        bytesByClassAndAge(bucket),
        runsOfBucket(bucket),
        outcomesOfBucket(bucket),
    ]),
    failures,
    prefixOfRun,
];

/** Objects and bytes that each tier would take of a report, before limits, approvals and what is done already. */
export function wouldBeArchived(bucket: BucketConfig): SavedQuery {
    const tiers = [...bucket.tiers].sort(
        (a, b) => a.priority - b.priority || (a.name < b.name ? -1 : 1),
    );
    return {
        name: `${bucket.name}: what would be archived`,
        description:
            "Objects and bytes per tier of one inventory report; the first tier in order of priority takes an object. " +
            "Tags, limits and what earlier runs have done are not known to an inventory",
        sql:
            reportHint +
            [
                `WITH listed AS (\n${listedObjects(listedOf(bucket))}\n)`,
                "SELECT tier, count(*) AS objects, COALESCE(sum(size), 0) AS bytes",
                "FROM (",
                "  SELECT CASE WHEN is_readable THEN size END AS size, CASE",
                "    WHEN NOT is_readable THEN '(unreadable row)'",
                "    WHEN is_delete_marker THEN '(delete marker)'",
                ...tiers.map(caseOf),
                "    ELSE '(no tier)' END AS tier",
                "  FROM listed",
                ") AS judged",
                "GROUP BY tier",
                "ORDER BY bytes DESC, tier",
            ].join("\n"),
    };
}

const caseOf = (tier: TierConfig): string =>
    `    WHEN ${tierCondition(tier)}\n      THEN ${sqlString(tier.name)}`;

function bytesByClassAndAge(bucket: BucketConfig): SavedQuery {
    return {
        name: `${bucket.name}: bytes by class and age`,
        description: "Objects and bytes of one inventory report by storage class and age",
        sql:
            reportHint +
            [
                `WITH listed AS (\n${listedObjects(listedOf(bucket))}\n)`,
                "SELECT COALESCE(storage_class, '(none)') AS storage_class, is_latest, CASE",
                "    WHEN last_modified_date IS NULL THEN '(unknown)'",
                ...ages.map(
                    (days) =>
                        `    WHEN last_modified_date > scanned_at - INTERVAL '${days}' DAY THEN 'under ${days} days'`,
                ),
                `    ELSE '${ages.at(-1) ?? 0} days and more' END AS age,`,
                "  count(*) AS objects, COALESCE(sum(size), 0) AS bytes",
                "FROM listed",
                "WHERE NOT is_delete_marker",
                "GROUP BY 1, 2, 3",
                "ORDER BY bytes DESC, 1, 2, 3",
            ].join("\n"),
    };
}

/** Days; where minimum storage durations and usual selections lie. */
const ages = [30, 90, 180, 365, 730] as const;

function runsOfBucket({ name }: BucketConfig): SavedQuery {
    return {
        name: `${name}: runs`,
        description:
            "Every run of the bucket's tiers: what was decided, on how many objects, and why not",
        sql: [
            "SELECT entry.at AS at, entry.tier AS tier, entry.runid AS run_id, entry.decision AS decision,",
            "  entry.selected.objects AS objects, entry.selected.bytes AS bytes,",
            "  entry.estimatedcostusd AS estimated_cost_usd, array_join(entry.reasons, '; ') AS reasons",
            `FROM ${ledgerTableName}`,
            `WHERE source_bucket = ${sqlString(name)} AND entry.kind = 'run'`,
            "ORDER BY sequence DESC",
        ].join("\n"),
    };
}

function outcomesOfBucket({ name }: BucketConfig): SavedQuery {
    return {
        name: `${name}: jobs and their outcomes`,
        description:
            "Every job's verified outcome, with the run_id and job_id that the report queries ask for",
        sql: [
            "SELECT entry.endedat AS ended_at, entry.tier AS tier, entry.runid AS run_id, entry.jobid AS job_id,",
            "  entry.part AS part, entry.attempt AS attempt, entry.status AS status,",
            "  entry.tasks.succeeded AS succeeded, entry.tasks.failed AS failed,",
            "  entry.bytessucceeded AS bytes_succeeded, array_join(entry.reportproblems, '; ') AS report_problems",
            `FROM ${ledgerTableName}`,
            `WHERE source_bucket = ${sqlString(name)} AND entry.kind = 'outcome'`,
            "ORDER BY sequence DESC",
        ].join("\n"),
    };
}

/** What a query about one job has in place of the ids. */
export const runPlaceholder = "RUN_ID";
export const jobPlaceholder = "JOB_ID";
export const prefixPlaceholder = "PREFIX/";

const jobHint = `-- Replace ${runPlaceholder} and ${jobPlaceholder} by those of a job: the query "jobs and their outcomes" lists them.\n`;

/** Rows hold status and code in either order (model/jobs/reportRow.ts): the all-digit one is the status. */
const reportRows = [
    "SELECT url_decode(key) AS key, NULLIF(version_id, '') AS version_id, task_status,",
    "    CASE WHEN regexp_like(http_status_code, '\\A[0-9]{3}\\z') OR NOT regexp_like(error_code, '\\A[0-9]{3}\\z')",
    "      THEN http_status_code ELSE error_code END AS http_status_code,",
    "    CASE WHEN regexp_like(http_status_code, '\\A[0-9]{3}\\z') OR NOT regexp_like(error_code, '\\A[0-9]{3}\\z')",
    "      THEN error_code ELSE http_status_code END AS error_code,",
    "    result_message",
    `  FROM ${reportTableName}`,
    `  WHERE run_id = ${sqlString(runPlaceholder)} AND job_id = ${sqlString(jobPlaceholder)}`,
].join("\n");

const failures: SavedQuery = {
    name: "What failed in a job, and why",
    description: "Failed tasks of one job by status, code and message, with an example key each",
    sql:
        jobHint +
        [
            `WITH tasks AS (\n  ${reportRows}\n)`,
            "SELECT http_status_code, error_code, result_message, count(*) AS tasks, min(key) AS example",
            "FROM tasks",
            "WHERE task_status = 'failed'",
            "GROUP BY http_status_code, error_code, result_message",
            "ORDER BY tasks DESC, 1, 2, 3",
        ].join("\n"),
};

const prefixOfRun: SavedQuery = {
    name: "What a job did to one prefix",
    description: "Every task of one job under a key prefix",
    sql:
        jobHint +
        `-- Replace ${prefixPlaceholder} by the prefix.\n` +
        [
            `WITH tasks AS (\n  ${reportRows}\n)`,
            "SELECT key, version_id, task_status, http_status_code, error_code, result_message",
            "FROM tasks",
            `WHERE starts_with(key, ${sqlString(prefixPlaceholder)})`,
            "ORDER BY key, version_id",
        ].join("\n"),
};

const listedOf = ({ name, inventory }: BucketConfig) => ({
    bucket: name,
    format: inventory.format,
    versions: inventory.versions,
});
