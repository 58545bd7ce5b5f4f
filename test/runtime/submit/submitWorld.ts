/** A control and audit bucket with one source bucket's plan and inventories, for the tests of submit. */
import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { BucketPlan, TierPlan } from "../../../model/config/bucketPlan";
import {
    inventoryChecksumKey,
    inventoryManifestKey,
} from "../../../model/inventory/inventoryFolders";
import { encodeInventoryKey } from "../../../model/inventory/keyCodec";
import { configKey, inventoryFolder, recordOf, tierRunsPrefix } from "../../../model/naming/keys";
import type { SubmitPorts } from "../../../runtime/submit/ports";
import {
    Faults,
    MemoryExecutions,
    MemoryJobs,
    MemoryJoiner,
    MemoryManifests,
    MemoryStore,
} from "./memoryStores";

export const sourceBucket = "acme-events";
export const columns = [
    "Bucket",
    "Key",
    "VersionId",
    "IsLatest",
    "IsDeleteMarker",
    "Size",
    "LastModifiedDate",
    "ETag",
    "StorageClass",
    "ReplicationStatus",
    "EncryptionStatus",
    "ObjectLockRetainUntilDate",
    "ObjectLockLegalHoldStatus",
    "IntelligentTieringAccessTier",
] as const;
export type Row = Partial<Record<(typeof columns)[number], string>>;

export const coldLogs: TierPlan = {
    name: "cold-logs",
    priority: 10,
    select: {
        prefixes: ["logs/"],
        suffixes: [],
        include: [],
        exclude: ["logs/current/**"],
        olderThanDays: 90,
        storageClasses: ["STANDARD", "STANDARD_IA"],
        minSizeBytes: 1024,
        versions: "current",
        replication: ["NONE", "COMPLETED", "REPLICA"],
        locked: "skip",
    },
    action: { kind: "changeClass", storageClass: "GLACIER_IR", mechanism: "copy" },
    limits: {},
    approval: "none",
    maxAttempts: 3,
    target: { bucket: sourceBucket, account: "111111111111" },
    roles: {
        copy: "arn:aws:iam::111111111111:role/copy",
        invoke: "arn:aws:iam::111111111111:role/invoke",
        task: "arn:aws:iam::111111111111:role/task",
    },
};

export const plan: BucketPlan = {
    schemaVersion: 1,
    partition: "aws",
    account: "111111111111",
    region: "eu-west-1",
    stack: "dev",
    bucket: sourceBucket,
    inventory: {
        id: "archival",
        format: "CSV",
        versions: "All",
        frequency: "Daily",
        maxAgeHours: 72,
    },
    tiers: [coldLogs],
    lifecycleTiers: [],
};

export interface Delivery {
    readonly createdAt: string;
    readonly rows: readonly Row[];
    readonly bucket?: string;
    readonly columns?: readonly string[];
    readonly sourceBucket?: string;
    readonly destinationBucket?: string;
    readonly format?: string;
    /** Data files that the rows are spread over, in order. */
    readonly files?: number;
    /** Breaks the delivery on purpose. */
    readonly dataFile?: (bytes: Buffer) => Buffer;
    readonly checksum?: string | null;
}

export class SubmitWorld {
    now_ = new Date("2026-11-22T06:00:00.000Z");
    readonly faults = new Faults();
    readonly control: MemoryStore;
    readonly audit: MemoryStore;
    readonly manifests: MemoryManifests;
    readonly jobs: MemoryJobs;
    readonly joiner: MemoryJoiner;
    readonly executions: MemoryExecutions;
    readonly metrics: string[] = [];
    readonly logs: string[] = [];
    readonly notices: { subject: string; message: string }[] = [];
    readonly ports: SubmitPorts;

    constructor(thePlan: BucketPlan | undefined = plan) {
        const now = (): Date => this.now_;
        this.control = new MemoryStore("control", this.faults, now);
        this.audit = new MemoryStore("audit", this.faults, now);
        this.manifests = new MemoryManifests(this.control, this.faults);
        this.jobs = new MemoryJobs(this.faults);
        this.joiner = new MemoryJoiner(this.control, this.faults);
        this.executions = new MemoryExecutions(this.faults);
        const log = (message: string): void => {
            this.logs.push(message);
        };
        this.ports = {
            control: this.control,
            audit: this.audit,
            manifests: this.manifests,
            jobs: this.jobs,
            joiner: this.joiner,
            executions: this.executions,
            notifier: {
                notify: (subject, message) =>
                    this.faults.around(`notify ${subject}`, () => {
                        this.notices.push({ subject, message });
                    }),
            },
            telemetry: {
                metric: (name, value) => this.metrics.push(`${name} ${value}`),
                info: log,
                warn: log,
                error: log,
            },
            surroundings: {
                stack: "dev",
                partition: "aws",
                account: "111111111111",
                controlBucket: "control",
                auditBucket: "audit",
                taskFunctionArn: "arn:aws:lambda:eu-west-1:111111111111:function:archival-task:7",
            },
            maxProofClaims: 1000,
            maxDoneObjects: 1000,
            now,
        };
        this.setPlan(thePlan);
    }

    setPlan(thePlan: BucketPlan): void {
        this.control.put(configKey(thePlan.bucket), JSON.stringify(thePlan));
    }

    /** Delivers a CSV inventory in the layout of S3 and answers its folder. */
    deliver(delivery: Delivery): string {
        const bucket = delivery.bucket ?? sourceBucket;
        const names = delivery.columns ?? columns;
        const lines = delivery.rows
            .map((row) => names.map((name) => `"${cell(row, name, bucket)}"`).join(","))
            .map((line) => `${line}\n`);
        const fileCount = delivery.files ?? 1;
        const perFile = Math.ceil(lines.length / fileCount);
        const base = inventoryFolder(bucket, plan.inventory.id);
        const stamp = delivery.createdAt.slice(0, 16).replace(/:(\d\d)$/, "-$1");
        const folder = `${base}${stamp}Z/`;
        const files = Array.from({ length: fileCount }, (_, index) => {
            const text = lines.slice(index * perFile, (index + 1) * perFile).join("");
            const good = gzipSync(Buffer.from(text));
            const key = `${base}data/${stamp}${index === 0 ? "" : `-${index}`}.csv.gz`;
            const isBroken = index === fileCount - 1;
            this.control.put(key, (isBroken ? delivery.dataFile?.(good) : undefined) ?? good);
            const MD5checksum = createHash("md5").update(good).digest("hex");
            return { key, size: good.length, MD5checksum };
        });
        const manifest = JSON.stringify({
            sourceBucket: delivery.sourceBucket ?? bucket,
            destinationBucket: delivery.destinationBucket ?? "arn:aws:s3:::control",
            version: "2016-11-30",
            creationTimestamp: String(Date.parse(delivery.createdAt)),
            fileFormat: delivery.format ?? "CSV",
            fileSchema: names.join(", "),
            files,
        });
        this.control.put(inventoryManifestKey(folder), manifest);
        if (delivery.checksum !== null)
            this.control.put(
                inventoryChecksumKey(folder),
                delivery.checksum ?? `${createHash("md5").update(manifest).digest("hex")}\n`,
            );
        return folder;
    }

    runRecords(tier = "cold-logs"): { decision: string; reasons: string[]; runId: string }[] {
        return this.control
            .keys(tierRunsPrefix(sourceBucket, tier))
            .filter((key) => recordOf(key)?.kind === "run")
            .map((key) => this.control.json(key) as never);
    }
}

function cell(row: Row, name: string, bucket: string): string {
    const defaults: Row = {
        Bucket: bucket,
        VersionId: "v1",
        IsLatest: "true",
        IsDeleteMarker: "false",
        Size: "5000",
        LastModifiedDate: "2026-01-01T00:00:00.000Z",
        ETag: "e",
        StorageClass: "STANDARD",
        EncryptionStatus: "SSE-S3",
    };
    const column = name as keyof Row;
    const value = row[column] ?? defaults[column] ?? "";
    return column === "Key" ? encodeInventoryKey(value) : value;
}
