/** What submit does when the state machine of large scans calls: the scan is over, or an attempt at it failed. */
import type { BucketPlan } from "../../../model/config/bucketPlan";
import { scanFailureKey, scanFolder, scanKey } from "../../../model/naming/keys";
import type { ScanFailureRecord, ScanRecord } from "../../../model/scale/scanRecords";
import { createRecord, readRecord, RecordUnreadable } from "../../aws/records";
import { inventoryManifestOf } from "../../records/inventoryManifestOf";
import { DataFileRefused } from "../../shard/dataFileRefused";
import { Attempts } from "../attempts";
import type { SubmitPorts } from "../ports";
import { refuseDamaged } from "../refuseDamaged";
import type { Submission } from "../submission";
import type { SubmitSummary } from "../submitBucket";
import type { ScanTrigger } from "../submitEvent";
import { orderedTiers } from "../tierTasks";
import { concludeScan } from "./concludeScan";
import { concludeVaultScan } from "./concludeVaultScan";

/** @param plan Of a source bucket; undefined for a vault. */
export async function endScan(
    ports: SubmitPorts,
    trigger: ScanTrigger,
    plan: BucketPlan | undefined,
): Promise<SubmitSummary> {
    const { bucket, scanId, attempt, failed } = trigger;
    const folder = scanFolder(bucket, scanId);
    if (failed !== undefined) {
        await createRecord<ScanFailureRecord>(ports.control, scanFailureKey(folder, attempt), {
            kind: "scan-failure",
            schemaVersion: 1,
            scanId,
            attempt,
            at: ports.now().toISOString(),
            cause: failed,
        });
        ports.telemetry.error(`scan failed: ${failed}`, { bucket, scanId, attempt });
        ports.telemetry.metric("scansFailed", 1, { bucket, scanId, attempt });
        return { bucket, tiers: {}, proofs: 0 };
    }
    const scan = await readRecord<ScanRecord>(ports.control, scanKey(folder), "scan");
    if (scan === undefined)
        throw new RecordUnreadable(ports.control, scanKey(folder), "must exist, got nothing");
    const { manifestKey } = scan.inventory;
    if (scan.tiers.length === 0 || plan === undefined) {
        const { proofs } = await concludeVaultScan(ports, scan);
        return { bucket, inventory: manifestKey, tiers: {}, proofs };
    }
    const attempts = new Attempts(ports.telemetry, bucket);
    const submission: Submission = { ports, plan, tiers: orderedTiers(plan), attempts };
    const proofs = await concluded(submission, scan);
    ports.telemetry.info("submit done", { bucket, inventory: manifestKey, ...attempts.results });
    attempts.end();
    return { bucket, inventory: manifestKey, tiers: attempts.results, proofs };
}

async function concluded(submission: Submission, scan: ScanRecord): Promise<number> {
    const { ports, tiers } = submission;
    try {
        const manifest = await inventoryManifestOf(ports.control, scan.inventory);
        const usable = { reference: scan.inventory, manifest };
        const createdAt = new Date(scan.inventory.createdAt);
        const { proofs } = await concludeScan({ ...submission, usable, createdAt }, scan);
        return proofs;
    } catch (error) {
        if (!(error instanceof DataFileRefused)) throw error;
        const tasks = tiers.flatMap(({ task }) =>
            task !== undefined && isOf(scan, task.runIdFor(scan.inventory)) ? [task] : [],
        );
        await refuseDamaged(submission, scan.inventory, tasks, error.message);
        return 0;
    }
}

const isOf = ({ tiers }: ScanRecord, runId: string): boolean =>
    tiers.some(({ run }) => run?.runId === runId);
