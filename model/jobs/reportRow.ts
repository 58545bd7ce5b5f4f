/**
 * One row of a completion report. The declared schema says ErrorCode, HTTPStatusCode; real rows hold
 * HTTPStatusCode, ErrorCode (reference 5.11), so the all-digit one of the two is taken as the status.
 */

export interface ReportRow {
    readonly bucket: string;
    /** As in the manifest, byte for byte: still encoded. */
    readonly key: string;
    /** Empty when the manifest has no version column. */
    readonly versionId: string;
    readonly succeeded: boolean;
    readonly httpStatus?: number | undefined;
    readonly errorCode: string;
    readonly message: string;
}

/**
 * Columns of Report_CSV_20180820 in the order of real rows, in the spelling of tables. The schema that reports declare
 * has the two middle ones the other way round: whoever reads them looks at what they hold.
 */
export const reportColumns = [
    "bucket",
    "key",
    "version_id",
    "task_status",
    "http_status_code",
    "error_code",
    "result_message",
] as const;

/**
 * The row that a CSV reader's fields mean.
 * @throws Error naming `where` when they are not a report row.
 */
export function reportRow(fields: readonly string[], where: string): ReportRow {
    const [bucket, key, versionId, taskStatus, first, second, message] = fields;
    if (
        fields.length !== reportColumns.length ||
        bucket === undefined ||
        key === undefined ||
        versionId === undefined ||
        first === undefined ||
        second === undefined ||
        message === undefined
    ) {
        throw new Error(
            `${where}: a report row must have ${reportColumns.length} columns, got ${fields.length}`,
        );
    }
    if (taskStatus !== "succeeded" && taskStatus !== "failed") {
        throw new Error(
            `${where}: task status must be "succeeded" or "failed", got ${JSON.stringify(taskStatus)}`,
        );
    }
    const digits = /^\d{3}$/;
    const [status, errorCode] =
        digits.test(first) || !digits.test(second) ? [first, second] : [second, first];
    return {
        bucket,
        key,
        versionId,
        succeeded: taskStatus === "succeeded",
        httpStatus: digits.test(status) ? Number(status) : undefined,
        // With neither a status, whatever stands there is the code: it must not be lost to a person.
        errorCode: digits.test(status) ? errorCode : [status, errorCode].filter(Boolean).join(" "),
        message,
    };
}
