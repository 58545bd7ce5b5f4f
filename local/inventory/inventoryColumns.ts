import { createHash } from "node:crypto";
import { encodeInventoryKey } from "../../model/inventory/keyCodec";
import type { InventoryConfiguration, ObjectRecord } from "../core/contracts";

/** What a cell may need beside the object itself. */
export interface RowContext {
    readonly bucketAccount: string;
}

/** One column of a CSV inventory. */
export interface InventoryColumn {
    /** As in fileSchema. */
    readonly name: string;
    /** Present always, in all-versions reports only, or when OptionalFields lists it. */
    readonly when: "always" | "versions" | "requested";
    readonly cell: (record: ObjectRecord, context: RowContext) => string;
}

/** Empty for delete markers, as in the real delivery of May 2024. */
const ofObject =
    (cell: (record: ObjectRecord, context: RowContext) => string): InventoryColumn["cell"] =>
    (record, context) =>
        record.isDeleteMarker ? "" : cell(record, context);

/**
 * Every column in the service's own order. Up to ChecksumAlgorithm it is that of the real delivery of May 2024; the
 * order of the later fields is that of the S3 User Guide, April 2026, then of their announcement [unverified].
 */
export const inventoryColumns: readonly InventoryColumn[] = [
    { name: "Bucket", when: "always", cell: (record) => record.bucket },
    { name: "Key", when: "always", cell: (record) => encodeInventoryKey(record.key) },
    {
        name: "VersionId",
        when: "versions",
        cell: (record) => (record.versionId === "null" ? "" : record.versionId),
    },
    { name: "IsLatest", when: "versions", cell: (record) => String(record.isLatest) },
    { name: "IsDeleteMarker", when: "versions", cell: (record) => String(record.isDeleteMarker) },
    { name: "Size", when: "requested", cell: ofObject((record) => String(record.size)) },
    {
        name: "LastModifiedDate",
        when: "requested",
        cell: (record) => secondPrecision(record.lastModified),
    },
    {
        name: "ETag",
        when: "requested",
        cell: ofObject((record) => record.etag.replaceAll('"', "")),
    },
    { name: "StorageClass", when: "requested", cell: ofObject((record) => record.storageClass) },
    {
        name: "IsMultipartUploaded",
        when: "requested",
        cell: ofObject((record) => String(record.multipart)),
    },
    {
        name: "ReplicationStatus",
        when: "requested",
        cell: ofObject((record) => record.replicationStatus),
    },
    { name: "EncryptionStatus", when: "requested", cell: ofObject((record) => record.encryption) },
    {
        name: "ObjectLockRetainUntilDate",
        when: "requested",
        cell: ofObject((record) =>
            record.retainUntil === undefined ? "" : secondPrecision(record.retainUntil),
        ),
    },
    {
        name: "ObjectLockMode",
        when: "requested",
        cell: ofObject((record) => record.lockMode ?? ""),
    },
    {
        name: "ObjectLockLegalHoldStatus",
        when: "requested",
        // "Off" for a version under retention only is [unverified]; unlocked versions are empty in the real delivery.
        cell: ofObject((record) =>
            record.legalHold ? "On" : record.lockMode === undefined ? "" : "Off",
        ),
    },
    {
        name: "IntelligentTieringAccessTier",
        when: "requested",
        cell: ofObject((record) =>
            record.storageClass === "INTELLIGENT_TIERING" ? (record.accessTier ?? "FREQUENT") : "",
        ),
    },
    // DISABLED for delete markers too in the real delivery.
    {
        name: "BucketKeyStatus",
        when: "requested",
        cell: (record) => (record.bucketKey && !record.isDeleteMarker ? "ENABLED" : "DISABLED"),
    },
    {
        name: "ChecksumAlgorithm",
        when: "requested",
        cell: ofObject((record) => record.checksumAlgorithm),
    },
    {
        name: "ObjectAccessControlList",
        when: "requested",
        cell: ofObject((_record, { bucketAccount }) => ownerOnlyAcl(bucketAccount)),
    },
    {
        name: "ObjectOwner",
        when: "requested",
        cell: ofObject((_record, { bucketAccount }) => canonicalId(bucketAccount)),
    },
    // The local S3 keeps no expiry date and no event holds per object: empty, as for objects that have none.
    { name: "LifecycleExpirationDate", when: "requested", cell: () => "" },
    { name: "ObjectLockEventHoldStatus", when: "requested", cell: () => "" },
    { name: "ObjectLockEventHoldDuration", when: "requested", cell: () => "" },
    { name: "IntelligentTieringReferenceDate", when: "requested", cell: () => "" },
];

/** The columns of one configuration's reports; `dropped` is a test lever. */
export function columnsOf(
    configuration: InventoryConfiguration,
    dropped: readonly string[] = [],
): readonly InventoryColumn[] {
    const unknown = configuration.optionalFields.filter(
        (field) =>
            !inventoryColumns.some(({ name, when }) => name === field && when === "requested"),
    );
    if (unknown.length > 0) {
        throw new Error(
            `inventory configuration "${configuration.id}": optionalFields must be fields of S3 Inventory, ` +
                `got ${unknown.join(", ")}`,
        );
    }
    return inventoryColumns.filter(
        ({ name, when }) =>
            !dropped.includes(name) &&
            (when === "always" ||
                (when === "versions" && configuration.versions === "All") ||
                (when === "requested" && configuration.optionalFields.includes(name))),
    );
}

/** S3 dates have whole seconds, written with three zeros. */
function secondPrecision(date: Date): string {
    return `${date.toISOString().slice(0, 19)}.000Z`;
}

/** A stable stand-in for the account's canonical user id: 64 hex digits. */
function canonicalId(account: string): string {
    return createHash("sha256").update(`canonical-user:${account}`).digest("hex");
}

/** Base64 of the ACL document as S3 Inventory writes it (S3 User Guide, April 2026). */
function ownerOnlyAcl(account: string): string {
    const acl = {
        version: "2022-11-10",
        status: "AVAILABLE",
        grants: [
            {
                canonicalId: canonicalId(account),
                type: "CanonicalUser",
                permission: "FULL_CONTROL",
            },
        ],
    };
    return Buffer.from(JSON.stringify(acl)).toString("base64");
}
