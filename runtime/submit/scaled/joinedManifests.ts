/** The manifests of a run whose rows the shards of a scan have gathered: their parts, joined by S3. */
import { createHash } from "node:crypto";
import {
    compareParts,
    joinedKey,
    manifestKey,
    manifestPiecesKey,
    numberedPart,
    partKindOf,
    type JobPart,
    type ManifestCut,
} from "../../../model/naming/keys";
import { canonicalJson } from "../../../model/runs/canonicalJson";
import { manifestFields } from "../../../model/runs/plannedJob";
import { jobPieces } from "../../../model/scale/jobPieces";
import { joinPlan, type JoinPlan, type PieceRange } from "../../../model/scale/joinPlan";
import type {
    JoinedRecord,
    ManifestPiece,
    ManifestPieces,
    ShardTier,
} from "../../../model/scale/scanRecords";
import { inOrder } from "../../aws/inOrder";
import { createRecord, readRecord, RecordUnreadable } from "../../aws/records";
import type { FinishedPart } from "../../shard/tierManifests";
import type { SubmitPorts } from "../ports";
import type { RunManifests } from "../runManifests";

const readsAtOnce = 32;

type JoinPorts = Pick<SubmitPorts, "control" | "manifests" | "joiner">;

export interface JoinedRun {
    /** Folder of the scan. */
    readonly folder: string;
    readonly runId: string;
    readonly tier: string;
    readonly namesVersions: boolean;
    readonly maxRowsPerJob: number;
    readonly cut: ManifestCut;
}

interface Group {
    readonly part: JobPart;
    readonly pieces: readonly ManifestPiece[];
}

export class JoinedManifests implements RunManifests {
    readonly #ports: JoinPorts;
    readonly #run: JoinedRun;
    readonly #groups: readonly Group[];

    /** @param shards What each shard stored for the tier, in the order of the shards. */
    constructor(ports: JoinPorts, run: JoinedRun, shards: readonly ShardTier[]) {
        this.#ports = ports;
        this.#run = run;
        this.#groups = (["copy", "task"] as const).flatMap((kind) => {
            const pieces = shards.flatMap(({ parts }) =>
                parts
                    .filter(({ part }) => partKindOf(part) === kind)
                    .sort((a, b) => compareParts(a.part, b.part)),
            );
            return jobPieces(pieces, run.maxRowsPerJob).map((group, index) => ({
                part: numberedPart(kind, index + 1),
                pieces: group,
            }));
        });
    }

    get parts(): readonly JobPart[] {
        return this.#groups.map(({ part }) => part);
    }

    async finish(): Promise<readonly FinishedPart[]> {
        const finished: FinishedPart[] = [];
        for (const group of this.#groups) {
            const { manifest } = await this.#joined(group);
            finished.push({
                part: group.part,
                manifest: {
                    ...manifest,
                    fields: manifestFields(this.#run.namesVersions),
                    rows: group.pieces.reduce((sum, { rows }) => sum + rows, 0),
                    bytes: group.pieces.reduce((sum, { bytes }) => sum + bytes, 0),
                },
            });
        }
        return finished;
    }

    /** Nothing is open between two joins, and lifecycle removes the shards' parts. */
    async abort(): Promise<void> {
        await Promise.resolve();
    }

    async #joined({ part, pieces }: Group): Promise<JoinedRecord> {
        const { folder, tier, runId, cut } = this.#run;
        const key = joinedKey(folder, tier, part);
        const known = await readRecord<JoinedRecord>(this.#ports.control, key, "joined");
        if (known !== undefined) return known;
        const target = manifestKey(runId, part, 0, cut);
        const plan = joinPlan(pieces.map(({ length }) => length));
        const manifest =
            plan.kind === "put"
                ? await this.#put(target, pieces, plan.ranges)
                : await this.#join(target, part, pieces, plan);
        const { record } = await createRecord<JoinedRecord>(this.#ports.control, key, {
            kind: "joined",
            schemaVersion: 1,
            manifest,
        });
        return record;
    }

    /** Small enough to pass through: the same object that one function would have written. */
    async #put(
        key: string,
        pieces: readonly ManifestPiece[],
        ranges: readonly PieceRange[],
    ): Promise<JoinedRecord["manifest"]> {
        const writer = this.#ports.manifests.open(key);
        try {
            // Thousands of crumbs, less than one part in all: one after the other they would take many minutes.
            const read = await inOrder(ranges, readsAtOnce, async ({ piece }) => {
                const stored = pieces[piece];
                return stored === undefined ? Buffer.alloc(0) : this.#read(stored);
            });
            await writer.write(Buffer.concat(read));
            return await writer.finish();
        } catch (error) {
            await writer.abort();
            throw error;
        }
    }

    async #read({ key, sha256 }: ManifestPiece): Promise<Buffer> {
        const { control, manifests } = this.#ports;
        const chunks: Buffer[] = [];
        for await (const chunk of await manifests.stream(key)) chunks.push(chunk);
        const bytes = Buffer.concat(chunks);
        const actual = createHash("sha256").update(bytes).digest("hex");
        if (actual !== sha256)
            throw new RecordUnreadable(
                control,
                key,
                `SHA-256 must be ${sha256} as its shard wrote it, got ${actual}`,
            );
        return bytes;
    }

    async #join(
        key: string,
        part: JobPart,
        pieces: readonly ManifestPiece[],
        plan: Extract<JoinPlan, { kind: "multipart" }>,
    ): Promise<JoinedRecord["manifest"]> {
        const { control, joiner } = this.#ports;
        const list: ManifestPieces = {
            kind: "manifest-pieces",
            schemaVersion: 1,
            pieces: pieces.map(({ length, sha256 }) => ({ length, sha256 })),
        };
        const bytes = Buffer.from(canonicalJson(list));
        const piecesKey = manifestPiecesKey(this.#run.runId, part, 0, this.#run.cut);
        // Before the manifest: a manifest that nobody can verify must not be there.
        if ((await control.create(piecesKey, bytes, "application/json")) === "exists") {
            const stored = await control.read(piecesKey);
            if (stored?.bytes.equals(bytes) !== true)
                throw new RecordUnreadable(
                    control,
                    piecesKey,
                    "must list the pieces of this scan, got another list; do not overwrite manifests by hand",
                );
        }
        const joined = await joiner.join(key, pieces, plan);
        return {
            ...joined,
            sha256: createHash("sha256").update(bytes).digest("hex"),
            pieces: { key: piecesKey },
        };
    }
}
