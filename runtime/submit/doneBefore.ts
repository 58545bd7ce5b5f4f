/** What the earlier runs of a tier have done, so that no later run does it again. */
import type { TierPlan } from "../../model/config/bucketPlan";
import { decodeManifestKey } from "../../model/inventory/keyCodec";
import type { InventoryRow } from "../../model/inventory/inventoryRow";
import { jobName } from "../../model/naming/keys";
import { deedOfJob, deedOfTier } from "../../model/runs/deed";
import { DoneBook, doneObjectPeakBytes } from "../../model/runs/doneBook";
import type { InventoryReference } from "../../model/runs/records";
import { claimingJobs, type ClaimingJob, openJobs, type TierRun } from "../../model/runs/tierRun";
import { readDoneList, writeDoneList } from "./doneList";
import type { SubmitPorts } from "./ports";
import { eachSucceeded } from "./succeededRows";
import { readRuns, runFolders } from "../records/tierHistory";

export interface DoneBefore {
    /** Undefined where the object's class tells whether it is done (changeClass). */
    readonly has?: ((row: InventoryRow) => boolean) | undefined;
    /** Runs whose reports cannot be believed: what they did is done once more. For a person. */
    readonly problems: readonly string[];
}

/** Thrown when more is done than may be held in memory: to forget some of it would mean to do it again. */
export class TooManyDone extends Error {
    constructor(tier: string, max: number) {
        super(
            `tier "${tier}": at most ${max} objects that earlier runs have done can be held at once, over all tiers ` +
                "of the bucket, got more; raise maxDoneObjects in runtime/submit/awsPorts.ts together with the " +
                `memory of submit (${doneObjectPeakBytes} bytes each), or archive with action "changeClass", which needs no such list`,
        );
        this.name = "TooManyDone";
    }
}

/** Runs without jobs are read again until so many of them are worth a new list. */
const runsWorthAList = 30;

/**
 * For copyTo and invoke tiers, whose source objects stay as they are and are listed by every inventory: the objects
 * that earlier runs did in the same way (model/runs/deed.ts). Other selections, limits or approvals count alike.
 *
 * At most `ports.maxDoneObjects` over all tiers of a bucket (2,000,000 on AWS), of which `budget` is what is left;
 * throws TooManyDone past it. An outcome whose report could not be verified, or cannot be any more, claims nothing,
 * so its objects are selected again: a second copy in a vault costs money and a second call of a team's function is
 * what Batch Operations may do at any time, while an object taken for archived that is not would be lost. Whatever a
 * repeat reads is what the first try read, because its list was written before the scan; so manifests and job
 * requests stay the same.
 */
export async function doneBefore(
    ports: SubmitPorts,
    bucket: string,
    tier: TierPlan,
    run: { readonly runId: string; readonly inventory: InventoryReference },
    budget: { left: number },
): Promise<DoneBefore> {
    const deed = deedOfTier(tier);
    if (deed === undefined) return { problems: [] };
    const place = { bucket, tier: tier.name, deed };
    const list = await readDoneList(ports, place);
    const book = list?.book ?? new DoneBook();
    const covered = new Set(list?.runs);
    const problems: string[] = [];
    const tooMany = (more: number): boolean => book.size + more > budget.left;
    if (tooMany(0)) throw new TooManyDone(tier.name, ports.maxDoneObjects);

    const folders = await runFolders(ports.control, bucket, tier.name);
    const unread = folders.filter(({ runId }) => !covered.has(runId));
    let hadJobs = false;
    for (const history of await readRuns(ports.control, unread)) {
        for (const { outcome, planned } of claimingJobs(history)) {
            if (deedOfJob(planned) !== deed) continue;
            hadJobs = true;
            if (tooMany(outcome.tasks.succeeded))
                throw new TooManyDone(tier.name, ports.maxDoneObjects);
            const problem = await addOutcome(ports, book, history, { outcome, planned });
            if (problem !== undefined)
                problems.push(
                    `run ${history.run.runId.slice(0, 12)}, ${jobName(outcome)}: ${problem}; ` +
                        "what it did is selected again",
                );
        }
        if (openJobs(history).length === 0) covered.add(history.run.runId);
    }
    for (const problem of problems)
        ports.telemetry.warn(problem, { bucket, tier: tier.name, runId: run.runId });
    budget.left -= book.size;
    if (hadJobs || unread.length >= runsWorthAList)
        await writeDoneList(ports, place, run, { book, runs: [...covered] });
    return { has: (row) => book.has(row), problems };
}

async function addOutcome(
    ports: SubmitPorts,
    book: DoneBook,
    history: TierRun,
    { outcome, planned }: ClaimingJob,
): Promise<string | undefined> {
    const namesVersions = planned.manifest.fields.includes("VersionId");
    const inventoryTime = Date.parse(history.run.inventory.createdAt);
    return eachSucceeded(ports, planned, outcome, (row) => {
        book.add({
            key: decodeManifestKey(row.key),
            versionId: namesVersions ? row.versionId : undefined,
            size: row.sizeBytes,
            inventoryTime,
        });
    });
}
