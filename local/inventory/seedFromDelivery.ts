import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { inventoryColumns } from "../../model/inventory/inventoryColumns";
import { decodeInventoryKey } from "../../model/inventory/keyCodec";
import type { SeedObject } from "../core/contracts";
import { md5Hex } from "./dataFiles";
import { deliveredCells, DeliveryUnusable } from "./deliveredCells";

export { DeliveryUnusable } from "./deliveredCells";

/** A delivered inventory, ready for `world.s3.seed(bucket, objects)`. */
export interface SeedDelivery {
    readonly sourceBucket: string;
    /** Start of the scan. */
    readonly createdAt: Date;
    /** Whether the bucket had versions listed, so that it should be seeded with versioning on. */
    readonly allVersions: boolean;
    /** Whether any listed version is under Object Lock. */
    readonly locked: boolean;
    /** By key in UTF-8 byte order; the versions of a key oldest first, the latest last. */
    readonly objects: readonly SeedObject[];
}

/** Without these a seeded bucket would be made up: sizes, ages and classes decide what a tier takes. */
const neededColumns = ["Bucket", "Key", "Size", "LastModifiedDate", "StorageClass"];

interface DeliveryManifest {
    readonly sourceBucket: string;
    readonly creationTimestamp: string;
    readonly fileFormat: "CSV" | "Parquet";
    readonly fileSchema: string;
    readonly files: readonly { readonly key: string; readonly MD5checksum: string }[];
}

interface ListedVersion {
    readonly order: readonly [key: Buffer, isLatest: number, modified: number];
    readonly seed: SeedObject;
}

/**
 * Reads a delivered CSV or Parquet inventory from a folder: manifest.json with its data files beside it (or under data/), by the
 * base name of their keys. Sizes become synthetic bodies: nothing of the objects' content is known or needed.
 * @throws DeliveryUnusable naming the file and the row for anything that is missing, damaged or neither.
 */
export async function readDelivery(folder: string): Promise<SeedDelivery> {
    const manifest = readManifest(folder);
    const columns = inventoryColumns(manifest.fileFormat, manifest.fileSchema);
    const missing = neededColumns.filter((name) => !columns.includes(name));
    if (missing.length > 0) {
        throw new DeliveryUnusable(
            `${folder}: fileSchema must have the columns ${neededColumns.join(", ")}, got no ${missing.join(", ")}; ` +
                "add them to the inventory configuration's optional fields and take the next delivery",
        );
    }
    const versions: ListedVersion[] = [];
    for (const file of manifest.files) {
        const bytes = readFileSync(dataFile(folder, file.key));
        const md5 = md5Hex(bytes);
        if (md5 !== file.MD5checksum) {
            throw new DeliveryUnusable(
                `${file.key}: must have the MD5 ${file.MD5checksum} of manifest.json, got ${md5}; fetch the file again`,
            );
        }
        const rows = await deliveredCells(manifest.fileFormat, file.key, bytes, columns);
        for (const [index, cells] of rows.entries()) {
            const where = `${file.key}, row ${index + 1}`;
            versions.push(listedVersion(where, columns, cells, manifest.sourceBucket));
        }
    }
    versions.sort(
        (a, b) =>
            Buffer.compare(a.order[0], b.order[0]) ||
            a.order[1] - b.order[1] ||
            a.order[2] - b.order[2],
    );
    const objects = versions.map(({ seed }) => seed);
    return {
        sourceBucket: manifest.sourceBucket,
        createdAt: new Date(Number(manifest.creationTimestamp)),
        allVersions: columns.includes("VersionId"),
        locked: objects.some(({ lock, legalHold }) => lock !== undefined || legalHold === true),
        objects,
    };
}

function readManifest(folder: string): DeliveryManifest {
    const path = join(folder, "manifest.json");
    if (!existsSync(path)) {
        throw new DeliveryUnusable(
            `${path} not found; give the folder of one delivered inventory, with its manifest.json`,
        );
    }
    const bytes = readFileSync(path);
    const checksumPath = join(folder, "manifest.checksum");
    if (existsSync(checksumPath)) {
        const expected = readFileSync(checksumPath, "utf8").trim();
        if (expected !== md5Hex(bytes)) {
            throw new DeliveryUnusable(
                `${path}: must have the MD5 ${expected} of manifest.checksum, got ${md5Hex(bytes)}; fetch both again`,
            );
        }
    }
    const manifest = JSON.parse(bytes.toString("utf8")) as Partial<DeliveryManifest>;
    const { sourceBucket, creationTimestamp, fileFormat, fileSchema, files } = manifest;
    if (
        typeof sourceBucket !== "string" ||
        typeof creationTimestamp !== "string" ||
        !/^\d+$/.test(creationTimestamp) ||
        typeof fileSchema !== "string" ||
        !Array.isArray(files)
    ) {
        throw new DeliveryUnusable(
            `${path}: must have sourceBucket, creationTimestamp, fileFormat, fileSchema and files of an S3 inventory`,
        );
    }
    if (fileFormat !== "CSV" && fileFormat !== "Parquet") {
        throw new DeliveryUnusable(
            `${path}: fileFormat must be CSV or Parquet to seed from, got ${JSON.stringify(fileFormat)}; ` +
                `deliver the inventory in one of these once`,
        );
    }
    return { sourceBucket, creationTimestamp, fileFormat, fileSchema, files };
}

function dataFile(folder: string, key: string): string {
    const name = basename(key);
    const candidates = [
        join(folder, name),
        join(folder, "data", name),
        join(folder, "..", "data", name),
    ];
    const found = candidates.find((path) => existsSync(path));
    if (found === undefined) {
        throw new DeliveryUnusable(
            `data file ${key} of ${join(folder, "manifest.json")} not found; looked for ${candidates.join(", ")}`,
        );
    }
    return found;
}

function listedVersion(
    where: string,
    columns: readonly string[],
    cells: readonly string[],
    sourceBucket: string,
): ListedVersion {
    if (cells.length !== columns.length) {
        throw new DeliveryUnusable(
            `${where}: must have the ${columns.length} columns of fileSchema, got ${cells.length}`,
        );
    }
    const cell = (name: string): string | undefined => {
        const value = cells[columns.indexOf(name)];
        return value === "" ? undefined : value;
    };
    const csvKey = cell("Key");
    if (csvKey === undefined) throw new DeliveryUnusable(`${where}: must have a key`);
    if (cell("Bucket") !== sourceBucket) {
        throw new DeliveryUnusable(
            `${where}: must be of bucket ${sourceBucket}, got ${cell("Bucket") ?? "none"}`,
        );
    }
    const key = decodeInventoryKey(csvKey);
    const deleteMarker = cell("IsDeleteMarker") === "true";
    const lastModified = date(where, "LastModifiedDate", cell("LastModifiedDate"));
    const seed: SeedObject = {
        key,
        ...(columns.includes("VersionId") && { versionId: cell("VersionId") ?? "null" }),
        ...(lastModified !== undefined && { lastModified }),
        ...(deleteMarker ? { deleteMarker } : objectMembers(where, cell)),
    };
    return {
        order: [
            Buffer.from(key),
            cell("IsLatest") === "false" ? 0 : 1,
            lastModified?.getTime() ?? 0,
        ],
        seed,
    };
}

function objectMembers(
    where: string,
    cell: (name: string) => string | undefined,
): Partial<SeedObject> {
    const size = cell("Size") ?? "0";
    if (!/^\d+$/.test(size))
        throw new DeliveryUnusable(`${where}: Size must be a whole number, got "${size}"`);
    const storageClass = cell("StorageClass");
    const etag = cell("ETag");
    const mode = cell("ObjectLockMode")?.toUpperCase();
    const retainUntil = date(where, "ObjectLockRetainUntilDate", cell("ObjectLockRetainUntilDate"));
    const replicationStatus = cell("ReplicationStatus");
    const encryption = cell("EncryptionStatus");
    const accessTier = cell("IntelligentTieringAccessTier");
    return {
        body: { syntheticLength: Number(size) },
        ...(storageClass !== undefined && { storageClass }),
        ...(etag !== undefined && { etag }),
        ...(cell("IsMultipartUploaded") === "true" && { multipart: true }),
        ...((mode === "GOVERNANCE" || mode === "COMPLIANCE") &&
            retainUntil !== undefined && { lock: { mode, retainUntil } }),
        ...(cell("ObjectLockLegalHoldStatus")?.toUpperCase() === "ON" && { legalHold: true }),
        ...(replicationStatus !== undefined && { replicationStatus }),
        ...(encryption !== undefined && { encryption: seedEncryption(where, encryption) }),
        ...(accessTier !== undefined && { accessTier }),
    };
}

function seedEncryption(where: string, status: string): "SSE-S3" | "SSE-KMS" | "SSE-C" | "NOT-SSE" {
    switch (status) {
        case "SSE-S3":
        case "SSE-KMS":
        case "SSE-C":
        case "NOT-SSE":
            return status;
        case "DSSE-KMS":
            // The local S3 seeds no double encryption; for selection and copies it is KMS encryption.
            return "SSE-KMS";
        default:
            throw new DeliveryUnusable(
                `${where}: EncryptionStatus must be SSE-S3, SSE-KMS, DSSE-KMS, SSE-C or NOT-SSE, got "${status}"`,
            );
    }
}

function date(where: string, column: string, value: string | undefined): Date | undefined {
    if (value === undefined) return undefined;
    const parsed = new Date(value);
    if (Number.isNaN(parsed.getTime())) {
        throw new DeliveryUnusable(`${where}: ${column} must be an ISO 8601 date, got "${value}"`);
    }
    return parsed;
}
