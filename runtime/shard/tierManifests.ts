/** The manifests of one tier's run while its inventory is scanned: one per job part, made only when it has rows. */
import type { TierPlan } from "../../model/config/bucketPlan";
import type { InventoryRow } from "../../model/inventory/inventoryRow";
import { rowState, type RowBatch } from "../../model/inventory/rowBatch";
import {
    compareParts,
    numberedPart,
    partKindOf,
    type JobPart,
    type PartKind,
} from "../../model/naming/keys";
import { manifestFields } from "../../model/runs/plannedJob";
import type { PlannedJob } from "../../model/runs/records";
import { partOf } from "../../model/selection/partOf";
import { maxCopyBytes } from "../../model/storageClass";
import type { ManifestStore, ManifestWriter } from "../aws/manifestStore";
import { ManifestLines } from "./manifestLines";
import type { LineForm, RowSink, WrittenLines } from "./rowSink";

/** Rows are gathered to this many bytes before they go to the writer. */
const blockBytes = 256 * 1024;

const never = rowState.otherBucket | rowState.deleteMarker;

export interface ManifestRun {
    readonly bucket: string;
    readonly tier: TierPlan;
    /** Whether rows carry a version id: all of them or none. */
    readonly namesVersions: boolean;
    /** Rows of one part; what is more becomes another part of its kind. @default no limit */
    readonly maxRowsPerJob?: number | undefined;
    /** Where a part's manifest is stored. */
    readonly keyOf: (part: JobPart) => string;
}

interface Part {
    readonly part: JobPart;
    readonly lines: ManifestLines;
    /** Opened with the first block: a part may turn out to have no rows. */
    writer: ManifestWriter | undefined;
    rows: number;
    bytes: number;
    /** Stored or undone: nothing of it is open. */
    isClosed: boolean;
}

export interface FinishedPart {
    readonly part: JobPart;
    readonly manifest: PlannedJob["manifest"];
}

export class TierManifests implements RowSink {
    readonly #store: ManifestStore;
    readonly #run: ManifestRun;
    /** All that were begun; the newest of a kind takes rows. */
    readonly #parts: Part[] = [];
    /** What CopyObject takes in one go is of one kind, what is larger may be of another. */
    #small: Part | undefined;
    #large: Part | undefined;

    constructor(store: ManifestStore, run: ManifestRun) {
        this.#store = store;
        this.#run = run;
    }

    /** Parts that have rows. */
    get parts(): readonly JobPart[] {
        return this.#begun().map(({ part }) => part);
    }

    /** Adds a selected row. Throws for a row that must never be in a manifest, whatever the selection says. */
    addRow(batch: RowBatch, index: number): boolean {
        this.#check(batch, index);
        const size = batch.size[index] as number;
        const part = this.#partFor(size);
        if (!part.lines.add(batch, index)) return false;
        part.rows++;
        part.bytes += size;
        return true;
    }

    get form(): LineForm {
        return this.#run;
    }

    /** As addRow, of many. */
    addLines(batch: RowBatch, lines: WrittenLines, first: number, end: number): void {
        const { bytes, rows, starts, ends } = lines;
        const { maxRowsPerJob = Infinity } = this.#run;
        const { size: sizes } = batch;
        let place = first;
        while (place < end) {
            const from = place;
            const firstSize = sizes[rows[from] as number] as number;
            const part = this.#partFor(firstSize);
            const isLarge = firstSize > maxCopyBytes;
            const limit = Math.min(end, from + maxRowsPerJob - part.rows);
            let sum = 0;
            for (; place < limit; place++) {
                const row = rows[place] as number;
                this.#check(batch, row);
                const size = sizes[row] as number;
                if (size > maxCopyBytes !== isLarge) break;
                sum += size;
            }
            part.lines.addWritten(bytes, starts[from] as number, ends[place - 1] as number);
            part.rows += place - from;
            part.bytes += sum;
        }
    }

    addOdd(row: InventoryRow): boolean {
        const { size } = row;
        if (
            row.bucket !== this.#run.bucket ||
            row.isDeleteMarker === true ||
            size === undefined ||
            (this.#run.namesVersions && row.versionId === undefined)
        )
            throw this.#mustNotBe(`${JSON.stringify(row.key)} of "${row.bucket}"`);
        const part = this.#partFor(size);
        if (!part.lines.addRow(row)) return false;
        part.rows++;
        part.bytes += size;
        return true;
    }

    #check(batch: RowBatch, index: number): void {
        if (
            ((batch.state[index] as number) & never) !== 0 ||
            !((batch.size[index] as number) >= 0) ||
            (this.#run.namesVersions && !batch.listsVersions)
        )
            throw this.#mustNotBe(`row ${index} of a batch`);
    }

    get isFull(): boolean {
        return isFull(this.#small) || isFull(this.#large);
    }

    /** Hands full blocks to their writers. */
    async flush(): Promise<void> {
        for (const part of this.#begun()) if (isFull(part)) await this.#write(part);
    }

    /** Stores every part's manifest for good. */
    async finish(): Promise<readonly FinishedPart[]> {
        const finished: FinishedPart[] = [];
        for (const part of this.#begun()) {
            const writer = await this.#write(part);
            const stored = await writer.finish();
            part.isClosed = true;
            finished.push({
                part: part.part,
                manifest: {
                    key: stored.key,
                    etag: stored.etag,
                    versionId: stored.versionId,
                    fields: manifestFields(this.#run.namesVersions),
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
        for (const part of this.#begun()) {
            if (part.isClosed) continue;
            try {
                await part.writer?.abort();
                part.isClosed = true;
            } catch (error) {
                // The other parts' uploads cost as much.
                failures.push(error);
            }
        }
        if (failures.length > 0) throw failures[0];
    }

    /** Copies before tasks, each in the order of their numbers. */
    #begun(): readonly Part[] {
        return this.#parts
            .filter(({ rows }) => rows > 0)
            .sort((a, b) => compareParts(a.part, b.part));
    }

    #partFor(size: number): Part {
        const { tier, maxRowsPerJob = Infinity } = this.#run;
        const isLarge = size > maxCopyBytes;
        const current = isLarge ? this.#large : this.#small;
        if (current !== undefined && current.rows < maxRowsPerJob) return current;
        const part = this.#partOfKind(partOf(tier, size), maxRowsPerJob);
        if (isLarge) this.#large = part;
        else this.#small = part;
        return part;
    }

    /** The newest part of a kind that has room, or a new one. */
    #partOfKind(kind: PartKind, maxRows: number): Part {
        const same = this.#parts.filter(({ part }) => partKindOf(part) === kind);
        const last = same.at(-1);
        if (last !== undefined && last.rows < maxRows) return last;
        const { bucket, namesVersions } = this.#run;
        const part: Part = {
            part: numberedPart(kind, same.length + 1),
            lines: new ManifestLines(bucket, namesVersions),
            writer: undefined,
            rows: 0,
            bytes: 0,
            isClosed: false,
        };
        this.#parts.push(part);
        return part;
    }

    async #write(part: Part): Promise<ManifestWriter> {
        part.writer ??= this.#store.open(this.#run.keyOf(part.part));
        if (part.lines.length > 0) await part.writer.write(part.lines.take());
        return part.writer;
    }

    #mustNotBe(what: string): Error {
        return new Error(
            `manifest of tier "${this.#run.tier.name}": only sized objects of "${this.#run.bucket}" may be in it` +
                `${this.#run.namesVersions ? ", each with a version id" : ""}, got ${what}`,
        );
    }
}

const isFull = (part: Part | undefined): boolean =>
    part !== undefined && part.lines.length >= blockBytes;
