import { createHash } from "node:crypto";
import { columnDefinitions, type ColumnDefinition } from "../../model/inventory/columnDefinitions";
import type { InventoryConfiguration, ObjectRecord } from "../core/contracts";
import type { CellValue } from "./columnValues";

/** What a cell may need beside the object itself. */
export interface RowContext {
    readonly bucketAccount: string;
}

/** One column of an inventory, in whatever format. */
export interface InventoryColumn {
    readonly definition: ColumnDefinition;
    /** Present always, in all-versions reports only, or when OptionalFields lists it. */
    readonly when: "always" | "versions" | "requested";
    readonly value: CellOf;
}

type CellOf = (record: ObjectRecord, context: RowContext) => CellValue;

/** Null for delete markers, as in the real deliveries of May 2024. */
const ofObject =
    (value: CellOf): CellOf =>
    (record, context) =>
        record.isDeleteMarker ? undefined : value(record, context);

/** Without a value is null, not an empty text. */
const text = (value: string | undefined): string | undefined => (value === "" ? undefined : value);

const alwaysListed: Readonly<Record<string, CellOf>> = {
    Bucket: (record) => record.bucket,
    Key: (record) => record.key,
};

const listedWithVersions: Readonly<Record<string, CellOf>> = {
    VersionId: (record) => (record.versionId === "null" ? undefined : record.versionId),
    IsLatest: (record) => record.isLatest,
    IsDeleteMarker: (record) => record.isDeleteMarker,
};

const listedOnRequest: Readonly<Record<string, CellOf>> = {
    Size: ofObject((record) => record.size),
    LastModifiedDate: (record) => wholeSeconds(record.lastModified),
    ETag: ofObject((record) => text(record.etag.replaceAll('"', ""))),
    StorageClass: ofObject((record) => record.storageClass),
    IsMultipartUploaded: ofObject((record) => record.multipart),
    ReplicationStatus: ofObject((record) => text(record.replicationStatus)),
    EncryptionStatus: ofObject((record) => text(record.encryption)),
    ObjectLockRetainUntilDate: ofObject((record) =>
        record.retainUntil === undefined ? undefined : wholeSeconds(record.retainUntil),
    ),
    ObjectLockMode: ofObject((record) => record.lockMode),
    // "Off" for a version under retention only is [unverified]; unlocked versions are empty in the real delivery.
    ObjectLockLegalHoldStatus: ofObject((record) =>
        record.legalHold ? "On" : record.lockMode === undefined ? undefined : "Off",
    ),
    IntelligentTieringAccessTier: ofObject((record) =>
        record.storageClass === "INTELLIGENT_TIERING"
            ? (record.accessTier ?? "FREQUENT")
            : undefined,
    ),
    // DISABLED for delete markers too in the real delivery.
    BucketKeyStatus: (record) =>
        record.bucketKey && !record.isDeleteMarker ? "ENABLED" : "DISABLED",
    ChecksumAlgorithm: ofObject((record) => text(record.checksumAlgorithm)),
    ObjectAccessControlList: ofObject((_record, { bucketAccount }) => ownerOnlyAcl(bucketAccount)),
    ObjectOwner: ofObject((_record, { bucketAccount }) => canonicalId(bucketAccount)),
    // The local S3 keeps no expiry date and no event holds per object: empty, as for objects that have none.
    LifecycleExpirationDate: () => undefined,
    ObjectLockEventHoldStatus: () => undefined,
    ObjectLockEventHoldDuration: () => undefined,
    IntelligentTieringReferenceDate: () => undefined,
};

const cells: readonly (readonly [InventoryColumn["when"], Readonly<Record<string, CellOf>>])[] = [
    ["always", alwaysListed],
    ["versions", listedWithVersions],
    ["requested", listedOnRequest],
];

/** Every column in the service's own order. */
export const inventoryColumns: readonly InventoryColumn[] = columnDefinitions.flatMap(
    (definition) =>
        cells.flatMap(([when, values]) => {
            const value = values[definition.name];
            return value === undefined ? [] : [{ definition, when, value }];
        }),
);

/** The columns of one configuration's reports; `dropped` is a test lever. */
export function columnsOf(
    configuration: InventoryConfiguration,
    dropped: readonly string[] = [],
): readonly InventoryColumn[] {
    const unknown = configuration.optionalFields.filter(
        (field) =>
            !inventoryColumns.some(
                ({ definition, when }) => definition.name === field && when === "requested",
            ),
    );
    if (unknown.length > 0) {
        throw new Error(
            `inventory configuration "${configuration.id}": optionalFields must be fields of S3 Inventory, ` +
                `got ${unknown.join(", ")}`,
        );
    }
    return inventoryColumns.filter(
        ({ definition: { name }, when }) =>
            !dropped.includes(name) &&
            (when === "always" ||
                (when === "versions" && configuration.versions === "All") ||
                (when === "requested" && configuration.optionalFields.includes(name))),
    );
}

/** S3 dates have whole seconds. */
function wholeSeconds(date: Date): number {
    return Math.floor(date.getTime() / 1000) * 1000;
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
