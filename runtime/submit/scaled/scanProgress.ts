/** How far a scan over many functions is, from its records and its executions; and its next step. */
import {
    scanAttemptKey,
    scanFolder,
    scanItemsKey,
    shardResultKey,
    shardResultsPrefix,
} from "../../../model/naming/keys";
import { executionName } from "../../../model/scale/scanIdentity";
import {
    maxScanAttempts,
    type ScanAttemptRecord,
    type ScanInput,
    type ScanRecord,
} from "../../../model/scale/scanRecords";
import { createRecord } from "../../aws/records";
import type { SubmitPorts } from "../ports";
import { storeItems } from "./beginScan";

type ProgressPorts = Pick<SubmitPorts, "control" | "executions" | "now">;

export type ScanProgress =
    /** An execution is at work; it was started now, or before. */
    | { readonly state: "running"; readonly attempt: number }
    /** Every shard has a result, and no execution is at work. */
    | { readonly state: "scanned" }
    /** As many executions as may be have failed. */
    | { readonly state: "failed" };

/** Starts the execution that is due. May be repeated by anyone at any time. */
export async function advanceScan(ports: ProgressPorts, scan: ScanRecord): Promise<ScanProgress> {
    const { control, executions } = ports;
    const folder = scanFolder(scan.bucket, scan.scanId);
    const attempts = await attemptsOf(ports, folder);
    if (attempts > 0) {
        const state = await executions.state(executionName(scan.scanId, attempts));
        if (state === "running") return { state, attempt: attempts };
        // A crash came between the attempt's record and its execution.
        if (state === undefined) return start(ports, scan, attempts);
    }
    if (await isScanned(ports, scan)) return { state: "scanned" };
    if (attempts >= maxScanAttempts) return { state: "failed" };
    const attempt = attempts + 1;
    await createRecord<ScanAttemptRecord>(control, scanAttemptKey(folder, attempt), {
        kind: "scan-attempt",
        schemaVersion: 1,
        scanId: scan.scanId,
        attempt,
        at: ports.now().toISOString(),
    });
    return start(ports, scan, attempt);
}

async function start(
    ports: ProgressPorts,
    scan: ScanRecord,
    attempt: number,
): Promise<ScanProgress> {
    // A crash may have come between the plan and the list.
    await storeItems(ports, scan);
    const input: ScanInput = {
        bucket: scan.bucket,
        scanId: scan.scanId,
        attempt,
        itemsKey: scanItemsKey(scanFolder(scan.bucket, scan.scanId)),
    };
    await ports.executions.start(executionName(scan.scanId, attempt), input);
    return { state: "running", attempt };
}

/** Executions that were or are about to be started. */
async function attemptsOf({ control }: ProgressPorts, folder: string): Promise<number> {
    const keys = new Set(await control.list(`${folder}attempt-`));
    let attempts = 0;
    while (keys.has(scanAttemptKey(folder, attempts + 1))) attempts++;
    return attempts;
}

async function isScanned({ control }: ProgressPorts, scan: ScanRecord): Promise<boolean> {
    const folder = scanFolder(scan.bucket, scan.scanId);
    const keys = new Set(await control.list(shardResultsPrefix(folder)));
    return scan.shards.every((_, shard) => keys.has(shardResultKey(folder, shard)));
}
