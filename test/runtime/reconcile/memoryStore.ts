/** The functions' buckets in memory, with write-once puts, dates, and a crash on demand. */
import { createHash } from "node:crypto";
import {
    ManifestDiffers,
    type ManifestStore,
    type ManifestWriter,
} from "../../../runtime/aws/manifestStore";
import { NoSuchObject, type ObjectStore } from "../../../runtime/aws/objectStore";

export class MemoryStore implements ObjectStore {
    readonly objects = new Map<string, { bytes: Buffer; lastModified: Date }>();
    readonly bucket: string;
    readonly #now: () => Date;
    /** Called with each key before it is written; throw to crash there. */
    beforeCreate: (key: string) => void = () => undefined;

    constructor(bucket: string, now: () => Date) {
        this.bucket = bucket;
        this.#now = now;
    }

    put(key: string, value: unknown): void {
        const bytes = Buffer.isBuffer(value)
            ? value
            : Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
        this.objects.set(key, { bytes, lastModified: this.#now() });
    }
    json(key: string): unknown {
        const found = this.objects.get(key);
        return found === undefined ? undefined : JSON.parse(found.bytes.toString("utf8"));
    }
    keys(prefix = ""): string[] {
        return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
    }

    read(key: string) {
        const found = this.objects.get(key);
        return Promise.resolve(found && { bytes: found.bytes, etag: etagOf(found.bytes) });
    }
    stream(key: string) {
        const found = this.objects.get(key);
        if (found === undefined) return Promise.reject(new NoSuchObject(this.bucket, key));
        return Promise.resolve(chunked(found.bytes));
    }
    async create(key: string, bytes: Buffer) {
        await Promise.resolve();
        this.beforeCreate(key);
        if (this.objects.has(key)) return "exists" as const;
        this.put(key, bytes);
        return "created" as const;
    }
    list(
        prefix: string,
        options: { startAfter?: string | undefined; limit?: number | undefined } = {},
    ) {
        const after = options.startAfter ?? "";
        return Promise.resolve(
            this.keys(prefix)
                .filter((key) => key > after)
                .slice(0, options.limit),
        );
    }
    entries(prefix: string) {
        return Promise.resolve(
            this.keys(prefix).map((key) => ({
                key,
                lastModified: this.objects.get(key)?.lastModified ?? new Date(0),
            })),
        );
    }
    folders(prefix: string) {
        const folders = this.keys(prefix)
            .map((key) => key.slice(prefix.length))
            .filter((rest) => rest.includes("/"))
            .map((rest) => `${prefix}${rest.slice(0, rest.indexOf("/") + 1)}`);
        return Promise.resolve([...new Set(folders)]);
    }
}

export const etagOf = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex");
export const sha256Of = (bytes: Buffer | string): string =>
    createHash("sha256").update(bytes).digest("hex");

/** Small chunks, so that a row never arrives whole. */
async function* chunked(bytes: Buffer): AsyncGenerator<Buffer> {
    for (let index = 0; index < bytes.length; index += 7) {
        await Promise.resolve();
        yield bytes.subarray(index, index + 7);
    }
}

export class MemoryManifests implements ManifestStore {
    readonly #store: MemoryStore;
    constructor(store: MemoryStore) {
        this.#store = store;
    }
    open(key: string): ManifestWriter {
        const chunks: Buffer[] = [];
        return {
            write: (bytes) => {
                chunks.push(bytes);
                return Promise.resolve();
            },
            finish: async () => {
                const bytes = Buffer.concat(chunks);
                if ((await this.#store.create(key, bytes)) === "exists") {
                    const there = etagOf(this.#store.objects.get(key)?.bytes ?? Buffer.alloc(0));
                    if (there !== etagOf(bytes))
                        throw new ManifestDiffers(this.#store.bucket, key, there, etagOf(bytes));
                }
                return { key, etag: etagOf(bytes), versionId: "v1", sha256: sha256Of(bytes) };
            },
            abort: () => Promise.resolve(),
        };
    }
    stream(key: string) {
        return this.#store.stream(key);
    }
}
