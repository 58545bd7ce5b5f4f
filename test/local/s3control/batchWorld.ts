import assert from "node:assert/strict";
import {
    CreateJobCommand,
    S3ControlClient,
    type CreateJobRequest,
} from "@aws-sdk/client-s3-control";
import { clientConfig } from "../../../local/core/endpointClientConfig";
import { startServer, type LocalServer } from "../../../local/core/httpServer";
import type { JobView, LambdaApi, Session } from "../../../local/core/contracts";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase, WorldOptions } from "../../../local/core/worldBase";
import { EventsService } from "../../../local/events/eventsService";
import { S3Service } from "../../../local/s3/s3Service";
import { S3ControlService } from "../../../local/s3control/s3ControlService";

export const account = "111122223333";
export const roleArn = `arn:aws:iam::${account}:role/job`;
const day = 86_400_000;

/** Every action the operations under test need, on the buckets under test. */
const jobRolePolicy = {
    Version: "2012-10-17",
    Statement: [
        {
            Effect: "Allow",
            Action: ["s3:*"],
            Resource: ["arn:aws:s3:::data", "arn:aws:s3:::data/*", "arn:aws:s3:::control/*"],
        },
        { Effect: "Allow", Action: "lambda:InvokeFunction", Resource: "*" },
    ],
};

export const jobTrust = {
    Version: "2012-10-17",
    Statement: [
        {
            Effect: "Allow",
            Principal: { Service: "batchoperations.s3.amazonaws.com" },
            Action: "sts:AssumeRole",
        },
    ],
};

/** A world with buckets `data` (versioned) and `control`, a job role and an SDK client of an administrator. */
export class BatchWorld {
    readonly world: WorldBase;
    readonly #services: { s3?: S3Service; s3control?: S3ControlService; events?: EventsService } =
        {};
    #clients: S3ControlClient[] = [];
    #server: Promise<LocalServer> | undefined;

    constructor(options: Partial<WorldOptions> = {}, lambda: Partial<LambdaApi> = {}) {
        this.world = createTestWorld(
            {
                s3: (world) => (this.#services.s3 = new S3Service(world)),
                s3control: (world) => (this.#services.s3control = new S3ControlService(world)),
                events: (world) => (this.#services.events = new EventsService(world)),
                lambda,
            },
            options,
        );
        // Built at first use.
        for (const name of ["s3", "s3control", "events"] as const) {
            assert.ok(this.world[name]);
        }
        const admin = this.world.administrator(account);
        for (const bucket of ["data", "control"]) this.s3.createBucket(admin, bucket);
        this.s3.configuration("data").versioning = "Enabled";
        this.world.iam.createRole(account, {
            name: "job",
            trustPolicy: jobTrust,
        });
        this.world.iam.putRolePolicy(account, "job", "all", jobRolePolicy);
    }

    get s3(): S3Service {
        return this.#services.s3 ?? assert.fail("built");
    }
    get service(): S3ControlService {
        return this.#services.s3control ?? assert.fail("built");
    }
    get events(): EventsService {
        return this.#services.events ?? assert.fail("built");
    }

    /** An SDK client over HTTP, of an administrator or of a session. */
    async client(session?: Session): Promise<S3ControlClient> {
        // One server for calls at the same time, too.
        this.#server ??= startServer(this.world);
        const server = await this.#server;
        const { principal } = this.world.administrator(account);
        const client = new S3ControlClient({
            ...clientConfig(this.world, server, session ?? this.world.iam.issue(principal)),
            maxAttempts: 1,
        });
        this.#clients.push(client);
        return client;
    }

    async close(): Promise<void> {
        for (const client of this.#clients) client.destroy();
        await (await this.#server)?.close();
    }

    /** Puts a manifest and answers its Location. */
    async manifest(text: string | Buffer, key = "manifests/m.csv") {
        const record = await this.s3.putObject(this.world.administrator(account), {
            bucket: "control",
            key,
            body: { bytes: Buffer.from(text) },
        });
        return { ObjectArn: `arn:aws:s3:::control/${key}`, ETag: record.etag };
    }

    /** A CreateJob request over the given rows (copy to GLACIER in place unless told otherwise). */
    async request(
        manifest: string | Buffer,
        part: Partial<CreateJobRequest> = {},
        fields: readonly ("Bucket" | "Key" | "VersionId" | "Ignore")[] = ["Bucket", "Key"],
    ): Promise<CreateJobRequest> {
        return {
            AccountId: account,
            ClientRequestToken: `token-${Math.floor(this.world.ids.random() * 1e9)}`,
            Priority: 10,
            RoleArn: roleArn,
            Manifest: {
                Spec: { Format: "S3BatchOperations_CSV_20180820", Fields: [...fields] },
                Location: await this.manifest(manifest),
            },
            Operation: copyTo("GLACIER"),
            Report: {
                Enabled: true,
                Bucket: "arn:aws:s3:::control",
                Format: "Report_CSV_20180820",
                Prefix: "reports",
                ReportScope: "AllTasks",
            },
            ...part,
        };
    }

    async create(request: CreateJobRequest): Promise<string> {
        const client = await this.client();
        const { JobId } = await client.send(new CreateJobCommand(request));
        return JobId ?? "";
    }

    view(id: string): JobView {
        const job = this.service.jobs(account).find(({ jobId }) => jobId === id);
        if (job === undefined) throw new Error(`no job ${id}`);
        return job;
    }

    /** Lets virtual time pass until the job is in one of the statuses. */
    async until(id: string, ...statuses: string[]): Promise<JobView> {
        await this.world.clock.runUntil(
            () => statuses.includes(this.view(id).status),
            31 * day,
            `job ${id} in ${statuses.join(" or ")}`,
        );
        return this.view(id);
    }

    async ended(id: string): Promise<JobView> {
        return await this.until(id, "Complete", "Failed", "Cancelled");
    }

    async run(request: CreateJobRequest): Promise<JobView> {
        return await this.ended(await this.create(request));
    }

    /** Statuses of the job's events, in the order they were published. */
    statuses(id: string): string[] {
        return this.events.published().flatMap(({ detail }) => {
            const { jobId, status } = detail["serviceEventDetails"] as Record<string, string>;
            return jobId === id && status !== undefined ? [status] : [];
        });
    }

    async text(key: string, bucket = "control"): Promise<string> {
        const admin = this.world.administrator(account);
        const { body } = await this.s3.getObject(admin, { bucket, key });
        if (!("bytes" in body)) throw new Error(`${key} has no bytes`);
        return body.bytes.toString("utf8");
    }

    /** Keys under a prefix of the control bucket. */
    keys(prefix: string): string[] {
        return [...this.s3.versions("control")]
            .map(({ key }) => key)
            .filter((key) => key.startsWith(prefix));
    }

    /** Rows of the job's completion report. */
    async reportRows(id: string): Promise<string[]> {
        const manifest = JSON.parse(await this.text(`reports/job-${id}/manifest.json`)) as {
            Results: readonly { Key: string }[];
        };
        const texts = await Promise.all(manifest.Results.map(({ Key }) => this.text(Key)));
        return texts.flatMap((text) => text.split("\n").filter((line) => line !== ""));
    }

    /** "key=class" of every current object of a bucket. */
    classes(bucket = "data"): string[] {
        return [...this.s3.versions(bucket)]
            .filter(({ isLatest, isDeleteMarker }) => isLatest && !isDeleteMarker)
            .map(({ key, storageClass }) => `${key}=${storageClass}`);
    }
}

export function copyTo(
    storageClass: "GLACIER" | "DEEP_ARCHIVE" | "STANDARD_IA",
): NonNullable<CreateJobRequest["Operation"]> {
    return { S3PutObjectCopy: { TargetResource: "arn:aws:s3:::data", StorageClass: storageClass } };
}
