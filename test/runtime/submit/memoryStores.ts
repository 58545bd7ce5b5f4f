/** In-memory buckets, manifests and Batch Operations with the same promises as the real ones, and faults on demand. */
import { createHash } from "node:crypto";
import type { BatchJobs } from "../../../runtime/aws/batchJobs";
import {
    ManifestDiffers,
    type ManifestStore,
    type ManifestWriter,
} from "../../../runtime/aws/manifestStore";
import { NoSuchObject, type ObjectStore } from "../../../runtime/aws/objectStore";
import type { Executions, ExecutionState } from "../../../runtime/aws/executions";
import type {
    JoinedObject,
    ManifestJoiner,
    StoredPiece,
} from "../../../runtime/aws/manifestJoiner";
import type { JoinPlan, PieceRange } from "../../../model/scale/joinPlan";
import type { PlannedJob } from "../../../model/runs/records";

/** Thrown by the nth call when a test wants a crash there. */
export class Crash extends Error {}

/** Counts the calls that change something, and crashes before or after the effect of one of them. */
export class Faults {
    calls = 0;
    readonly log: string[] = [];
    crashAt: number | undefined;
    when: "before" | "after" = "before";

    async around<T>(name: string, effect: () => T): Promise<T> {
        await Promise.resolve();
        const call = ++this.calls;
        this.log.push(name);
        if (call === this.crashAt && this.when === "before") throw new Crash(`before ${name}`);
        const result = effect();
        if (call === this.crashAt && this.when === "after") throw new Crash(`after ${name}`);
        return result;
    }
}

const md5 = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex");

export class MemoryStore implements ObjectStore {
    readonly bucket: string;
    readonly objects = new Map<string, { bytes: Buffer; lastModified: Date }>();
    readonly #faults: Faults;
    readonly #now: () => Date;

    constructor(bucket: string, faults: Faults, now: () => Date) {
        this.bucket = bucket;
        this.#faults = faults;
        this.#now = now;
    }

    put(key: string, body: string | Buffer): void {
        this.objects.set(key, { bytes: Buffer.from(body), lastModified: this.#now() });
    }

    json(key: string): unknown {
        const found = this.objects.get(key);
        return found === undefined ? undefined : JSON.parse(found.bytes.toString("utf8"));
    }

    keys(prefix = ""): string[] {
        return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    }

    async read(key: string): ReturnType<ObjectStore["read"]> {
        await Promise.resolve();
        const found = this.objects.get(key);
        return found && { bytes: found.bytes, etag: md5(found.bytes) };
    }

    async stream(key: string): Promise<AsyncIterable<Buffer>> {
        const found = await this.read(key);
        if (found === undefined) throw new NoSuchObject(this.bucket, key);
        return pieces(found.bytes);
    }

    async create(key: string, bytes: Buffer): Promise<"created" | "exists"> {
        return this.#faults.around(`create ${key}`, () => {
            if (this.objects.has(key)) return "exists";
            this.put(key, bytes);
            return "created";
        });
    }

    async list(
        prefix: string,
        options: Parameters<ObjectStore["list"]>[1] = {},
    ): Promise<string[]> {
        await Promise.resolve();
        const after = options.startAfter ?? "";
        return this.keys(prefix)
            .filter((key) => key > after)
            .slice(0, options.limit);
    }

    async entries(prefix: string): ReturnType<ObjectStore["entries"]> {
        await Promise.resolve();
        return this.keys(prefix).map((key) => ({
            key,
            lastModified: this.objects.get(key)?.lastModified ?? new Date(0),
        }));
    }

    async folders(prefix: string): Promise<string[]> {
        await Promise.resolve();
        const found = this.keys(prefix).flatMap((key) => {
            const end = key.indexOf("/", prefix.length);
            return end < 0 ? [] : [key.slice(0, end + 1)];
        });
        return [...new Set(found)];
    }
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
    await Promise.resolve();
    for (let at = 0; at < bytes.length; at += 50) yield bytes.subarray(at, at + 50);
}

/** Manifests in a MemoryStore. */
export class MemoryManifests implements ManifestStore {
    readonly #store: MemoryStore;
    readonly #faults: Faults;
    open_ = 0;

    constructor(store: MemoryStore, faults: Faults) {
        this.#store = store;
        this.#faults = faults;
    }

    open(key: string): ManifestWriter {
        const store = this.#store;
        const chunks: Buffer[] = [];
        let isOpen = true;
        const close = (): void => {
            if (isOpen) this.open_--;
            isOpen = false;
        };
        this.open_++;
        return {
            write: async (bytes) => {
                await Promise.resolve();
                chunks.push(bytes);
            },
            finish: () =>
                this.#faults.around(`manifest ${key}`, () => {
                    close();
                    const bytes = Buffer.concat(chunks);
                    const found = store.objects.get(key);
                    if (found === undefined) store.put(key, bytes);
                    else if (!found.bytes.equals(bytes))
                        throw new ManifestDiffers(store.bucket, key, md5(found.bytes), md5(bytes));
                    return {
                        key,
                        etag: md5(bytes),
                        sha256: createHash("sha256").update(bytes).digest("hex"),
                    };
                }),
            abort: async () => {
                await Promise.resolve();
                close();
            },
        };
    }

    stream(key: string): Promise<AsyncIterable<Buffer>> {
        return this.#store.stream(key);
    }
}

/** Joins pieces in a MemoryStore as S3 does, with the ETag that its parts give. */
export class MemoryJoiner implements ManifestJoiner {
    readonly #store: MemoryStore;
    readonly #faults: Faults;
    readonly plans: JoinPlan[] = [];

    constructor(store: MemoryStore, faults: Faults) {
        this.#store = store;
        this.#faults = faults;
    }

    async join(
        key: string,
        pieces: readonly StoredPiece[],
        plan: Extract<JoinPlan, { kind: "multipart" }>,
    ): Promise<JoinedObject> {
        const slice = ({ piece, start, end }: PieceRange): Buffer => {
            const stored = pieces[piece];
            const found = stored && this.#store.objects.get(stored.key);
            if (found === undefined || md5(found.bytes) !== stored?.etag)
                throw new Error(`piece ${piece} of ${key} is not the one that was joined`);
            return found.bytes.subarray(start, end);
        };
        const parts = plan.parts.map((part) =>
            part.kind === "copy" ? slice(part.range) : Buffer.concat(part.ranges.map(slice)),
        );
        const sums = parts.map((part) => createHash("md5").update(part).digest());
        const etag = `${md5(Buffer.concat(sums))}-${parts.length}`;
        return this.#faults.around(`join ${key}`, () => {
            this.plans.push(plan);
            const bytes = Buffer.concat(parts);
            const found = this.#store.objects.get(key);
            if (found === undefined) this.#store.put(key, bytes);
            else if (!found.bytes.equals(bytes))
                throw new ManifestDiffers(this.#store.bucket, key, md5(found.bytes), etag);
            return { key, etag };
        });
    }
}

/** Executions that a test lets run: a name is used once, and the same name with another input is refused. */
export class MemoryExecutions implements Executions {
    readonly #faults: Faults;
    readonly started = new Map<string, { readonly input: unknown; state: ExecutionState }>();

    constructor(faults: Faults) {
        this.#faults = faults;
    }

    async start(name: string, input: unknown): Promise<void> {
        return this.#faults.around(`StartExecution ${name.slice(-2)}`, () => {
            const known = this.started.get(name);
            if (known === undefined) this.started.set(name, { input, state: "running" });
            else if (
                known.state === "running" &&
                JSON.stringify(known.input) !== JSON.stringify(input)
            )
                throw new Error("ExecutionAlreadyExists");
        });
    }

    async state(name: string): Promise<ExecutionState | undefined> {
        await Promise.resolve();
        return this.started.get(name)?.state;
    }
}

/** Batch Operations as far as CreateJob goes: the same token answers the same job, another body is refused. */
export class MemoryJobs implements BatchJobs {
    readonly #faults: Faults;
    readonly byToken = new Map<string, { jobId: string; planned: PlannedJob }>();

    constructor(faults: Faults) {
        this.#faults = faults;
    }

    async create(planned: PlannedJob): Promise<string> {
        return this.#faults.around("CreateJob", () => {
            const token = planned.request["ClientRequestToken"] as string;
            const known = this.byToken.get(token);
            if (known !== undefined) {
                if (JSON.stringify(known.planned.request) !== JSON.stringify(planned.request))
                    throw new Error("IdempotencyException");
                return known.jobId;
            }
            const jobId = `job-${this.byToken.size + 1}`;
            this.byToken.set(token, { jobId, planned });
            return jobId;
        });
    }

    async describe(): Promise<undefined> {
        await Promise.resolve();
        return undefined;
    }
}
