/** Writes down what a scan over many functions is to do. Whoever comes second goes on with what is stored. */
import { KeyHashSet } from "../../../model/inventory/keyHashSet";
import { scanFolder, scanItemsKey, scanKey } from "../../../model/naming/keys";
import { manifestNamesVersions } from "../../../model/runs/plannedJob";
import { doneSetBytes } from "../../../model/scale/doneSet";
import { scanId } from "../../../model/scale/scanIdentity";
import type { ShardFiles } from "../../../model/scale/scanPlan";
import type { ScanRecord, ScanTier, StoredSet } from "../../../model/scale/scanRecords";
import { shardItems } from "../../../model/scale/shardItem";
import { createRecord } from "../../aws/records";
import { storeSet } from "../../records/scanSets";
import type { UsableInventory } from "../findInventory";
import type { EligibleTier } from "../judgeTier";
import type { PendingProof } from "../pendingProofs";
import type { SubmitPorts } from "../ports";
import type { OrderedTier } from "../tierTasks";

export interface ScanWork {
    /** That the inventory lists: a source bucket, or a vault, which has no tiers. */
    readonly bucket: string;
    readonly usable: UsableInventory;
    /** All of the bucket, in evaluation order. */
    readonly tiers: readonly OrderedTier[];
    readonly eligible: readonly EligibleTier[];
    readonly proofs: readonly PendingProof[];
    readonly shards: readonly ShardFiles[];
    readonly maxRowsPerJob: number;
    /** The refused scan that this one repeats. */
    readonly after?: string | undefined;
}

/** Answers the plan that counts. */
export async function beginScan(ports: SubmitPorts, work: ScanWork): Promise<ScanRecord> {
    const { control, surroundings } = ports;
    const { bucket, usable, eligible, proofs } = work;
    const { reference } = usable;
    const id = scanId({
        account: surroundings.account,
        inventory: reference,
        runs: eligible.map(({ runId }) => runId),
        proofs: proofs.map(({ history }) => history.run.runId),
        after: work.after,
    });
    const folder = scanFolder(bucket, id);
    const { record } = await createRecord<ScanRecord>(control, scanKey(folder), {
        kind: "scan",
        schemaVersion: 1,
        scanId: id,
        bucket,
        at: ports.now().toISOString(),
        inventory: reference,
        after: work.after,
        tiers: await scanTiers(ports, folder, work),
        proofs: proofs.map(({ history: { run } }) => ({
            bucket: run.bucket,
            tier: run.tier,
            runId: run.runId,
        })),
        watched: await storedWatch(ports, folder, proofs),
        shards: work.shards,
        maxRowsPerJob: work.maxRowsPerJob,
    });
    await storeItems(ports, record);
    return record;
}

/** Of the stored plan, so that two submits write the same list. May be repeated. */
export async function storeItems(
    { control }: Pick<SubmitPorts, "control">,
    scan: ScanRecord,
): Promise<void> {
    await control.create(
        scanItemsKey(scanFolder(scan.bucket, scan.scanId)),
        Buffer.from(JSON.stringify(shardItems(scan))),
        "application/json",
    );
}

async function scanTiers(
    ports: SubmitPorts,
    folder: string,
    { tiers, eligible, usable }: ScanWork,
): Promise<readonly ScanTier[]> {
    const listsVersions = usable.manifest.columns.includes("VersionId");
    const planned: ScanTier[] = [];
    for (const { selecting, task } of tiers) {
        const { name, select, action } = selecting;
        const running = eligible.find((tier) => tier.task === task);
        if (running === undefined) {
            planned.push({ selecting: { name, select, action } });
            continue;
        }
        const { books, problems } = running.done;
        const { tier } = running.task;
        planned.push({
            selecting: { name, select, action },
            run: {
                runId: running.runId,
                tier,
                namesVersions: manifestNamesVersions(tier, listsVersions),
                done:
                    books === undefined
                        ? undefined
                        : await storeSet(ports.control, folder, "done", doneSetBytes(books)),
                problems,
            },
        });
    }
    return planned;
}

async function storedWatch(
    { control }: SubmitPorts,
    folder: string,
    proofs: readonly PendingProof[],
): Promise<StoredSet | undefined> {
    if (proofs.length === 0) return undefined;
    const keys = new KeyHashSet();
    for (const { book } of proofs) book.addKeyHashes(keys);
    return storeSet(control, folder, "watch", Buffer.from(keys.toBytes()));
}
