import type {
    BucketConfiguration,
    CallContext,
    CopyObjectInput,
    HttpRequest,
    HttpResponse,
    ObjectBody,
    ObjectRecord,
    PutObjectInput,
    S3Api,
    SeedObject,
    World,
} from "../core/contracts";
import { expectOwner } from "./access";
import { checkBucketPolicy } from "./bucketPolicy";
import { createBucket } from "./buckets";
import type { BucketState, ConfigurationHooks } from "./bucketState";
import { isChecksumAlgorithm, type ChecksumAlgorithm } from "./checksums";
import { bodyOf, contentOf, slice } from "./content";
import { copyObject } from "./copyObject";
import { deleteObject } from "./deleteObject";
import { dumpState } from "./dumpState";
import { invalidRequest } from "./errors";
import { handleRequest } from "./http/handleRequest";
import { LifecycleClock } from "./lifecycleClock";
import { recordOf } from "./objectRecord";
import { getObjectTagging, putObjectTagging } from "./objectTagging";
import { putObject } from "./putObject";
import { headVersion, readVersion } from "./readObject";
import { restoreObject, type RestoreTier } from "./restoreObject";
import { S3State } from "./s3State";
import { seedObjects } from "./seedObjects";

interface Target {
    readonly bucket: string;
    readonly key: string;
    readonly versionId?: string | undefined;
}

/** S3 of the local AWS: the data plane and bucket configuration, in process and over HTTP. */
export class S3Service implements S3Api {
    private readonly state: S3State;
    private readonly lifecycle: LifecycleClock;

    constructor(world: World) {
        this.state = new S3State(world);
        this.lifecycle = new LifecycleClock(this.state);
    }

    handle(request: HttpRequest, ctx: CallContext): Promise<HttpResponse> {
        return handleRequest(this.state, ctx, request, {
            createBucket: (name, options) => this.create(ctx, name, options),
        });
    }

    seed(bucket: string, objects: Iterable<SeedObject>): void {
        seedObjects(this.state, this.state.bucket(bucket), objects);
    }

    createBucket(ctx: CallContext, bucket: string, options: { objectLock?: boolean } = {}): void {
        this.create(ctx, bucket, options);
    }

    private create(
        ctx: CallContext,
        name: string,
        options: { objectLock?: boolean | undefined; ownership?: BucketConfiguration["ownership"] },
    ): BucketState {
        const hooks = (bucket: () => BucketState): ConfigurationHooks => ({
            policy: (document) => {
                checkBucketPolicy(this.state, bucket(), document);
            },
            lifecycleChanged: () => {
                this.lifecycle.arm();
            },
        });
        return createBucket(this.state, ctx, name, options, hooks);
    }

    bucketAccount(bucket: string): string | undefined {
        return this.state.buckets.get(bucket)?.account;
    }

    configuration(bucket: string): BucketConfiguration {
        return this.state.bucket(bucket).configuration;
    }

    getObject(
        ctx: CallContext,
        input: Target & { range?: { start: number; end: number } | undefined },
    ): Promise<{ body: ObjectBody; record: ObjectRecord }> {
        return promised(() => {
            const bucket = this.state.bucket(input.bucket);
            const version = readVersion(this.state, ctx, bucket, input);
            const { range } = input;
            const content =
                range === undefined
                    ? version.content
                    : slice(version.content, range.start, range.end);
            return { body: bodyOf(content), record: recordOf(bucket, version) };
        });
    }

    headObject(ctx: CallContext, input: Target): Promise<ObjectRecord> {
        return promised(() => {
            const bucket = this.state.bucket(input.bucket);
            return recordOf(bucket, headVersion(this.state, ctx, bucket, input));
        });
    }

    putObject(ctx: CallContext, input: PutObjectInput): Promise<ObjectRecord> {
        return promised(() => {
            const bucket = this.state.bucket(input.bucket);
            expectOwner(bucket, input.expectedBucketOwner);
            const algorithm = checksumAlgorithm(input.checksumAlgorithm);
            const version = putObject(
                this.state,
                ctx,
                bucket,
                input,
                contentOf(input.body),
                algorithm === undefined ? undefined : { algorithm },
            );
            return recordOf(bucket, version);
        });
    }

    copyObject(ctx: CallContext, input: CopyObjectInput): Promise<ObjectRecord> {
        return promised(() => {
            const bucket = this.state.bucket(input.bucket);
            const { source, ifMatch, ifModifiedSince, ifUnmodifiedSince } = input;
            const { key, storageClass, metadata, systemMetadata, tags, acl, encryption, lock } =
                input;
            const { version } = copyObject(this.state, ctx, bucket, {
                source: { ...source, bucket: this.state.bucket(source.bucket) },
                conditions: { ifMatch, ifModifiedSince, ifUnmodifiedSince },
                metadataDirective: input.metadataDirective,
                taggingDirective: input.taggingDirective,
                checksumAlgorithm: checksumAlgorithm(input.checksumAlgorithm),
                target: {
                    key,
                    storageClass,
                    metadata,
                    systemMetadata,
                    tags,
                    acl,
                    encryption,
                    lock,
                },
            });
            return recordOf(bucket, version);
        });
    }

    getObjectTagging(ctx: CallContext, input: Target): Promise<Record<string, string>> {
        return promised(() => {
            const bucket = this.state.bucket(input.bucket);
            return { ...getObjectTagging(this.state, ctx, bucket, input).tags };
        });
    }

    putObjectTagging(
        ctx: CallContext,
        input: Target & { tags: Record<string, string> },
    ): Promise<void> {
        return promised(() => {
            const bucket = this.state.bucket(input.bucket);
            putObjectTagging(this.state, ctx, bucket, input, input.tags);
        });
    }

    restoreObject(
        ctx: CallContext,
        input: Target & { days?: number | undefined; tier: RestoreTier },
    ): Promise<{ already: boolean }> {
        return promised(() => {
            const bucket = this.state.bucket(input.bucket);
            const { already } = restoreObject(this.state, ctx, bucket, input);
            return { already };
        });
    }

    deleteObject(ctx: CallContext, input: Target): Promise<void> {
        return promised(() => {
            deleteObject(this.state, ctx, this.state.bucket(input.bucket), input);
        });
    }

    *versions(bucket: string): Generator<ObjectRecord> {
        const state = this.state.bucket(bucket);
        for (const key of state.store.keys()) {
            const chain = state.store.chain(key);
            for (const [i, version] of chain.entries()) yield recordOf(state, version, i === 0);
        }
    }

    buckets(): readonly string[] {
        return [...this.state.buckets.keys()].sort();
    }

    /** The whole state of S3 as plain JSON, in a fixed order, for comparisons. */
    dump(): unknown {
        return dumpState(this.state);
    }
}

/** Does it at once, in one step; what it throws rejects the promise. */
function promised<T>(make: () => T): Promise<T> {
    return new Promise((resolve) => {
        resolve(make());
    });
}

function checksumAlgorithm(name: string | undefined): ChecksumAlgorithm | undefined {
    if (name === undefined) return undefined;
    if (isChecksumAlgorithm(name)) return name;
    throw invalidRequest(`Checksum algorithm provided is unsupported: ${name}`);
}
