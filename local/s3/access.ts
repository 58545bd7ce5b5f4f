/**
 * Authorisation of S3 calls: real ARNs, the bucket policy as resource policy, one action at a time (Service
 * Authorization Reference, "Actions, resources, and condition keys for Amazon S3").
 */
import { bucketArn, objectArn } from "../../model/naming/arn";
import type { AuthorizationRequest, CallContext, ContextValue } from "../core/contracts";
import type { BucketState } from "./bucketState";
import { accessDenied, noSuchKey, noSuchVersion } from "./errors";
import { isPublicPolicy } from "./publicPolicy";
import type { S3State } from "./s3State";
import type { StoredVersion } from "./storedVersion";

export type Context = Readonly<Record<string, ContextValue>>;

/** Account of the caller; undefined for services and anonymous callers. */
export function accountOf(ctx: CallContext): string | undefined {
    const { principal } = ctx;
    return principal.kind === "role" || principal.kind === "administrator"
        ? principal.account
        : undefined;
}

/** Who asked, as S3 events and listings name it. */
export function requesterOf(ctx: CallContext): string {
    const { principal } = ctx;
    if (principal.kind === "service") return principal.service;
    return principal.kind === "anonymous" ? "anonymous" : principal.account;
}

function requestFor(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    action: string,
    resource: string,
    context: Context,
): AuthorizationRequest {
    const { policy, publicAccessBlock } = bucket.configuration;
    // RestrictPublicBuckets: a public policy speaks to the owner's account and AWS services only.
    const ignored =
        publicAccessBlock?.RestrictPublicBuckets === true &&
        ctx.principal.kind !== "service" &&
        accountOf(ctx) !== bucket.account &&
        isPublicPolicy(policy);
    return {
        action,
        resource,
        resourceAccount: bucket.account,
        context,
        resourcePolicies:
            policy === undefined || ignored
                ? []
                : [{ name: `bucket policy of ${bucket.name}`, document: policy }],
        resourcePolicy: "optional",
    };
}

/** @throws AwsError AccessDenied (403) */
export function authorizeBucket(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    action: string,
    context: Context = {},
): void {
    const resource = bucketArn(s3.world.partition, bucket.name);
    s3.world.authorize(ctx, requestFor(s3, ctx, bucket, action, resource, context));
}

/** @throws AwsError AccessDenied (403) */
export function authorizeObject(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    key: string,
    action: string,
    context: Context = {},
): void {
    const resource = objectArn(s3.world.partition, bucket.name, key);
    s3.world.authorize(ctx, requestFor(s3, ctx, bucket, action, resource, context));
}

/** s3:ExistingObjectTag/<key>: present for an object that exists and has the tag. */
export function existingTags(version: StoredVersion | undefined): Context {
    return prefixed("s3:ExistingObjectTag/", version?.tags ?? {});
}

/** s3:RequestObjectTag/<key> and s3:RequestObjectTagKeys of the tags sent along. */
export function requestedTags(tags: Readonly<Record<string, string>> | undefined): Context {
    if (tags === undefined) return {};
    return {
        ...prefixed("s3:RequestObjectTag/", tags),
        "s3:RequestObjectTagKeys": Object.keys(tags),
    };
}

function prefixed(prefix: string, tags: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));
}

/** x-amz-expected-bucket-owner. @throws AwsError AccessDenied (403) when another account owns the bucket */
export function expectOwner(bucket: BucketState, expected: string | undefined): void {
    if (expected !== undefined && expected !== bucket.account) throw accessDenied();
}

/**
 * The version a read is about: authorises the read (the version-specific action when a version is named), then
 * answers what is missing with 404 to those who may list the bucket, and with 403 to the others.
 */
export function authorizedVersion(
    s3: S3State,
    ctx: CallContext,
    bucket: BucketState,
    target: { key: string; versionId?: string | undefined },
    actions: { current: string; version: string },
    context: Context = {},
): StoredVersion {
    const { key, versionId } = target;
    const version =
        versionId === undefined ? bucket.store.current(key) : bucket.store.find(key, versionId);
    const action = versionId === undefined ? actions.current : actions.version;
    const versionContext = versionId === undefined ? {} : { "s3:VersionId": versionId };
    authorizeObject(s3, ctx, bucket, key, action, {
        ...existingTags(version),
        ...versionContext,
        ...context,
    });
    if (version !== undefined && (versionId !== undefined || !version.isDeleteMarker)) {
        return version;
    }
    const resource = bucketArn(s3.world.partition, bucket.name);
    const mayList = s3.world.isAllowed(
        ctx,
        requestFor(s3, ctx, bucket, "s3:ListBucket", resource, {}),
    );
    if (!mayList) throw accessDenied();
    throw versionId === undefined ? noSuchKey(key) : noSuchVersion(key, versionId);
}
