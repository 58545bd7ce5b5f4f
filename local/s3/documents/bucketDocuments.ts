/** The smaller documents of a bucket, from XML and to XML. Unknown members are refused, never dropped. */
import type { BucketConfiguration, CallContext } from "../../core/contracts";
import { AwsError } from "../../core/contracts";
import type { BucketState } from "../bucketState";
import { invalidArgument, invalidRequest, malformedXml } from "../errors";
import { el, optional, type XmlOut } from "../http/xmlWrite";
import type { XmlReader } from "../http/xmlReader";
import type { S3State } from "../s3State";
import { checkTags, tagRecord } from "../tagRules";

type Documents = BucketConfiguration;

export function readVersioning(
    root: XmlReader,
    s3: S3State,
    bucket: BucketState,
): Documents["versioning"] {
    const status = root.oneOf("Status", ["Enabled", "Suspended"]);
    if (root.oneOf("MfaDelete", ["Enabled", "Disabled"]) === "Enabled") s3.refuse("MFA delete");
    root.done();
    if (status === undefined) {
        throw new AwsError(
            "IllegalVersioningConfigurationException",
            400,
            "The Versioning element must be specified",
        );
    }
    if (status === "Suspended" && bucket.configuration.objectLock?.enabled === true) {
        throw new AwsError(
            "InvalidBucketState",
            409,
            "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
        );
    }
    return status;
}

export function versioningXml(versioning: Documents["versioning"]): XmlOut {
    return el(
        "VersioningConfiguration",
        versioning === "Unversioned" ? undefined : el("Status", versioning),
    );
}

export function readPublicAccessBlock(
    root: XmlReader,
): NonNullable<Documents["publicAccessBlock"]> {
    const block = {
        BlockPublicAcls: root.boolean("BlockPublicAcls") ?? false,
        IgnorePublicAcls: root.boolean("IgnorePublicAcls") ?? false,
        BlockPublicPolicy: root.boolean("BlockPublicPolicy") ?? false,
        RestrictPublicBuckets: root.boolean("RestrictPublicBuckets") ?? false,
    };
    root.done();
    return block;
}

export function publicAccessBlockXml(block: NonNullable<Documents["publicAccessBlock"]>): XmlOut {
    return el(
        "PublicAccessBlockConfiguration",
        Object.entries(block).map(([name, value]) => el(name, value)),
    );
}

export function readEncryption(
    root: XmlReader,
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
): NonNullable<Documents["encryption"]> {
    const rules = root.list("Rule");
    root.done();
    const [rule] = rules;
    if (rule === undefined || rules.length > 1) throw malformedXml("exactly one Rule");
    const byDefault = rule.required("ApplyServerSideEncryptionByDefault");
    const bucketKey = rule.boolean("BucketKeyEnabled") ?? false;
    // SSE-C can be blocked per bucket (since 2025); the local AWS does not take SSE-C writes at all.
    if (rule.has("BlockedEncryptionTypes")) s3.refuse("BlockedEncryptionTypes of a bucket");
    rule.done();
    const algorithm = byDefault.oneOf("SSEAlgorithm", ["AES256", "aws:kms", "aws:kms:dsse"]);
    const kmsKeyId = byDefault.string("KMSMasterKeyID");
    byDefault.done();
    if (algorithm === "aws:kms:dsse") return s3.refuse("encryption aws:kms:dsse");
    if (algorithm === undefined) throw malformedXml("SSEAlgorithm is required");
    if (algorithm === "AES256" && kmsKeyId !== undefined) {
        throw invalidArgument(
            "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
        );
    }
    if (kmsKeyId !== undefined && !/(^|:)alias\/aws\/s3$/.test(kmsKeyId)) {
        if (s3.world.kms.resolve(bucket.account, kmsKeyId) === undefined) {
            throw new AwsError(
                "KMS.NotFoundException",
                400,
                `Invalid keyId '${kmsKeyId}' for ${ctx.region}`,
            );
        }
    }
    return { algorithm, bucketKey, ...(kmsKeyId === undefined ? {} : { kmsKeyId }) };
}

export function encryptionXml(encryption: NonNullable<Documents["encryption"]>): XmlOut {
    return el(
        "ServerSideEncryptionConfiguration",
        el(
            "Rule",
            el(
                "ApplyServerSideEncryptionByDefault",
                el("SSEAlgorithm", encryption.algorithm),
                optional("KMSMasterKeyID", encryption.kmsKeyId),
            ),
            el("BucketKeyEnabled", encryption.bucketKey),
        ),
    );
}

const ownerships = ["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"] as const;

export function ownershipOf(value: string): (typeof ownerships)[number] {
    const known = ownerships.find((one) => one === value);
    if (known !== undefined) return known;
    throw invalidArgument("Invalid x-amz-object-ownership header", "x-amz-object-ownership", value);
}

export function readOwnership(root: XmlReader): (typeof ownerships)[number] {
    const rules = root.list("Rule");
    root.done();
    const [rule] = rules;
    if (rule === undefined || rules.length > 1) throw malformedXml("exactly one Rule");
    const ownership = rule.oneOf("ObjectOwnership", ownerships);
    rule.done();
    if (ownership === undefined) throw malformedXml("ObjectOwnership is required");
    return ownership;
}

export function ownershipXml(ownership: string): XmlOut {
    return el("OwnershipControls", el("Rule", el("ObjectOwnership", ownership)));
}

/** Only EventBridge: queues, topics and functions as targets of a bucket's own notifications are refused. */
export function readNotification(root: XmlReader, s3: S3State): boolean {
    for (const name of ["TopicConfiguration", "QueueConfiguration", "CloudFunctionConfiguration"]) {
        if (root.has(name)) s3.refuse(`bucket notifications of kind ${name}; use EventBridge`);
    }
    const eventBridge = root.has("EventBridgeConfiguration");
    root.done();
    return eventBridge;
}

export function notificationXml(eventBridge: boolean): XmlOut {
    return el(
        "NotificationConfiguration",
        eventBridge ? el("EventBridgeConfiguration") : undefined,
    );
}

export function readLogging(
    root: XmlReader,
    s3: S3State,
    bucket: BucketState,
): Documents["logging"] {
    const enabled = root.child("LoggingEnabled");
    root.done();
    if (enabled === undefined) return undefined;
    const targetBucket = enabled.required("TargetBucket").text;
    const targetPrefix = enabled.required("TargetPrefix").text;
    if (enabled.has("TargetGrants")) s3.refuse("TargetGrants of access logging");
    // Logs are not written here, so their key format makes no difference.
    enabled.child("TargetObjectKeyFormat");
    enabled.done();
    const target = s3.buckets.get(targetBucket);
    if (target === undefined || target.account !== bucket.account) {
        throw new AwsError(
            "InvalidTargetBucketForLogging",
            400,
            "The target bucket for logging does not exist, is not owned by you, or does not have the appropriate grants for the log-delivery group.",
            { TargetBucket: targetBucket },
        );
    }
    return { targetBucket, targetPrefix };
}

export function loggingXml(logging: Documents["logging"]): XmlOut {
    return el(
        "BucketLoggingStatus",
        logging === undefined
            ? undefined
            : el(
                  "LoggingEnabled",
                  el("TargetBucket", logging.targetBucket),
                  el("TargetPrefix", logging.targetPrefix),
              ),
    );
}

/** Tags of a bucket or an object. */
export function readTagging(root: XmlReader, max: number): Record<string, string> {
    const set = root.required("TagSet");
    root.done();
    const pairs = set.list("Tag").map((tag) => {
        const pair = [tag.required("Key").text, tag.required("Value").text] as const;
        tag.done();
        return pair;
    });
    set.done();
    const tags = tagRecord(pairs);
    checkTags(tags, max);
    return tags;
}

export function taggingXml(tags: Readonly<Record<string, string>>): XmlOut {
    return el(
        "Tagging",
        el(
            "TagSet",
            Object.entries(tags).map(([key, value]) =>
                el("Tag", el("Key", key), el("Value", value)),
            ),
        ),
    );
}

export function readObjectLock(
    root: XmlReader,
    bucket: BucketState,
): NonNullable<Documents["objectLock"]> {
    const enabled = root.oneOf("ObjectLockEnabled", ["Enabled"]);
    const rule = root.child("Rule");
    root.done();
    if (enabled === undefined) throw malformedXml("ObjectLockEnabled must be Enabled");
    if (bucket.configuration.versioning !== "Enabled") {
        throw new AwsError(
            "InvalidBucketState",
            409,
            "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
        );
    }
    if (rule === undefined) return { enabled: true };
    const retention = rule.required("DefaultRetention");
    rule.done();
    const mode = retention.oneOf("Mode", ["GOVERNANCE", "COMPLIANCE"]);
    const days = retention.integer("Days");
    const years = retention.integer("Years");
    retention.done();
    if (mode === undefined) throw malformedXml("DefaultRetention needs a Mode");
    if ((days === undefined) === (years === undefined)) {
        throw malformedXml("DefaultRetention has either Days or Years");
    }
    const period = days ?? years ?? 0;
    const max = days === undefined ? 100 : 36_500;
    if (period < 1 || period > max) {
        throw invalidArgument(
            `Default retention period must be a positive integer value of at most ${max}`,
        );
    }
    return {
        enabled: true,
        defaultRetention: { mode, ...(days === undefined ? { years: period } : { days: period }) },
    };
}

export function objectLockXml(lock: NonNullable<Documents["objectLock"]>): XmlOut {
    const retention = lock.defaultRetention;
    return el(
        "ObjectLockConfiguration",
        el("ObjectLockEnabled", "Enabled"),
        retention === undefined
            ? undefined
            : el(
                  "Rule",
                  el(
                      "DefaultRetention",
                      el("Mode", retention.mode),
                      optional("Days", retention.days),
                      optional("Years", retention.years),
                  ),
              ),
    );
}

export function requireJson(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch (cause) {
        throw invalidRequest(`Policies must be valid JSON: ${(cause as Error).message}`);
    }
}
