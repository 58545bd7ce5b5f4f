/** Earlier runs whose claims an inventory can check, with the claims read back from manifests and reports. */
import type { InventoryManifest } from "../../model/inventory/inventoryManifest";
import { decodeManifestKey } from "../../model/inventory/keyCodec";
import { jobName, partKindOf } from "../../model/naming/keys";
import { ClaimBook } from "../../model/runs/claimBook";
import { claimPlace, type ClaimPlace } from "../../model/runs/claimTarget";
import { claimingJobs, claims, endedAt, type TierRun } from "../../model/runs/tierRun";
import type { SubmitPorts } from "./ports";
import { eachSucceeded } from "./succeededRows";

export interface PendingProof {
    readonly history: TierRun;
    /** End of the run's last job, milliseconds since the epoch. */
    readonly endedAt: number;
    readonly book: ClaimBook;
    readonly problems: readonly string[];
}

/** Shared by everything one scan checks, because all of it is in memory at once. */
export interface ClaimBudget {
    left: number;
}

const neededColumns = ["Bucket", "Key", "Size", "LastModifiedDate", "StorageClass"];

/** Whether an inventory has the columns that a proof reads; without them every claim would look false. */
export function provesClaims(manifest: Pick<InventoryManifest, "columns">): boolean {
    return neededColumns.every((name) => manifest.columns.includes(name));
}

/**
 * The pending proofs among a tier's runs that the inventory of `listedBucket` can judge: all jobs ended before its
 * scan began, something is claimed there, and no proof is recorded.
 */
export async function pendingProofs(
    ports: SubmitPorts,
    runs: readonly TierRun[],
    inventory: { readonly listedBucket: string; readonly createdAt: number },
    budget: ClaimBudget,
): Promise<readonly PendingProof[]> {
    const pending: PendingProof[] = [];
    for (const history of runs) {
        if (history.hasProof || !claims(history)) continue;
        const ended = endedAt(history);
        // A proof from a scan that began earlier would only show the state before the job.
        if (ended === undefined || ended >= inventory.createdAt) continue;
        const place = placeOf(history);
        if (place?.bucket !== inventory.listedBucket) continue;
        const proof = await readClaims(ports, history, place, ended, budget);
        if (proof !== undefined) pending.push(proof);
    }
    return pending;
}

/** All jobs of a run claim the same kind of thing in the same place, whatever their part. */
function placeOf(history: TierRun): ClaimPlace | undefined {
    const [first] = history.run.jobs;
    return first === undefined ? undefined : claimPlace(first);
}

async function readClaims(
    ports: SubmitPorts,
    history: TierRun,
    place: ClaimPlace,
    ended: number,
    budget: ClaimBudget,
): Promise<PendingProof | undefined> {
    const { run, outcomes } = history;
    const book = new ClaimBook(place);
    const problems: string[] = [];
    const claimed = outcomes.reduce((sum, { tasks }) => sum + tasks.succeeded, 0);
    if (claimed > ports.maxProofClaims)
        return {
            history,
            endedAt: ended,
            book,
            problems: [
                `${claimed} objects are claimed and one pass may check ${ports.maxProofClaims}; none was checked`,
            ],
        };
    if (claimed > budget.left) {
        ports.telemetry.warn("proof waits for the next inventory: this one has enough to check", {
            bucket: run.bucket,
            tier: run.tier,
            runId: run.runId,
        });
        return undefined;
    }
    budget.left -= claimed;
    for (const { outcome, planned } of claimingJobs(history)) {
        const namesVersions = planned.manifest.fields.includes("VersionId");
        // The native copy always writes; the task function leaves a copy that it made in an earlier try.
        const notBefore =
            place.kind === "vault" && partKindOf(planned.part) === "copy"
                ? Date.parse(run.at)
                : undefined;
        const startedAt = history.started.get(jobName(outcome))?.getTime() ?? ended;
        const problem = await eachSucceeded(ports, planned, outcome, (row) => {
            const key = decodeManifestKey(row.key);
            book.add({
                key: place.keyPrefix === undefined ? key : `${place.keyPrefix}/${key}`,
                versionId: namesVersions && place.kind === "mark" ? row.versionId : undefined,
                size: row.sizeBytes,
                startedAt,
                notBefore,
            });
        });
        if (problem !== undefined) problems.push(`outcome ${jobName(outcome)}: ${problem}`);
    }
    return { history, endedAt: ended, book, problems };
}
