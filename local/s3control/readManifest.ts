import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import { AwsError, type CallContext, type ObjectBody, type World } from "../core/contracts";
import type { JobManifest, ManifestField } from "./createJobRequest";
import type { ManifestRow } from "./manifestRow";

/** Why a job cannot be prepared. The codes are ours: AWS publishes no list [unverified]. */
export class ManifestProblem extends Error {
    readonly code: string;
    constructor(code: string, message: string, cause?: unknown) {
        super(message, { cause });
        this.name = "ManifestProblem";
        this.code = code;
    }
}

/**
 * The rows of a job's manifest, read as the job role (`ctx`).
 * @throws ManifestProblem when it is not accessible, not the pinned object, or not what its format says.
 */
export async function readManifest(
    world: World,
    ctx: CallContext,
    manifest: JobManifest,
): Promise<ManifestRow[]> {
    const bytes = await pinnedObject(world, ctx, manifest);
    if (manifest.Spec.Format === "S3InventoryReport_CSV_20161130") {
        return await inventoryRows(world, ctx, manifest, bytes);
    }
    return csvRows(plainText(bytes), manifest.Spec.Fields ?? []);
}

async function pinnedObject(
    world: World,
    ctx: CallContext,
    { Spec, Location }: JobManifest,
): Promise<Buffer> {
    const { bucket, key } = parseObjectArn(Location.ObjectArn);
    const { body, record } = await read(world, ctx, bucket, key, Location.ObjectVersionId);
    if (unquoted(record.etag) !== unquoted(Location.ETag)) {
        throw new ManifestProblem(
            "ManifestETagMismatch",
            `the manifest ${Location.ObjectArn} has ETag ${unquoted(record.etag)}, the job names ${unquoted(Location.ETag)}`,
        );
    }
    if (record.encryption === "SSE-C") {
        throw new ManifestProblem("ManifestEncryption", "manifests under SSE-C are not supported");
    }
    const isCsv = Spec.Format === "S3BatchOperations_CSV_20180820";
    if (isCsv && record.encryption.endsWith("KMS") && world.switches.refuseKmsManifests) {
        throw new ManifestProblem(
            "ManifestEncryption",
            `custom CSV manifests under ${record.encryption} are not supported; write the manifest with SSE-S3`,
        );
    }
    return body;
}

function csvRows(text: string, fields: readonly ManifestField[]): ManifestRow[] {
    const bucketAt = fields.indexOf("Bucket");
    const keyAt = fields.indexOf("Key");
    const versionAt = fields.indexOf("VersionId");
    const rows = splitCsv(text).map((cells, index): ManifestRow => {
        if (cells.length !== fields.length) {
            throw invalid(
                `row ${index + 1} must have the ${fields.length} columns of Fields, got ${cells.length}`,
            );
        }
        const versionId = versionAt === -1 ? undefined : cells[versionAt];
        if (versionId === "") {
            throw invalid(
                `row ${index + 1} has no version id; give one for all rows or none ("null" for null versions)`,
            );
        }
        return { bucket: cells[bucketAt] ?? "", encodedKey: cells[keyAt] ?? "", versionId };
    });
    if (rows.length === 0) throw invalid("it has no rows");
    return rows;
}

/** Every row of every data file becomes a task: small objects, archived ones and delete markers alike. */
async function inventoryRows(
    world: World,
    ctx: CallContext,
    { Location }: JobManifest,
    bytes: Buffer,
): Promise<ManifestRow[]> {
    const { bucket } = parseObjectArn(Location.ObjectArn);
    let report: {
        fileFormat?: unknown;
        fileSchema?: unknown;
        files?: readonly { readonly key: string; readonly MD5checksum: string }[];
    };
    try {
        report = JSON.parse(plainText(bytes)) as typeof report;
    } catch (cause) {
        throw invalid("it is not the JSON of an inventory manifest", cause);
    }
    if (report.fileFormat !== "CSV" || typeof report.fileSchema !== "string") {
        throw invalid(
            `only CSV inventories can be manifests, got ${JSON.stringify(report.fileFormat)}`,
        );
    }
    const columns = report.fileSchema.split(",").map((name) => name.trim());
    const bucketAt = columns.indexOf("Bucket");
    const keyAt = columns.indexOf("Key");
    const versionAt = columns.indexOf("VersionId");
    const rows: ManifestRow[] = [];
    for (const file of report.files ?? []) {
        const { body } = await read(world, ctx, bucket, file.key, undefined);
        if (createHash("md5").update(body).digest("hex") !== file.MD5checksum) {
            throw invalid(`data file ${file.key} has another MD5 than the manifest says`);
        }
        for (const cells of splitCsv(gunzipSync(body).toString("utf8"))) {
            rows.push({
                bucket: cells[bucketAt] ?? "",
                encodedKey: cells[keyAt] ?? "",
                versionId: versionAt === -1 ? undefined : cells[versionAt],
            });
        }
    }
    if (rows.length === 0) throw invalid("it has no rows");
    return rows;
}

async function read(
    world: World,
    ctx: CallContext,
    bucket: string,
    key: string,
    versionId: string | undefined,
) {
    try {
        const { body, record } = await world.s3.getObject(ctx, { bucket, key, versionId });
        return { body: bytesOf(body), record };
    } catch (cause) {
        if (!(cause instanceof AwsError)) throw cause;
        throw new ManifestProblem(
            "ManifestInaccessible",
            `the job role cannot read s3://${bucket}/${key}: ${cause.code}: ${cause.message}`,
            cause,
        );
    }
}

function plainText(bytes: Buffer): string {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw invalid("it must not be compressed");
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
        throw invalid("it must not start with a byte order mark");
    }
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (cause) {
        throw invalid("it must be UTF-8", cause);
    }
}

function splitCsv(text: string): readonly (readonly string[])[] {
    if (text.includes('"')) {
        try {
            return parse(text, { relax_column_count: true });
        } catch (cause) {
            throw invalid(`its quoting is broken: ${(cause as Error).message}`, cause);
        }
    }
    // Encoded keys need no quotes, and a plain split is many times faster.
    const lines = text.split("\n");
    if (lines.at(-1) === "") lines.pop();
    return lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line).split(","));
}

function bytesOf(body: ObjectBody): Buffer {
    return "bytes" in body ? body.bytes : Buffer.alloc(body.syntheticLength);
}

function parseObjectArn(arn: string): { bucket: string; key: string } {
    const [, bucket = "", key = ""] = /^arn:[^:]+:s3:::([^/]+)\/([\s\S]+)$/.exec(arn) ?? [];
    return { bucket, key };
}

const unquoted = (etag: string): string => etag.replaceAll('"', "");

function invalid(what: string, cause?: unknown): ManifestProblem {
    return new ManifestProblem("ManifestInvalid", `the manifest cannot be used: ${what}`, cause);
}
