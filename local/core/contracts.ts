/**
 * The seams between the services of the local AWS. Each service is a class in its own folder that implements the
 * interface named here; `local/core/world.ts` builds them and hands each the `World`. Operations take a
 * `CallContext` and are authorised inside (`world.authorize`) before they do anything, whether they are called
 * over HTTP by an SDK client or in process by another service (a Batch job, an inventory delivery).
 */
import type { Partition } from "../../model/naming/arn";

export type { Partition };

/** Who makes a call. Every call has one. */
export type Principal =
    | {
          readonly kind: "role";
          readonly account: string;
          readonly roleName: string;
          /** arn:…:iam::…:role/NAME */
          readonly roleArn: string;
          /** arn:…:sts::…:assumed-role/NAME/SESSION */
          readonly arn: string;
          readonly sessionName: string;
      }
    | {
          /** An AWS service acting for itself, e.g. s3.amazonaws.com delivering an inventory. */
          readonly kind: "service";
          readonly service: string;
          /** Put into aws:SourceArn / aws:SourceAccount when given. */
          readonly sourceArn?: string | undefined;
          readonly sourceAccount?: string | undefined;
      }
    | {
          /** The deployment and the rehearsal's operator: an administrator of `account` (identity allows all). */
          readonly kind: "administrator";
          readonly account: string;
          readonly arn: string;
      }
    | { readonly kind: "anonymous" };

export interface CallContext {
    readonly principal: Principal;
    readonly region: string;
    readonly requestId: string;
    /** aws:SecureTransport. True for SDK calls; a test sets it to false. */
    readonly secure: boolean;
    /** kms:ViaService and the like, when a service calls on the principal's behalf. */
    readonly viaService?: string | undefined;
}

export type ContextValue = string | number | boolean | readonly string[];

export interface AuthorizationRequest {
    /** e.g. "s3:PutObject" */
    readonly action: string;
    /** Real ARN, or "*" where the action has no resource type (s3:CreateJob). */
    readonly resource: string;
    /** Account that owns the resource. */
    readonly resourceAccount: string;
    /** Service-specific condition keys of this call, e.g. { "s3:x-amz-storage-class": "GLACIER" }. */
    readonly context?: Readonly<Record<string, ContextValue>> | undefined;
    /** Resource policies that speak about this resource (bucket policy, queue policy, key policy, trust policy). */
    readonly resourcePolicies?:
        readonly { readonly name: string; readonly document: unknown }[] | undefined;
    /** "required": nothing is allowed without the resource policy's own allow or delegation (KMS keys, role trust). */
    readonly resourcePolicy?: "optional" | "required" | undefined;
}

/** One line of the decision log. */
export interface Decision {
    readonly at: string;
    readonly principal: string;
    readonly action: string;
    readonly resource: string;
    readonly allowed: boolean;
    /** "<policy>#<Sid or index>" of the statement that decided, or "no statement allows it". */
    readonly decidedBy: string;
    /** The deny that decided, or every statement that allows, each as "<policy>#<Sid or index>". */
    readonly statements: readonly string[];
    readonly explicitDeny: boolean;
    readonly requestId: string;
}

/** An error a client sees. Each protocol layer renders it in its own shape. */
export class AwsError extends Error {
    readonly code: string;
    readonly status: number;
    readonly extra: Readonly<Record<string, string>>;
    constructor(code: string, status: number, message: string, extra: Record<string, string> = {}) {
        super(message);
        this.name = "AwsError";
        this.code = code;
        this.status = status;
        this.extra = extra;
    }
}

/** What is not implemented is refused by name, recorded in `world.refusals`, and fails a rehearsal. */
export class NotImplemented extends AwsError {
    constructor(what: string) {
        super("NotImplemented", 501, `the local AWS does not implement ${what}`);
        this.name = "NotImplemented";
    }
}

/** Virtual time. Nothing in the local AWS reads the machine's clock for AWS time. */
export interface Clock {
    /** Milliseconds since the epoch. */
    now(): number;
    date(): Date;
    /** Runs `task` when virtual time reaches `at` (ms); same-time tasks run in the order they were added. Returns a cancel function. */
    at(at: number, name: string, task: () => Promise<void> | void): () => void;
    after(milliseconds: number, name: string, task: () => Promise<void> | void): () => void;
    /** Moves time forward, running and awaiting every due task in order. */
    advance(milliseconds: number): Promise<void>;
    /** Advances from task to task until `condition` holds; throws after `limitMilliseconds` of virtual time. */
    runUntil(
        condition: () => boolean | Promise<boolean>,
        limitMilliseconds: number,
        what: string,
    ): Promise<void>;
    pending(): readonly { readonly at: number; readonly name: string }[];
}

/** Seeded identifiers that look like AWS's. Same seed and steps, same ids. */
export interface Ids {
    hex(length: number): string;
    uuid(): string;
    /** 32 characters of A-Za-z0-9._ like an S3 version id. */
    versionId(): string;
    requestId(): string;
    /** n random bytes, seeded. */
    bytes(n: number): Buffer;
    /** 0 <= x < 1, seeded. */
    random(): number;
}

/** One HTTP request after body decoding (aws-chunked removed, trailing checksum verified) and signature check. */
export interface HttpRequest {
    readonly method: string;
    /** Host header without port. */
    readonly host: string;
    /** Raw (still percent-encoded) path. */
    readonly path: string;
    readonly query: ReadonlyMap<string, string>;
    /** Lower-case names. */
    readonly headers: Readonly<Record<string, string>>;
    readonly body: Buffer;
}

export interface HttpResponse {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    /** Synthetic objects stream their bytes. */
    readonly body?: Buffer | string | NodeJS.ReadableStream | undefined;
}

/** HTTP front of one service. `handle` renders AwsError itself in its protocol. */
export interface HttpService {
    handle(request: HttpRequest, ctx: CallContext): Promise<HttpResponse>;
}

/** An event on an account's default EventBridge bus. */
export interface BusEvent {
    readonly source: string;
    readonly "detail-type": string;
    readonly account: string;
    readonly region: string;
    readonly resources: readonly string[];
    readonly detail: Readonly<Record<string, unknown>>;
}

export interface World {
    readonly clock: Clock;
    readonly ids: Ids;
    readonly partition: Partition;
    /** Region of this world; one world is one Region with several accounts. */
    readonly region: string;
    readonly accounts: readonly string[];
    readonly decisions: Decision[];
    /** Everything refused as not implemented; a rehearsal must find it empty. */
    readonly refusals: string[];
    /** Switches for behaviour that AWS does not document (local-aws.md section 7). */
    readonly switches: Switches;
    /** Throws AwsError AccessDenied (403) unless allowed; writes the decision log either way. */
    authorize(ctx: CallContext, request: AuthorizationRequest): void;
    /**
     * Same decision without throwing. Logged unless `logged` is false: for what AWS leaves out of an answer when the
     * caller may not see it (x-amz-tagging-count), which denies nothing.
     */
    isAllowed(ctx: CallContext, request: AuthorizationRequest, logged?: boolean): boolean;
    administrator(account: string): CallContext;
    serviceContext(service: string, source?: { arn?: string; account?: string }): CallContext;
    readonly iam: IamApi;
    readonly kms: KmsApi;
    readonly s3: S3Api;
    readonly s3control: S3ControlApi;
    readonly inventory: InventoryApi;
    readonly lambda: LambdaApi;
    readonly events: EventsApi;
    readonly scheduler: SchedulerApi;
    readonly sqs: SqsApi;
    readonly sns: SnsApi;
    readonly cloudwatch: CloudWatchApi;
    readonly logs: LogsApi;
    readonly states: StatesApi;
    readonly catalogue: CatalogueApi;
}

export interface Switches {
    /** Batch Operations sends aws:SourceAccount when it assumes the job role. Stricter: false. */
    readonly batchSendsSourceAccount: boolean;
    /** iam:PassedToService value seen when a job role is passed. */
    readonly batchPassedToService: "batchoperations.s3.amazonaws.com" | "s3.amazonaws.com";
    /** Custom CSV manifests under SSE-KMS are refused. Stricter: true. */
    readonly refuseKmsManifests: boolean;
    /** JobStatusChanged events arrive. The watchdog must cope with false. */
    readonly jobEvents: boolean;
    /** Largest copy task: 5e9 or 5 x 2^30. */
    readonly copyLimitBytes: number;
}

// ---------------------------------------------------------------- service interfaces used across folders

export interface IamApi {
    createRole(
        account: string,
        role: {
            name: string;
            trustPolicy: unknown;
            path?: string;
            maxSessionSeconds?: number;
            tags?: Record<string, string>;
        },
    ): { arn: string };
    deleteRole(account: string, name: string): void;
    putRolePolicy(account: string, roleName: string, policyName: string, document: unknown): void;
    deleteRolePolicy(account: string, roleName: string, policyName: string): void;
    role(arn: string):
        | {
              name: string;
              account: string;
              arn: string;
              trustPolicy: unknown;
              policies: ReadonlyMap<string, unknown>;
              tags: Readonly<Record<string, string>>;
          }
        | undefined;
    roles(): readonly {
        name: string;
        account: string;
        arn: string;
        trustPolicy: unknown;
        policies: ReadonlyMap<string, unknown>;
    }[];
    /** sts:AssumeRole with the trust policy checked; throws AccessDenied. */
    assumeRole(
        caller: CallContext,
        roleArn: string,
        sessionName: string,
        extra?: { externalId?: string; durationSeconds?: number },
    ): Session;
    /** Session for a role without a caller: only for tests and for services whose trust was checked by `assumeRole`. */
    sessionOf(accessKeyId: string): Session | undefined;
    /** Credentials for any principal, so that an SDK client can sign as it. */
    issue(principal: Principal): Session;
}

export interface Session {
    readonly principal: Principal;
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    /** Milliseconds of virtual time. */
    readonly expiresAt: number;
}

export interface KmsApi {
    createKey(
        account: string,
        key: {
            keyId?: string;
            policy: unknown;
            description?: string;
            rotation?: boolean;
            tags?: Record<string, string>;
        },
    ): { keyId: string; arn: string };
    putKeyPolicy(arn: string, policy: unknown): void;
    createAlias(account: string, name: string, keyArn: string): void;
    /** Accepts key ARN, key id, alias name or alias ARN; undefined if there is none. */
    resolve(
        account: string,
        reference: string,
    ): { arn: string; account: string; aliases: readonly string[] } | undefined;
    /** Throws AccessDenied or KMS.NotFoundException; used by S3 for SSE-KMS objects on behalf of ctx (viaService s3). */
    use(
        ctx: CallContext,
        keyArn: string,
        action: "kms:Decrypt" | "kms:GenerateDataKey" | "kms:Encrypt",
        encryptionContext?: Record<string, string>,
    ): void;
}

/** Bytes of an object: real, or declared by length only (reads as zeros, or as a seeded pattern). */
export type ObjectBody =
    { readonly bytes: Buffer } | { readonly syntheticLength: number; readonly seed?: string };

export interface S3Api extends HttpService {
    /** Bulk seeding without HTTP and without authorisation; used by rehearsals and tests. */
    seed(bucket: string, objects: Iterable<SeedObject>): void;
    createBucket(ctx: CallContext, bucket: string, options?: { objectLock?: boolean }): void;
    bucketAccount(bucket: string): string | undefined;
    /** Reads and writes a bucket's configuration documents in process (deploy handlers); JSON in the S3 API's own member names. */
    configuration(bucket: string): BucketConfiguration;
    getObject(
        ctx: CallContext,
        input: {
            bucket: string;
            key: string;
            versionId?: string | undefined;
            range?: { start: number; end: number } | undefined;
        },
    ): Promise<{ body: ObjectBody; record: ObjectRecord }>;
    headObject(
        ctx: CallContext,
        input: { bucket: string; key: string; versionId?: string },
    ): Promise<ObjectRecord>;
    putObject(ctx: CallContext, input: PutObjectInput): Promise<ObjectRecord>;
    copyObject(ctx: CallContext, input: CopyObjectInput): Promise<ObjectRecord>;
    getObjectTagging(
        ctx: CallContext,
        input: { bucket: string; key: string; versionId?: string },
    ): Promise<Record<string, string>>;
    putObjectTagging(
        ctx: CallContext,
        input: {
            bucket: string;
            key: string;
            versionId?: string | undefined;
            tags: Record<string, string>;
        },
    ): Promise<void>;
    restoreObject(
        ctx: CallContext,
        input: {
            bucket: string;
            key: string;
            versionId?: string | undefined;
            days?: number | undefined;
            tier: "Standard" | "Bulk" | "Expedited";
        },
    ): Promise<{ already: boolean }>;
    deleteObject(
        ctx: CallContext,
        input: { bucket: string; key: string; versionId?: string },
    ): Promise<void>;
    /** Every version and delete marker as of now, newest first per key, keys in UTF-8 byte order; for inventory delivery and assertions. */
    versions(bucket: string): Iterable<ObjectRecord>;
    /** Runs one day's lifecycle actions for every bucket (called by the clock at each virtual midnight UTC). */
    buckets(): readonly string[];
}

export interface SeedObject {
    readonly key: string;
    readonly body?: ObjectBody | undefined;
    /** Defaults: STANDARD, now, new version. */
    readonly storageClass?: string | undefined;
    readonly lastModified?: Date | undefined;
    /** "null" for the null version. */
    readonly versionId?: string | undefined;
    readonly deleteMarker?: boolean | undefined;
    readonly tags?: Record<string, string> | undefined;
    readonly metadata?: Record<string, string> | undefined;
    readonly lock?: { mode: "GOVERNANCE" | "COMPLIANCE"; retainUntil: Date } | undefined;
    readonly legalHold?: boolean | undefined;
    readonly replicationStatus?: string | undefined;
    readonly encryption?: "SSE-S3" | "SSE-KMS" | "SSE-C" | "NOT-SSE" | undefined;
    readonly multipart?: boolean | undefined;
    readonly accessTier?: string | undefined;
    /** A restored copy is present until then. */
    readonly restoredUntil?: Date | undefined;
    readonly etag?: string | undefined;
}

export interface ObjectRecord {
    readonly bucket: string;
    readonly key: string;
    /** "null" for the null version. */
    readonly versionId: string;
    readonly isLatest: boolean;
    readonly isDeleteMarker: boolean;
    /** Whether the bucket had versioning when asked (decides whether x-amz-version-id is sent). */
    readonly versioned: boolean;
    readonly size: number;
    readonly etag: string;
    readonly lastModified: Date;
    readonly storageClass: string;
    readonly multipart: boolean;
    readonly replicationStatus: string;
    readonly encryption: "SSE-S3" | "SSE-KMS" | "DSSE-KMS" | "SSE-C" | "NOT-SSE";
    readonly kmsKeyArn?: string | undefined;
    readonly bucketKey: boolean;
    readonly checksumAlgorithm: string;
    readonly tags: Readonly<Record<string, string>>;
    /** User metadata, without x-amz-meta-. */
    readonly metadata: Readonly<Record<string, string>>;
    /** Content-Type and the like, lower-case header names. */
    readonly systemMetadata?: Readonly<Record<string, string>> | undefined;
    readonly lockMode?: "GOVERNANCE" | "COMPLIANCE" | undefined;
    readonly retainUntil?: Date | undefined;
    readonly legalHold: boolean;
    readonly accessTier?: string | undefined;
    readonly restore?:
        { readonly ongoing: boolean; readonly expires?: Date | undefined } | undefined;
}

export interface PutObjectInput {
    readonly bucket: string;
    readonly key: string;
    readonly body: ObjectBody;
    readonly storageClass?: string | undefined;
    readonly metadata?: Record<string, string> | undefined;
    readonly tags?: Record<string, string> | undefined;
    /** Content-Type and the like, lower-case header names. */
    readonly systemMetadata?: Record<string, string> | undefined;
    readonly acl?: string | undefined;
    readonly encryption?:
        | {
              algorithm: "AES256" | "aws:kms";
              kmsKeyId?: string;
              bucketKey?: boolean;
          }
        | undefined;
    readonly ifNoneMatch?: "*" | undefined;
    readonly ifMatch?: string | undefined;
    readonly lock?:
        { mode?: "GOVERNANCE" | "COMPLIANCE"; retainUntil?: Date; legalHold?: boolean } | undefined;
    readonly checksumAlgorithm?: string | undefined;
    readonly expectedBucketOwner?: string | undefined;
}

export interface CopyObjectInput {
    readonly source: { bucket: string; key: string; versionId?: string };
    readonly bucket: string;
    readonly key: string;
    readonly storageClass?: string | undefined;
    readonly metadataDirective?: "COPY" | "REPLACE" | undefined;
    readonly metadata?: Record<string, string> | undefined;
    readonly taggingDirective?: "COPY" | "REPLACE" | undefined;
    readonly tags?: Record<string, string> | undefined;
    /** Conditions on the source (x-amz-copy-source-if-*). */
    readonly ifMatch?: string | undefined;
    readonly ifUnmodifiedSince?: Date | undefined;
    readonly ifModifiedSince?: Date | undefined;
    /** Content-Type and the like, lower-case header names. */
    readonly systemMetadata?: Record<string, string> | undefined;
    readonly acl?: string | undefined;
    readonly encryption?:
        | {
              algorithm: "AES256" | "aws:kms";
              kmsKeyId?: string;
              bucketKey?: boolean;
          }
        | undefined;
    readonly lock?:
        { mode?: "GOVERNANCE" | "COMPLIANCE"; retainUntil?: Date; legalHold?: boolean } | undefined;
    readonly checksumAlgorithm?: string | undefined;
}

/** A bucket's sub-resources, in the JSON member names of the SDK's client-s3 types. */
export interface BucketConfiguration {
    versioning: "Unversioned" | "Enabled" | "Suspended";
    policy?: unknown;
    publicAccessBlock?:
        | {
              BlockPublicAcls: boolean;
              IgnorePublicAcls: boolean;
              BlockPublicPolicy: boolean;
              RestrictPublicBuckets: boolean;
          }
        | undefined;
    ownership?: "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter" | undefined;
    encryption?:
        { algorithm: "AES256" | "aws:kms"; kmsKeyId?: string; bucketKey: boolean } | undefined;
    lifecycle?:
        { rules: readonly unknown[]; transitionDefaultMinimumObjectSize: string } | undefined;
    logging?: { targetBucket: string; targetPrefix: string } | undefined;
    objectLock?:
        | {
              enabled: boolean;
              defaultRetention?: {
                  mode: "GOVERNANCE" | "COMPLIANCE";
                  days?: number;
                  years?: number;
              };
          }
        | undefined;
    eventBridge: boolean;
    inventories: Map<string, InventoryConfiguration>;
    tags: Record<string, string>;
}

export interface InventoryConfiguration {
    readonly id: string;
    readonly enabled: boolean;
    readonly versions: "All" | "Current";
    readonly frequency: "Daily" | "Weekly";
    readonly prefix?: string;
    readonly optionalFields: readonly string[];
    readonly destination: {
        readonly bucketArn: string;
        readonly accountId?: string;
        readonly prefix?: string;
        readonly format: "CSV" | "Parquet" | "ORC";
        readonly kmsKeyId?: string;
        readonly sseS3?: boolean;
    };
}

export interface S3ControlApi extends HttpService {
    jobs(account: string): readonly JobView[];
    /** Virtual tasks per second of all jobs; default 1,000. */
    setTaskRate(tasksPerSecond: number): void;
}

export interface JobView {
    readonly jobId: string;
    readonly account: string;
    readonly status: string;
    readonly description?: string | undefined;
    readonly operation: string;
    readonly clientRequestToken: string;
    readonly tasks: { readonly total: number; readonly succeeded: number; readonly failed: number };
    readonly createdAt: Date;
    readonly terminatedAt?: Date | undefined;
    readonly failureReasons: readonly string[];
    readonly request: Readonly<Record<string, unknown>>;
}

export interface InventoryApi {
    /** Delivers one report now (used by the scheduler of deliveries and by rehearsals); resolves to the manifest key, or undefined when delivery was refused. */
    deliver(
        bucket: string,
        configurationId: string,
        faults?: InventoryFaults,
    ): Promise<string | undefined>;
    /** Hours between the start of the scan and delivery; default 3. */
    setLagHours(hours: number): void;
    /** Rows of one data file, of all buckets or of one; default 100,000. For reports of many files. */
    setRowsPerFile(rows: number, bucket?: string): void;
}

/** Test levers of one delivery. */
export interface InventoryFaults {
    readonly truncateDataFile?: boolean;
    readonly wrongDataChecksum?: boolean;
    readonly wrongManifestChecksum?: boolean;
    readonly missingDataFile?: boolean;
    readonly omitChecksum?: boolean;
    readonly dropColumns?: readonly string[];
    readonly otherSourceBucket?: string;
    readonly rowsPerFile?: number;
}

export interface LambdaApi extends HttpService {
    createFunction(ctx: CallContext, fn: FunctionDefinition): { arn: string; version: string };
    updateFunction(
        ctx: CallContext,
        account: string,
        name: string,
        fn: FunctionDefinition,
    ): { arn: string; version: string };
    putAlias(
        account: string,
        functionName: string,
        alias: string,
        version: string,
    ): { arn: string };
    addPermission(
        account: string,
        functionName: string,
        qualifier: string | undefined,
        statement: {
            sid: string;
            principal: string;
            action: string;
            sourceArn?: string;
            sourceAccount?: string;
        },
    ): void;
    putEventInvokeConfig(
        account: string,
        functionName: string,
        qualifier: string,
        config: {
            maximumRetryAttempts: number;
            maximumEventAgeSeconds: number;
            onFailureArn?: string;
        },
    ): void;
    /** Synchronous invoke. A function error is in the answer, not thrown. */
    invoke(
        ctx: CallContext,
        functionArn: string,
        payload: unknown,
    ): Promise<{
        payload: unknown;
        functionError?: string | undefined;
        requestId: string;
        /** Version that ran, e.g. "3" for the alias "live". */
        executedVersion?: string | undefined;
    }>;
    /** Asynchronous invoke with the function's retries and on-failure destination, on the virtual clock. */
    invokeAsync(ctx: CallContext, functionArn: string, payload: unknown): Promise<void>;
    /** Ends all child processes. */
    close(): Promise<void>;
}

export interface FunctionDefinition {
    readonly account: string;
    readonly name: string;
    readonly roleArn: string;
    /** Folder of the built bundle; copied to an empty place outside the repository before it runs. */
    readonly codeDirectory: string;
    readonly handler: string;
    readonly runtime: string;
    readonly timeoutSeconds: number;
    readonly memoryMb: number;
    readonly environment: Readonly<Record<string, string>>;
    readonly reservedConcurrency?: number | undefined;
    readonly logGroup?: string | undefined;
    readonly kmsKeyArn?: string | undefined;
    readonly publish: boolean;
}

export interface EventsApi {
    /** Puts an AWS service's event on the default bus of account; matching rules deliver on the virtual clock. */
    publish(event: BusEvent): void;
    putRule(
        account: string,
        rule: { name: string; pattern: unknown; enabled: boolean },
    ): { arn: string };
    deleteRule(account: string, name: string): void;
    putTarget(
        account: string,
        ruleName: string,
        target: {
            id: string;
            arn: string;
            deadLetterArn?: string;
            maximumRetryAttempts?: number;
            maximumEventAgeSeconds?: number;
            roleArn?: string;
            input?: string;
            inputPath?: string;
        },
    ): void;
}

export interface SchedulerApi {
    createGroup(account: string, name: string): { arn: string };
    putSchedule(account: string, schedule: ScheduleDefinition): { arn: string };
    deleteSchedule(account: string, group: string, name: string): void;
}

export interface ScheduleDefinition {
    readonly group: string;
    readonly name: string;
    readonly expression: string;
    readonly timezone: string;
    readonly enabled: boolean;
    readonly flexibleWindowMinutes?: number | undefined;
    readonly target: {
        readonly arn: string;
        readonly roleArn: string;
        readonly input?: string;
        readonly deadLetterArn?: string;
        readonly maximumRetryAttempts?: number;
        readonly maximumEventAgeSeconds?: number;
    };
    readonly kmsKeyArn?: string | undefined;
}

export interface SqsApi extends HttpService {
    createQueue(
        account: string,
        queue: {
            name: string;
            kmsKeyId?: string;
            policy?: unknown;
            retentionSeconds?: number;
            visibilityTimeoutSeconds?: number;
        },
    ): { arn: string; url: string };
    setPolicy(arn: string, policy: unknown): void;
    sendMessage(
        ctx: CallContext,
        queueArn: string,
        body: string,
        attributes?: Record<string, string>,
    ): void;
    messages(queueArn: string): readonly {
        readonly body: string;
        readonly attributes: Readonly<Record<string, string>>;
        readonly sentAt: Date;
    }[];
}

export interface SnsApi extends HttpService {
    createTopic(
        account: string,
        topic: { name: string; kmsKeyId?: string; policy?: unknown },
    ): { arn: string };
    setPolicy(arn: string, policy: unknown): void;
    subscribe(arn: string, protocol: string, endpoint: string): { arn: string };
    publish(
        ctx: CallContext,
        topicArn: string,
        message: { subject?: string; body: string; attributes?: Record<string, string> },
    ): void;
    published(topicArn: string): readonly {
        readonly subject?: string | undefined;
        readonly body: string;
        readonly at: Date;
    }[];
}

export interface CloudWatchApi {
    putMetric(
        account: string,
        metric: {
            namespace: string;
            name: string;
            dimensions: Readonly<Record<string, string>>;
            value: number;
            at: number;
            unit?: string;
        },
    ): void;
    putAlarm(account: string, alarm: AlarmDefinition): { arn: string };
    deleteAlarm(account: string, name: string): void;
    alarms(account: string): readonly {
        readonly name: string;
        readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
        readonly history: readonly {
            readonly at: Date;
            readonly state: string;
            readonly reason: string;
        }[];
    }[];
    metrics(account: string): readonly {
        readonly namespace: string;
        readonly name: string;
        readonly dimensions: Readonly<Record<string, string>>;
        readonly value: number;
        readonly at: Date;
    }[];
}

export interface AlarmDefinition {
    readonly name: string;
    readonly description: string;
    readonly namespace: string;
    readonly metricName: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly statistic: "Sum" | "Maximum" | "Minimum" | "Average" | "SampleCount";
    readonly periodSeconds: number;
    readonly evaluationPeriods: number;
    readonly datapointsToAlarm?: number | undefined;
    readonly threshold: number;
    readonly comparison: string;
    readonly treatMissingData: "missing" | "ignore" | "breaching" | "notBreaching";
    readonly actions: readonly string[];
}

export interface LogsApi {
    createLogGroup(
        account: string,
        group: { name: string; retentionDays?: number; kmsKeyArn?: string },
    ): { arn: string };
    /** Lines written by a function; EMF lines become metrics. Authorised as the function's role. */
    write(
        ctx: CallContext,
        account: string,
        group: string,
        stream: string,
        lines: readonly string[],
    ): void;
    lines(
        account: string,
        group: string,
    ): readonly { readonly at: Date; readonly stream: string; readonly line: string }[];
}

export interface StatesApi extends HttpService {
    /**
     * Creates a state machine after checking its definition whole; the same again answers the existing one.
     * @throws AwsError InvalidDefinition, InvalidName, StateMachineAlreadyExists, AccessDeniedException; NotImplemented by name
     */
    createStateMachine(
        ctx: CallContext,
        account: string,
        definition: StateMachineDefinition,
    ): { arn: string; revisionId: string; createdAt: Date };
    /** Starts by the clock: nothing runs before the next advance. Same name and input while RUNNING: the same execution. */
    startExecution(
        ctx: CallContext,
        input: {
            stateMachineArn: string;
            name?: string | undefined;
            /** JSON text. */
            input?: string | undefined;
        },
    ): { executionArn: string; startDate: Date };
    stopExecution(
        ctx: CallContext,
        input: { executionArn: string; error?: string | undefined; cause?: string | undefined },
    ): { stopDate: Date };
    /** Executions of a machine, newest first, without those of its maps' items. */
    executionsOf(stateMachineArn: string): readonly ExecutionView[];
    /** Runs of the distributed maps of an execution, oldest first. */
    mapRunsOf(executionArn: string): readonly {
        readonly arn: string;
        readonly status: string;
        /** Items or batches in all. */
        readonly total: number;
        readonly children: readonly ExecutionView[];
    }[];
    /** Test lever: functions that run at once in this machine, whatever MaxConcurrency says. @default 4 */
    setParallelInvocations(count: number): void;
}

export interface StateMachineDefinition {
    readonly name: string;
    readonly roleArn: string;
    /** JSON text in the States Language. */
    readonly definition: string;
    /** @default STANDARD; EXPRESS is refused */
    readonly type?: string | undefined;
    readonly logging?:
        | {
              readonly level?: string | undefined;
              readonly includeExecutionData?: boolean | undefined;
              /** Ends in ":*". */
              readonly logGroupArn?: string | undefined;
          }
        | undefined;
    readonly tags?: Readonly<Record<string, string>> | undefined;
}

export interface ExecutionView {
    readonly arn: string;
    readonly name: string;
    readonly status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
    readonly input: unknown;
    readonly output: unknown;
    readonly error: string | undefined;
    /** The API's "cause". */
    readonly reason: string | undefined;
    readonly history: readonly { readonly id: number; readonly type: string }[];
}

/** Glue's data catalogue and Athena's workgroups and saved queries: kept for assertions, queried by nobody here. */
export interface CatalogueApi {
    createDatabase(account: string, database: GlueDatabase): { arn: string };
    createTable(account: string, table: GlueTable): { arn: string };
    createWorkgroup(account: string, workgroup: AthenaWorkgroup): { arn: string };
    createNamedQuery(account: string, query: AthenaNamedQuery): { id: string };
    databases(account: string): readonly GlueDatabase[];
    tables(account: string, database?: string): readonly GlueTable[];
    workgroups(account: string): readonly AthenaWorkgroup[];
    namedQueries(account: string): readonly (AthenaNamedQuery & { readonly id: string })[];
}

export interface GlueDatabase {
    readonly name: string;
    readonly description?: string | undefined;
    readonly locationUri?: string | undefined;
    readonly parameters: Readonly<Record<string, string>>;
    readonly tags: Readonly<Record<string, string>>;
}

export interface GlueColumn {
    readonly name: string;
    /** Hive type, e.g. bigint. */
    readonly type: string;
    readonly comment?: string | undefined;
}

export interface GlueTable {
    readonly database: string;
    readonly name: string;
    readonly description?: string | undefined;
    readonly tableType?: string | undefined;
    readonly parameters: Readonly<Record<string, string>>;
    readonly partitionKeys: readonly GlueColumn[];
    readonly columns: readonly GlueColumn[];
    readonly location?: string | undefined;
    readonly inputFormat?: string | undefined;
    readonly outputFormat?: string | undefined;
    readonly serde?:
        | {
              readonly name?: string | undefined;
              readonly serializationLibrary?: string | undefined;
              readonly parameters: Readonly<Record<string, string>>;
          }
        | undefined;
}

export interface AthenaWorkgroup {
    readonly name: string;
    readonly description?: string | undefined;
    readonly enabled: boolean;
    readonly enforced: boolean;
    readonly publishesMetrics: boolean;
    /** Bytes a query may scan; undefined without a limit. */
    readonly scanLimitBytes?: number | undefined;
    readonly engineVersion?: string | undefined;
    readonly output?:
        | {
              /** s3://bucket/prefix/ */
              readonly location?: string | undefined;
              readonly expectedBucketOwner?: string | undefined;
              readonly encryption?: "SSE_S3" | "SSE_KMS" | "CSE_KMS" | undefined;
              readonly kmsKeyArn?: string | undefined;
          }
        | undefined;
    readonly tags: Readonly<Record<string, string>>;
}

export interface AthenaNamedQuery {
    readonly name: string;
    readonly database: string;
    readonly query: string;
    readonly workgroup: string;
    readonly description?: string | undefined;
}
