import { bucketArn, dnsSuffix, objectArn } from "../../model/naming/arn";
import { AwsError, type CallContext } from "../core/contracts";
import { accountOf } from "./access";
import type { BucketState } from "./bucketState";
import { invalidArgument } from "./errors";
import type { S3State } from "./s3State";
import type { StoredVersion } from "./storedVersion";

/** What a client may ask for when it writes. */
export interface AskedEncryption {
    readonly algorithm: "AES256" | "aws:kms";
    readonly kmsKeyId?: string | undefined;
    readonly bucketKey?: boolean | undefined;
}

/** How a new object is encrypted at rest. */
export interface AppliedEncryption {
    readonly status: "SSE-S3" | "SSE-KMS";
    readonly kmsKeyArn?: string | undefined;
    readonly bucketKey: boolean;
}

/** What the client asked for, else the bucket's default, else SSE-S3 (the default of every bucket since January 2023). */
export function encryptionFor(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    asked: AskedEncryption | undefined,
): AppliedEncryption {
    const fallback = bucket.configuration.encryption;
    const algorithm = asked?.algorithm ?? fallback?.algorithm ?? "AES256";
    if (algorithm === "AES256") {
        if (asked?.kmsKeyId !== undefined) {
            throw invalidArgument(
                "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : aws:kms",
            );
        }
        return { status: "SSE-S3", bucketKey: false };
    }
    const reference =
        asked?.kmsKeyId ?? (fallback?.algorithm === "aws:kms" ? fallback.kmsKeyId : undefined);
    return {
        status: "SSE-KMS",
        kmsKeyArn: keyArn(s3, ctx, bucket, reference),
        bucketKey: asked?.bucketKey ?? fallback?.bucketKey ?? false,
    };
}

/** Key ids and aliases without an account are those of the requester's account, not the bucket's (S3 User Guide, "SSE-KMS"). */
function keyArn(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    reference: string | undefined,
): string {
    const account = accountOf(ctx) ?? bucket.account;
    if (reference === undefined || /(^|:)alias\/aws\/s3$/.test(reference)) {
        return managedKey(s3, account);
    }
    const key = s3.world.kms.resolve(account, reference);
    if (key !== undefined) return key.arn;
    throw new AwsError("KMS.NotFoundException", 400, `Invalid keyId '${reference}'`);
}

/** The AWS managed key aws/s3 of an account: usable by the whole account, through S3 only. */
function managedKey(s3: S3State, account: string): string {
    const known = s3.managedKeys.get(account);
    if (known !== undefined) return known;
    const { arn } = s3.world.kms.createKey(account, {
        description: "AWS managed key aws/s3",
        policy: {
            Version: "2012-10-17",
            Statement: [
                {
                    Sid: "AllowThroughS3",
                    Effect: "Allow",
                    Principal: { AWS: "*" },
                    Action: [
                        "kms:Encrypt",
                        "kms:Decrypt",
                        "kms:ReEncrypt*",
                        "kms:GenerateDataKey*",
                        "kms:DescribeKey",
                    ],
                    Resource: "*",
                    Condition: {
                        StringEquals: {
                            "kms:CallerAccount": account,
                            "kms:ViaService": viaService(s3),
                        },
                    },
                },
            ],
        },
    });
    s3.managedKeys.set(account, arn);
    return arn;
}

const viaService = (s3: S3State): string =>
    `s3.${s3.world.region}.${dnsSuffix(s3.world.partition)}`;

/** S3 asks KMS on the caller's behalf. With a bucket key the encryption context is the bucket, else the object. */
export function useKey(
    s3: S3State,
    ctx: CallContext,
    action: "kms:Decrypt" | "kms:GenerateDataKey",
    bucket: BucketState,
    key: string,
    encryption: { kmsKeyArn?: string | undefined; bucketKey: boolean },
): void {
    if (encryption.kmsKeyArn === undefined) return;
    const { partition } = s3.world;
    s3.world.kms.use({ ...ctx, viaService: viaService(s3) }, encryption.kmsKeyArn, action, {
        "aws:s3:arn": encryption.bucketKey
            ? bucketArn(partition, bucket.name)
            : objectArn(partition, bucket.name, key),
    });
}

/** Reading needs the customer's key for SSE-C, which the local AWS only records, and kms:Decrypt for SSE-KMS. */
export function authorizeDecryption(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    version: StoredVersion,
): void {
    if (version.encryption === "SSE-C") throw customerKeyMissing();
    useKey(s3, ctx, "kms:Decrypt", bucket, version.key, version);
}

export function customerKeyMissing(): AwsError {
    return new AwsError(
        "InvalidRequest",
        400,
        "The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.",
    );
}
