/** One row of a manifest of ours, as far as the completion report and a retry need it. */
import type { PlannedJob } from "../runs/records";

export type ManifestField = PlannedJob["manifest"]["fields"][number];

export interface ManifestRow {
    readonly bucket: string;
    /** Encoded, as written. */
    readonly key: string;
    /** Empty when the manifest has no version column; "null" for a null version. */
    readonly versionId: string;
    /** From the "Ignore" column; 0 when the manifest has none. */
    readonly sizeBytes: number;
    /** All columns as written, so that a retry repeats them exactly. */
    readonly fields: readonly string[];
}

/**
 * The row that a CSV reader's fields mean under the manifest's declared `Fields`.
 * @throws Error naming `where` when they do not fit.
 */
export function manifestRow(
    fields: readonly string[],
    declared: readonly ManifestField[],
    where: string,
): ManifestRow {
    if (fields.length !== declared.length) {
        throw new Error(
            `${where}: a row must have the ${declared.length} columns ${declared.join(",")}, got ${fields.length}`,
        );
    }
    const column = (name: ManifestField): string | undefined => {
        const index = declared.indexOf(name);
        return index < 0 ? undefined : fields[index];
    };
    const bucket = column("Bucket");
    const key = column("Key");
    if (bucket === undefined || bucket === "" || key === undefined || key === "") {
        throw new Error(
            `${where}: bucket and key must not be empty, got ${JSON.stringify(fields)}`,
        );
    }
    const size = column("Ignore");
    if (size !== undefined && !/^\d+$/.test(size)) {
        throw new Error(
            `${where}: the Ignore column must be a size in bytes, got ${JSON.stringify(size)}`,
        );
    }
    return {
        bucket,
        key,
        versionId: column("VersionId") ?? "",
        sizeBytes: Number(size ?? 0),
        fields,
    };
}

/** The row as a line of a CSV manifest, newline included; the fields of our manifests need quotes only by accident. */
export function manifestLine(fields: readonly string[]): string {
    return (
        fields
            .map((field) => (/[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
            .join(",") + "\n"
    );
}
