/** An inventory that is too large for one function: begins its scan over many, or goes on with the one there is. */
import { bucketScansPrefix, scanKey } from "../../../model/naming/keys";
import { chooseScans, wishedAgain, type ScanWish } from "../../../model/scale/scanChoice";
import { scanIdPrefix } from "../../../model/scale/scanIdentity";
import { maxScanAttempts, type ScanRecord } from "../../../model/scale/scanRecords";
import { readRecord } from "../../aws/records";
import type { PendingProof } from "../pendingProofs";
import type { SubmitPorts } from "../ports";
import { beginScan, type ScanWork } from "./beginScan";
import type { ConcludedScan } from "./concludeScan";
import { advanceScan } from "./scanProgress";

export interface ScanFollowUp {
    /** What to do with a scan whose shards have all answered. */
    readonly conclude: (scan: ScanRecord) => Promise<ConcludedScan>;
    /** What to say of the runs of a scan that is not over. */
    readonly tell: (scan: ScanRecord, word: string) => void;
    /**
     * Whether a scan that was refused is repeated, once per call: yes where one function would read all files again.
     * The hourly watchdog is no reason to, because it may be woken by another tier.
     */
    readonly repeatsRefused: boolean;
}

/**
 * Answers how many proofs were recorded. Who comes later goes on with the scan that has a run, however often this is
 * called. Two submits that see different tiers at the same moment, as when the plan is changed between them, may begin
 * two scans that share a run: files are read twice then, and the run is still recorded once, with one set of jobs.
 */
export async function scanInShards(
    ports: SubmitPorts,
    work: ScanWork,
    { conclude, tell, repeatsRefused }: ScanFollowUp,
): Promise<number> {
    const wish = {
        runs: work.eligible.map(({ runId }) => runId),
        proofs: work.proofs.map(runIdOf),
    };
    const beginFor = ({ runs, proofs }: ScanWish, after?: string): Promise<ScanRecord> =>
        beginScan(ports, {
            ...work,
            eligible: work.eligible.filter(({ runId }) => runs.includes(runId)),
            proofs: work.proofs.filter((proof) => proofs.includes(runIdOf(proof))),
            after,
        });
    const { goOn, begin } = chooseScans(await knownScans(ports, work), wish);
    const scans = [...goOn];
    if (begin !== undefined) scans.push(await beginFor(begin));
    let recorded = 0;
    for (const scan of scans) {
        const { bucket, scanId, shards } = scan;
        const progress = await advanceScan(ports, scan);
        switch (progress.state) {
            case "scanned": {
                const { proofs, isRefused } = await conclude(scan);
                recorded += proofs;
                // The new scan has shards to be waited for, so that this ends.
                if (isRefused && repeatsRefused)
                    scans.push(await beginFor(wishedAgain(scan, wish), scanId));
                break;
            }
            case "running":
                ports.telemetry.info("scan over many functions is at work", {
                    bucket,
                    scanId,
                    shards: shards.length,
                    attempt: progress.attempt,
                });
                tell(scan, `scanning in ${shards.length} shards`);
                break;
            case "failed":
                ports.telemetry.error(
                    `scan failed ${maxScanAttempts} times and is not tried again; ` +
                        "read failed-<attempt>.json in its folder",
                    { bucket, scanId },
                );
                ports.telemetry.metric("scansFailed", 1, { bucket, scanId });
                tell(scan, `scan failed ${maxScanAttempts} times; the next inventory is tried`);
                break;
        }
    }
    return recorded;
}

const runIdOf = ({ history }: PendingProof): string => history.run.runId;

async function knownScans(
    { control }: SubmitPorts,
    { bucket, usable }: ScanWork,
): Promise<readonly ScanRecord[]> {
    const prefix = `${bucketScansPrefix(bucket)}${scanIdPrefix(usable.reference)}`;
    const scans: ScanRecord[] = [];
    for (const folder of await control.folders(prefix)) {
        // A crash may have come before the plan.
        const scan = await readRecord<ScanRecord>(control, scanKey(folder), "scan");
        if (scan?.inventory.manifestMd5 === usable.reference.manifestMd5) scans.push(scan);
    }
    return scans;
}
