import type { InventoryConfiguration } from "../../core/contracts";
import { invalidArgument, malformedXml } from "../errors";
import { el, optional, type XmlOut } from "../http/xmlWrite";
import type { XmlReader } from "../http/xmlReader";

/** S3 API model, InventoryOptionalField (October 2026). */
export const inventoryOptionalFields: readonly string[] = [
    "Size",
    "LastModifiedDate",
    "StorageClass",
    "ETag",
    "IsMultipartUploaded",
    "ReplicationStatus",
    "EncryptionStatus",
    "ObjectLockRetainUntilDate",
    "ObjectLockMode",
    "ObjectLockLegalHoldStatus",
    "ObjectLockEventHoldStatus",
    "ObjectLockEventHoldDuration",
    "IntelligentTieringAccessTier",
    "BucketKeyStatus",
    "ChecksumAlgorithm",
    "ObjectAccessControlList",
    "ObjectOwner",
    "LifecycleExpirationDate",
    "IntelligentTieringReferenceDate",
];

/** @throws AwsError MalformedXML (400), also for a duplicate or unknown optional field */
export function readInventory(root: XmlReader, id: string): InventoryConfiguration {
    const documentId = root.required("Id").text;
    if (documentId !== id)
        throw invalidArgument("The Id in the document is not the id of the request", "id", id);
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(id)) {
        throw invalidArgument("Id must have 1 to 64 letters, digits, -, _ or .", "id", id);
    }
    const enabled = root.boolean("IsEnabled");
    const versions = root.oneOf("IncludedObjectVersions", ["All", "Current"]);
    const schedule = root.required("Schedule");
    const frequency = schedule.oneOf("Frequency", ["Daily", "Weekly"]);
    schedule.done();
    const destination = root.required("Destination");
    const filter = root.child("Filter");
    const prefix = filter?.required("Prefix").text;
    filter?.done();
    const fields = root.child("OptionalFields");
    const optionalFields = (fields?.list("Field") ?? []).map((field) => field.text.trim());
    fields?.done();
    root.done();
    if (enabled === undefined || versions === undefined || frequency === undefined) {
        throw malformedXml("IsEnabled, IncludedObjectVersions and Schedule.Frequency are required");
    }
    for (const [i, field] of optionalFields.entries()) {
        if (!inventoryOptionalFields.includes(field))
            throw malformedXml(`unknown optional field "${field}"`);
        if (optionalFields.indexOf(field) !== i)
            throw malformedXml(`optional field "${field}" twice`);
    }
    return {
        id,
        enabled,
        versions,
        frequency,
        ...(prefix === undefined || prefix === "" ? {} : { prefix }),
        optionalFields,
        destination: readDestination(destination),
    };
}

function readDestination(reader: XmlReader): InventoryConfiguration["destination"] {
    const inner = reader.required("S3BucketDestination");
    reader.done();
    const bucketArn = inner.required("Bucket").text.trim();
    const accountId = inner.string("AccountId")?.trim();
    const prefix = inner.string("Prefix");
    const format = inner.oneOf("Format", ["CSV", "Parquet", "ORC"]);
    const encryption = inner.child("Encryption");
    inner.done();
    const sseS3 = encryption?.has("SSE-S3") ?? false;
    const kms = encryption?.child("SSE-KMS");
    encryption?.done();
    const kmsKeyId = kms?.required("KeyId").text.trim();
    kms?.done();
    if (!/^arn:[^:]+:s3:::[^/]+$/.test(bucketArn)) {
        throw invalidArgument("Destination bucket must be an ARN", "Bucket", bucketArn);
    }
    if (format === undefined) throw malformedXml("Format is required");
    if (accountId !== undefined && !/^\d{12}$/.test(accountId)) {
        throw invalidArgument("AccountId must be a 12-digit account id", "AccountId", accountId);
    }
    if (encryption !== undefined && sseS3 === (kmsKeyId !== undefined)) {
        throw malformedXml("Encryption has either SSE-S3 or SSE-KMS");
    }
    return {
        bucketArn,
        format,
        ...(accountId === undefined ? {} : { accountId }),
        ...(prefix === undefined ? {} : { prefix }),
        ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
        ...(sseS3 ? { sseS3 } : {}),
    };
}

export function inventoryXml(configuration: InventoryConfiguration): XmlOut {
    const { destination } = configuration;
    return el(
        "InventoryConfiguration",
        el("Id", configuration.id),
        el("IsEnabled", configuration.enabled),
        configuration.prefix === undefined
            ? undefined
            : el("Filter", el("Prefix", configuration.prefix)),
        el(
            "Destination",
            el(
                "S3BucketDestination",
                el("Format", destination.format),
                optional("AccountId", destination.accountId),
                el("Bucket", destination.bucketArn),
                optional("Prefix", destination.prefix),
                destination.kmsKeyId === undefined && destination.sseS3 !== true
                    ? undefined
                    : el(
                          "Encryption",
                          destination.kmsKeyId === undefined
                              ? el("SSE-S3")
                              : el("SSE-KMS", el("KeyId", destination.kmsKeyId)),
                      ),
            ),
        ),
        el("Schedule", el("Frequency", configuration.frequency)),
        el("IncludedObjectVersions", configuration.versions),
        configuration.optionalFields.length === 0
            ? undefined
            : el(
                  "OptionalFields",
                  configuration.optionalFields.map((field) => el("Field", field)),
              ),
    );
}
