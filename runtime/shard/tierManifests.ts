/** The manifests of one tier's run while its inventory is scanned: one per job part, made only when it has rows. */
import type { TierPlan } from "../../model/config/bucketPlan";
import type { InventoryRow } from "../../model/inventory/inventoryRow";
import { encodeManifestKey } from "../../model/inventory/keyCodec";
import { manifestKey, type JobPart } from "../../model/naming/keys";
import type { PlannedJob, Tally } from "../../model/runs/records";
import { partOf } from "../../model/selection/partOf";
import type { StorageClass } from "../../model/storageClass";
import type { ManifestStore, ManifestWriter } from "../aws/manifestStore";

/** Rows are gathered to this many characters before they go to the writer. */
const blockCharacters = 256 * 1024;

interface Part {
    readonly part: JobPart;
    readonly writer: ManifestWriter;
    lines: string[];
    characters: number;
    rows: number;
    bytes: number;
    /** Stored or undone: nothing of it is open. */
    isClosed: boolean;
}

export class TierManifests {
    readonly #store: ManifestStore;
    readonly #runId: string;
    readonly #bucket: string;
    readonly #tier: TierPlan;
    readonly #namesVersions: boolean;
    readonly #parts = new Map<JobPart, Part>();
    readonly #sourceClasses: Partial<Record<StorageClass, { objects: number; bytes: number }>> = {};

    /** @param namesVersions Whether rows carry a version id: all of them or none. */
    constructor(
        store: ManifestStore,
        run: {
            readonly runId: string;
            readonly bucket: string;
            readonly tier: TierPlan;
            readonly namesVersions: boolean;
        },
    ) {
        this.#store = store;
        this.#runId = run.runId;
        this.#bucket = run.bucket;
        this.#tier = run.tier;
        this.#namesVersions = run.namesVersions;
    }

    /** Selected objects by the class they are in, for the cost. */
    get sourceClasses(): Readonly<Partial<Record<StorageClass, Tally>>> {
        return this.#sourceClasses;
    }

    get parts(): readonly JobPart[] {
        return [...this.#parts.keys()].sort();
    }

    /** Adds a selected row; a promise asks the caller to wait. Throws for a row that must never be in a manifest. */
    add(row: InventoryRow): Promise<void> | undefined {
        const { key, size } = row;
        if (row.bucket !== this.#bucket || row.isDeleteMarker === true || size === undefined)
            throw new Error(
                `manifest of tier "${this.#tier.name}": only sized objects of "${this.#bucket}" may be in it, ` +
                    `got ${JSON.stringify(key)} of "${row.bucket}"`,
            );
        const part = this.#part(partOf(this.#tier, size));
        part.lines.push(this.#line(row, size));
        part.characters += part.lines.at(-1)?.length ?? 0;
        part.rows++;
        part.bytes += size;
        const tally = (this.#sourceClasses[row.storageClass as StorageClass] ??= {
            objects: 0,
            bytes: 0,
        });
        tally.objects++;
        tally.bytes += size;
        return part.characters >= blockCharacters ? flush(part) : undefined;
    }

    /** Stores every part's manifest for good. */
    async finish(): Promise<
        readonly { readonly part: JobPart; readonly manifest: PlannedJob["manifest"] }[]
    > {
        const finished: { part: JobPart; manifest: PlannedJob["manifest"] }[] = [];
        for (const name of this.parts) {
            const part = this.#part(name);
            await flush(part);
            const stored = await part.writer.finish();
            part.isClosed = true;
            finished.push({
                part: name,
                manifest: {
                    key: stored.key,
                    etag: stored.etag,
                    versionId: stored.versionId,
                    fields: this.#namesVersions
                        ? ["Bucket", "Key", "VersionId", "Ignore"]
                        : ["Bucket", "Key", "Ignore"],
                    rows: part.rows,
                    bytes: part.bytes,
                    sha256: stored.sha256,
                },
            });
        }
        return finished;
    }

    /** Leaves nothing open behind; what `finish` has stored stays. May be called at any time, and again. */
    async abort(): Promise<void> {
        const failures: unknown[] = [];
        for (const part of this.#parts.values()) {
            if (part.isClosed) continue;
            try {
                await part.writer.abort();
                part.isClosed = true;
            } catch (error) {
                // The other parts' uploads cost as much.
                failures.push(error);
            }
        }
        if (failures.length > 0) throw failures[0];
    }

    #part(name: JobPart): Part {
        let part = this.#parts.get(name);
        if (part === undefined) {
            const writer = this.#store.open(manifestKey(this.#runId, name, 0));
            part = {
                part: name,
                writer,
                lines: [],
                characters: 0,
                rows: 0,
                bytes: 0,
                isClosed: false,
            };
            this.#parts.set(name, part);
        }
        return part;
    }

    #line(row: InventoryRow, size: number): string {
        const key = encodeManifestKey(row.key);
        if (!this.#namesVersions) return `${row.bucket},${key},${size}\n`;
        if (row.versionId === undefined)
            throw new Error(
                `manifest of tier "${this.#tier.name}": every row must have a version id, ` +
                    `got none for ${JSON.stringify(row.key)}`,
            );
        return `${row.bucket},${key},${row.versionId},${size}\n`;
    }
}

async function flush(part: Part): Promise<void> {
    if (part.lines.length === 0) return;
    const block = Buffer.from(part.lines.join(""));
    part.lines = [];
    part.characters = 0;
    await part.writer.write(block);
}
