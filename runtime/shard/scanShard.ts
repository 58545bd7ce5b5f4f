/**
 * One shard of a large scan: a few data files for all tiers. It may be repeated at any time: the same files and the
 * same plan give the same parts, and the result, written last, ends it.
 */
import { gzipSync } from "node:zlib";
import { KeyHashSet } from "../../model/inventory/keyHashSet";
import type { InventoryRow } from "../../model/inventory/inventoryRow";
import {
    scanFolder,
    scanKey,
    shardPartKey,
    shardResultKey,
    shardWatchedKey,
} from "../../model/naming/keys";
import { isTriedTooOften } from "../../model/runs/runDecision";
import { doneSetOf, type DoneSet } from "../../model/scale/doneSet";
import type {
    ScanRecord,
    ShardItem,
    ShardRecord,
    ShardTier,
    StoredSet,
} from "../../model/scale/scanRecords";
import { mergeScanCounts, noScanCounts } from "../../model/selection/scanCounts";
import { createRecord, readRecord, RecordUnreadable } from "../aws/records";
import { inventoryManifestOf } from "../records/inventoryManifestOf";
import { readSet } from "../records/scanSets";
import type { ScannedTier } from "./batchScan";
import { DataFileRefused } from "./dataFileRefused";
import { MeasuredStore } from "./measuredStore";
import type { ShardPorts } from "./ports";
import type { RowWatch } from "./rowWatch";
import { scanDataFile } from "./scanDataFile";
import { TierManifests } from "./tierManifests";

/**
 * Answers the record of the shard that counts. A data file that is damaged is a record too, and no error: another try
 * would find the same.
 * @throws RecordUnreadable when the scan's plan is missing; errors of transport as they come
 */
export async function scanShard(ports: ShardPorts, item: ShardItem): Promise<ShardRecord> {
    const { control } = ports;
    const folder = scanFolder(item.bucket, item.scanId);
    const resultKey = shardResultKey(folder, item.shard);
    const known = await readRecord<ShardRecord>(control, resultKey, "shard");
    if (known !== undefined) return known;
    const scan = await readRecord<ScanRecord>(control, scanKey(folder), "scan");
    if (scan?.shards[item.shard] === undefined)
        throw new RecordUnreadable(
            control,
            scanKey(folder),
            `must plan shard ${item.shard}, got ${scan === undefined ? "nothing" : `${scan.shards.length} shards`}`,
        );
    const shard = new Shard(ports, folder, scan, item.shard);
    const found = await shard.scan();
    const { record } = await createRecord<ShardRecord>(control, resultKey, {
        kind: "shard",
        schemaVersion: 1,
        scanId: item.scanId,
        shard: item.shard,
        ...found,
    });
    const details = { bucket: item.bucket, scanId: item.scanId, shard: item.shard };
    if (record.refused === undefined)
        ports.telemetry.info("shard scanned", {
            ...details,
            objects: record.counts.scanned.objects,
        });
    else ports.telemetry.error(`shard refused: ${record.refused}`, details);
    return record;
}

type Distribute<T> = T extends unknown
    ? Omit<T, "kind" | "schemaVersion" | "scanId" | "shard">
    : never;
type Found = Distribute<ShardRecord>;

class Shard {
    readonly #ports: ShardPorts;
    readonly #folder: string;
    readonly #scan: ScanRecord;
    readonly #number: number;
    readonly #store: MeasuredStore;
    readonly #doneSets = new Map<string, Promise<DoneSet>>();

    constructor(ports: ShardPorts, folder: string, scan: ScanRecord, number: number) {
        this.#ports = ports;
        this.#folder = folder;
        this.#scan = scan;
        this.#number = number;
        this.#store = new MeasuredStore(ports.parts);
    }

    async scan(): Promise<Found> {
        const { control } = this.#ports;
        const { inventory, tiers, shards, watched } = this.#scan;
        const manifests = tiers.map((tier) => this.#manifestsOf(tier));
        const seen: InventoryRow[] = [];
        try {
            const manifest = await inventoryManifestOf(control, inventory);
            const range = shards[this.#number] ?? { first: 0, files: 0 };
            const scanned: ScannedTier[] = [];
            for (const [index, tier] of tiers.entries())
                scanned.push(await this.#scannedTier(tier, manifests[index]));
            const watch = await this.#watchOf(watched, seen);
            const counts = [noScanCounts(tiers.length)];
            for (const file of manifest.files.slice(range.first, range.first + range.files))
                counts.push(
                    await scanDataFile(file, {
                        manifest,
                        open: (key) => control.stream(key),
                        tiers: scanned,
                        watch,
                    }),
                );
            const stored: ShardTier[] = [];
            for (const [index, { run }] of tiers.entries())
                if (run !== undefined)
                    stored.push({
                        runId: run.runId,
                        parts: await this.#storedParts(manifests[index]),
                    });
            return {
                counts: mergeScanCounts(counts),
                tiers: stored,
                watched: await this.#storeWatched(seen),
            };
        } catch (error) {
            for (const each of manifests) await this.#undo(each);
            if (error instanceof DataFileRefused) return { refused: error.message };
            throw error;
        }
    }

    #manifestsOf({ run }: ScanRecord["tiers"][number]): TierManifests | undefined {
        if (run === undefined) return undefined;
        const { tier, namesVersions } = run;
        return new TierManifests(this.#store, {
            bucket: this.#scan.bucket,
            tier,
            namesVersions,
            maxRowsPerJob: this.#scan.maxRowsPerJob,
            keyOf: (part) => shardPartKey(this.#folder, this.#number, tier.name, part),
        });
    }

    async #scannedTier(
        { selecting, run }: ScanRecord["tiers"][number],
        sink: TierManifests | undefined,
    ): Promise<ScannedTier> {
        const set = run?.done === undefined ? undefined : await this.#doneSet(run.done);
        return {
            ...selecting,
            sink,
            doneBefore: set === undefined ? undefined : (row) => set.done.has(row),
            isTriedTooOften:
                set === undefined || set.tried.size === 0
                    ? undefined
                    : (row) => isTriedTooOften(set.tried.runsOf(row)),
        };
    }

    /** Tiers of one deed share it. */
    #doneSet(stored: StoredSet): Promise<DoneSet> {
        const known = this.#doneSets.get(stored.key);
        if (known !== undefined) return known;
        const reading = readSet(this.#ports.control, stored).then(doneSetOf);
        this.#doneSets.set(stored.key, reading);
        return reading;
    }

    async #watchOf(
        watched: StoredSet | undefined,
        seen: InventoryRow[],
    ): Promise<RowWatch | undefined> {
        if (watched === undefined) return undefined;
        const keys = KeyHashSet.fromBytes(await readSet(this.#ports.control, watched));
        return { keys, see: (row) => seen.push(row) };
    }

    async #storedParts(manifests: TierManifests | undefined): Promise<ShardTier["parts"]> {
        const finished = (await manifests?.finish()) ?? [];
        return finished.map(({ part, manifest }) => ({
            part,
            key: manifest.key,
            etag: manifest.etag,
            length: this.#store.lengthOf(manifest.key),
            sha256: manifest.sha256,
            rows: manifest.rows,
            bytes: manifest.bytes,
        }));
    }

    async #storeWatched(
        seen: readonly InventoryRow[],
    ): Promise<{ readonly key: string; readonly rows: number } | undefined> {
        if (seen.length === 0) return undefined;
        const key = shardWatchedKey(this.#folder, this.#number);
        const lines = seen.map((row) => `${JSON.stringify(row)}\n`).join("");
        await this.#ports.control.create(key, gzipSync(lines), "application/gzip");
        return { key, rows: seen.length };
    }

    /** The bucket's lifecycle removes what is left; the first error is the one to report. */
    async #undo(manifests: TierManifests | undefined): Promise<void> {
        try {
            await manifests?.abort();
        } catch (cause) {
            this.#ports.telemetry.warn(`part not undone: ${String(cause)}`, {
                bucket: this.#scan.bucket,
                scanId: this.#scan.scanId,
            });
        }
    }
}
