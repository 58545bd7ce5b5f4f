/**
 * manifest.json of a delivered S3 Inventory (S3 User Guide, April 2026; shape checked against real CSV and
 * Parquet deliveries): read strictly, with every problem named at once.
 */
import { inventoryColumns } from "./inventoryColumns";

export const inventoryFormats = ["CSV", "ORC", "Parquet"] as const;
export type InventoryFormat = (typeof inventoryFormats)[number];

/** One data file. `key` is taken as it is: never build it, data files of all inventories share a folder. */
export interface InventoryFile {
    readonly key: string;
    /** Bytes as stored, that is compressed. */
    readonly size: number;
    /** Hex, lower case. */
    readonly md5: string;
}

export interface InventoryManifest {
    readonly sourceBucket: string;
    /** An ARN, unlike sourceBucket. */
    readonly destinationBucket: string;
    readonly format: InventoryFormat;
    /** Start of the scan, milliseconds since the epoch. */
    readonly createdAt: number;
    /** Column names in file order, in the spelling of CSV inventories ("LastModifiedDate"). */
    readonly columns: readonly string[];
    readonly files: readonly InventoryFile[];
}

/** Thrown with all problems of a manifest.json in one message. */
export class InventoryManifestError extends Error {
    readonly problems: readonly string[];
    constructor(problems: readonly string[]) {
        super(`inventory manifest.json:\n  - ${problems.join("\n  - ")}`);
        this.name = "InventoryManifestError";
        this.problems = problems;
    }
}

/** What a reader expects besides a sound manifest. */
export interface ManifestExpectation {
    readonly sourceBucket: string;
}

const show = (value: unknown): string => (value === undefined ? "nothing" : JSON.stringify(value));

/** Parses and checks a manifest.json. Throws InventoryManifestError with every problem found. */
export function parseInventoryManifest(
    text: string,
    expected?: ManifestExpectation,
): InventoryManifest {
    let json: unknown;
    try {
        json = JSON.parse(text);
    } catch (cause) {
        throw new InventoryManifestError([`must be JSON, got ${(cause as Error).message}`]);
    }
    if (typeof json !== "object" || json === null || Array.isArray(json))
        throw new InventoryManifestError([`must be a JSON object, got ${show(json)}`]);
    const given = json as Record<string, unknown>;
    const problems: string[] = [];
    const sourceBucket = textOf(given, "sourceBucket", problems);
    if (expected !== undefined && sourceBucket !== "" && sourceBucket !== expected.sourceBucket)
        problems.push(
            `sourceBucket must be "${expected.sourceBucket}", got "${sourceBucket}"; ` +
                "another bucket's inventory was delivered here",
        );
    const destinationBucket = textOf(given, "destinationBucket", problems);
    const version = textOf(given, "version", problems);
    if (version !== "" && version !== "2016-11-30")
        problems.push(`version must be "2016-11-30", got "${version}"`);
    const createdAt = timestampOf(given["creationTimestamp"], problems);
    const format = formatOf(given["fileFormat"], problems);
    const schema = textOf(given, "fileSchema", problems);
    const columns =
        format === undefined || schema === "" ? [] : columnsOf(format, schema, problems);
    const files = filesOf(given["files"], problems);
    if (problems.length > 0 || format === undefined) throw new InventoryManifestError(problems);
    return { sourceBucket, destinationBucket, format, createdAt, columns, files };
}

function textOf(given: Record<string, unknown>, name: string, problems: string[]): string {
    const value = given[name];
    if (typeof value === "string" && value !== "") return value;
    problems.push(`${name} must be a non-empty string, got ${show(value)}`);
    return "";
}

function timestampOf(value: unknown, problems: string[]): number {
    // AWS writes a string of milliseconds; anything looser would let a wrong age through.
    if (typeof value === "string" && /^\d{12,14}$/.test(value)) return Number(value);
    problems.push(
        `creationTimestamp must be a string of epoch milliseconds, as "1795309200000", got ${show(value)}`,
    );
    return 0;
}

function formatOf(value: unknown, problems: string[]): InventoryFormat | undefined {
    const format = inventoryFormats.find((known) => known === value);
    if (format === undefined)
        problems.push(
            `fileFormat must be one of ${inventoryFormats.join(", ")}, got ${show(value)}`,
        );
    return format;
}

function columnsOf(format: InventoryFormat, schema: string, problems: string[]): readonly string[] {
    const columns = inventoryColumns(format, schema);
    if (columns.length === 0)
        problems.push(`fileSchema must name the columns of a ${format} file, got ${show(schema)}`);
    for (const name of ["Bucket", "Key"])
        if (columns.length > 0 && !columns.includes(name))
            problems.push(`fileSchema must have the column ${name}, got ${columns.join(", ")}`);
    const twice = columns.filter((name, index) => columns.indexOf(name) !== index);
    if (twice.length > 0)
        problems.push(`fileSchema must name each column once, got ${twice.join(", ")} again`);
    return columns;
}

function filesOf(value: unknown, problems: string[]): InventoryFile[] {
    if (!Array.isArray(value)) {
        problems.push(`files must be a list, got ${show(value)}`);
        return [];
    }
    const seen = new Set<string>();
    return value.map((entry: unknown, index) => {
        const file = (typeof entry === "object" && entry !== null ? entry : {}) as Record<
            string,
            unknown
        >;
        const { key, size, MD5checksum: md5 } = file;
        if (typeof key !== "string" || key === "")
            problems.push(`files[${index}].key must be a non-empty string, got ${show(key)}`);
        else if (seen.has(key))
            problems.push(`files[${index}].key must be listed once, got "${key}" again`);
        else seen.add(key);
        if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0)
            problems.push(`files[${index}].size must be a number of bytes, got ${show(size)}`);
        if (typeof md5 !== "string" || !/^[0-9a-fA-F]{32}$/.test(md5))
            problems.push(
                `files[${index}].MD5checksum must be 32 hexadecimal digits, got ${show(md5)}`,
            );
        return { key: String(key), size: Number(size), md5: String(md5).toLowerCase() };
    });
}
