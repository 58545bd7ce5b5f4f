import assert from "node:assert/strict";
import {
    CreateBucketCommand,
    PutBucketVersioningCommand,
    S3Client,
    type S3ClientConfig,
} from "@aws-sdk/client-s3";
import type { BusEvent } from "../../../local/core/contracts";
import { clientConfig } from "../../../local/core/endpointClientConfig";
import { startServer, type LocalServer } from "../../../local/core/httpServer";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";
import { S3Service } from "../../../local/s3/s3Service";

export const account = "111122223333";
export const otherAccount = "444455556666";

/** A world with S3 over HTTP, real SDK clients, and a recorder in place of the event bus. */
export class S3World {
    readonly world: WorldBase;
    readonly s3: S3Service;
    readonly events: BusEvent[] = [];
    /** Client of the account's administrator. */
    readonly client: S3Client;
    private readonly server: LocalServer;
    private readonly clients: S3Client[] = [];

    static async start(): Promise<S3World> {
        const events: BusEvent[] = [];
        const world = createTestWorld({
            s3: (made) => new S3Service(made),
            events: { publish: (event) => void events.push(event) },
        });
        return new S3World(world, events, await startServer(world));
    }

    private constructor(world: WorldBase, events: BusEvent[], server: LocalServer) {
        this.world = world;
        this.events = events;
        this.server = server;
        const { s3 } = world;
        assert.ok(s3 instanceof S3Service);
        this.s3 = s3;
        this.client = this.administrator(account);
    }

    administrator(of: string, config: Partial<S3ClientConfig> = {}): S3Client {
        const { principal } = this.world.administrator(of);
        return this.clientOf(this.world.iam.issue(principal), config);
    }

    /** A role with one inline policy, and a client of its session. */
    role(name: string, statements: readonly unknown[], of = account): S3Client {
        const { arn } = this.world.iam.createRole(of, {
            name,
            trustPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { AWS: `arn:aws:iam::${of}:root` },
                        Action: "sts:AssumeRole",
                    },
                ],
            },
        });
        if (statements.length > 0) {
            const document = { Version: "2012-10-17", Statement: statements };
            this.world.iam.putRolePolicy(of, name, "inline", document);
        }
        const caller = this.world.administrator(of);
        return this.clientOf(this.world.iam.assumeRole(caller, arn, "test"));
    }

    private clientOf(
        session: ReturnType<WorldBase["iam"]["issue"]>,
        config: Partial<S3ClientConfig> = {},
    ): S3Client {
        const client = new S3Client({
            ...clientConfig(this.world, this.server, session),
            maxAttempts: 1,
            ...config,
        });
        this.clients.push(client);
        return client;
    }

    get port(): number {
        return this.server.port;
    }

    async bucket(name: string, versioning?: "Enabled" | "Suspended"): Promise<string> {
        await this.client.send(new CreateBucketCommand({ Bucket: name }));
        if (versioning !== undefined) await this.version(name, versioning);
        return name;
    }

    async version(bucket: string, Status: "Enabled" | "Suspended"): Promise<void> {
        const command = new PutBucketVersioningCommand({
            Bucket: bucket,
            VersioningConfiguration: { Status },
        });
        await this.client.send(command);
    }

    async stop(): Promise<void> {
        for (const client of this.clients) client.destroy();
        await this.server.close();
    }
}

/** The error of a call that must fail: name and status. */
export async function failure(call: Promise<unknown>): Promise<string> {
    try {
        await call;
    } catch (error) {
        const { name, $metadata } = error as {
            name: string;
            $metadata?: { httpStatusCode?: number };
        };
        return `${$metadata?.httpStatusCode ?? "-"} ${name}`;
    }
    throw new Error("the call succeeded and must not");
}
