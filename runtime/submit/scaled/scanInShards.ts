/** An inventory that is too large for one function: begins its scan over many, or goes on with the one there is. */
import { bucketScansPrefix, scanKey } from "../../../model/naming/keys";
import { scanIdPrefix } from "../../../model/scale/scanIdentity";
import { maxScanAttempts, type ScanRecord } from "../../../model/scale/scanRecords";
import { readRecord } from "../../aws/records";
import type { SubmitPorts } from "../ports";
import { beginScan, type ScanWork } from "./beginScan";
import { advanceScan } from "./scanProgress";

export interface ScanFollowUp {
    /** What to do with a scan whose shards have all answered; answers how many proofs were recorded. */
    readonly conclude: (scan: ScanRecord) => Promise<number>;
    /** What to say of the runs of a scan that is not over. */
    readonly tell: (scan: ScanRecord, word: string) => void;
}

/**
 * Answers how many proofs were recorded. A run is in one scan of an inventory alone, however often and by whomever
 * this is called: who comes later goes on with the scan that has it.
 */
export async function scanInShards(
    ports: SubmitPorts,
    work: ScanWork,
    { conclude, tell }: ScanFollowUp,
): Promise<number> {
    const known = await knownScans(ports, work);
    const planned = new Set(known.flatMap(runsOf));
    const proven = new Set(known.flatMap(({ proofs }) => proofs.map(({ runId }) => runId)));
    const eligible = new Set(work.eligible.map(({ runId }) => runId));
    const pending = new Set(work.proofs.map(({ history }) => history.run.runId));
    const scans = known.filter(
        (scan) =>
            runsOf(scan).some((runId) => eligible.has(runId)) ||
            scan.proofs.some(({ runId }) => pending.has(runId)),
    );
    const fresh = {
        ...work,
        eligible: work.eligible.filter(({ runId }) => !planned.has(runId)),
        proofs: work.proofs.filter(({ history }) => !proven.has(history.run.runId)),
    };
    // What became provable since is worth no second reading of all files: the next inventory proves it.
    if (fresh.eligible.length > 0 || (known.length === 0 && fresh.proofs.length > 0))
        scans.push(await beginScan(ports, fresh));
    let recorded = 0;
    for (const scan of scans) {
        const { bucket, scanId, shards } = scan;
        const progress = await advanceScan(ports, scan);
        switch (progress.state) {
            case "scanned":
                recorded += await conclude(scan);
                break;
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

const runsOf = ({ tiers }: ScanRecord): readonly string[] =>
    tiers.flatMap(({ run }) => (run === undefined ? [] : [run.runId]));

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
