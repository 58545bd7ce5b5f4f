/** What the earlier runs of a bucket have done, so that no later run does it again, whichever tier it was. */
import type { TierPlan } from "../../model/config/bucketPlan";
import { decodeManifestKey } from "../../model/inventory/keyCodec";
import type { InventoryRow } from "../../model/inventory/inventoryRow";
import type { ManifestRow } from "../../model/jobs/manifestRow";
import { bucketRunsPrefix, jobName, proofKey, runFolder } from "../../model/naming/keys";
import { claimPlace } from "../../model/runs/claimTarget";
import { deedOfJob, deedOfTier } from "../../model/runs/deed";
import { DoneBook, doneObjectPeakBytes, type DoneObject } from "../../model/runs/doneBook";
import type { InventoryReference, PlannedJob, ProofRecord } from "../../model/runs/records";
import {
    claimingJobs,
    type ClaimingJob,
    claims,
    jobsOf,
    openJobs,
    type TierRun,
} from "../../model/runs/tierRun";
import type { DoneSet } from "../../model/scale/doneSet";
import { TriedBook } from "../../model/runs/triedBook";
import { readRecord } from "../aws/records";
import { ReportUnsound, rowsWhere } from "../records/reportReader";
import { isHistory, readRuns, type RunFolder, runFolders } from "../records/tierHistory";
import { readDoneList, writeDoneList } from "./doneList";
import type { SubmitPorts } from "./ports";
import { eachSucceeded } from "./succeededRows";

export interface DoneBefore {
    /** Undefined where the object's class tells whether it is done (changeClass). */
    readonly has?: ((row: InventoryRow) => boolean) | undefined;
    /** In how many runs that cannot be believed an object was worked on. */
    readonly timesTried?: ((row: InventoryRow) => number) | undefined;
    /** What both are answered from, for a scan in other functions. */
    readonly books?: DoneSet | undefined;
    /** Runs that cannot be believed: what they did is done once more. For a person. */
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

const tooMany = Symbol("too many");

/**
 * For copyTo and invoke tiers, whose source objects stay as they are and are listed by every inventory: the objects
 * that earlier runs of any tier of the bucket did in the same way (model/runs/deed.ts). Names, selections, limits and
 * approvals do not matter: a tier that is renamed or split, and two tiers that do the same, know of each other.
 *
 * An outcome whose report could not be verified, or cannot be any more, claims nothing, and neither does a copy that
 * the vault's inventory has contradicted: such objects are selected again, because one taken for archived that is not
 * would be lost. They are counted as tried, so that this ends (decideRun.ts).
 *
 * A list (doneList.ts) holds only runs of which nothing more can come to light: they are over, and where copies are
 * proven, the proof is there or cannot come any more. Whatever a repeat reads is what the first try read; only a
 * proof that comes between a crash and its repeat may differ, and then the stored manifest refuses the other bytes
 * (ManifestDiffers) and the next inventory goes on.
 */
export class DoneBooks {
    readonly #ports: SubmitPorts;
    readonly #bucket: string;
    readonly #inventory: InventoryReference;
    readonly #ownRuns: ReadonlySet<string>;
    readonly #answers = new Map<string, Promise<DoneBefore | typeof tooMany>>();
    #left: number;

    /**
     * At most `ports.maxDoneObjects` over all tiers of a bucket (2,000,000 on AWS).
     * @param ownRuns Ids of the runs that the bucket's tiers make of this inventory: no object is in two of them, and
     * they may be anywhere between nothing and done, so they are not asked.
     */
    constructor(
        ports: SubmitPorts,
        bucket: string,
        inventory: InventoryReference,
        ownRuns: ReadonlySet<string>,
    ) {
        this.#ports = ports;
        this.#bucket = bucket;
        this.#inventory = inventory;
        this.#ownRuns = ownRuns;
        this.#left = ports.maxDoneObjects;
    }

    /** Read once per deed; call it when no job of the deed is open (deedGate.ts). Throws TooManyDone. */
    async before(tier: TierPlan): Promise<DoneBefore> {
        const deed = deedOfTier(tier);
        if (deed === undefined) return { problems: [] };
        let answer = this.#answers.get(deed);
        if (answer === undefined) {
            answer = this.#gather(deed);
            this.#answers.set(deed, answer);
        }
        const done = await answer;
        if (done === tooMany) throw new TooManyDone(tier.name, this.#ports.maxDoneObjects);
        for (const problem of done.problems)
            this.#ports.telemetry.warn(problem, { bucket: this.#bucket, tier: tier.name });
        return done;
    }

    async #gather(deed: string): Promise<DoneBefore | typeof tooMany> {
        const { control } = this.#ports;
        const place = { bucket: this.#bucket, deed };
        const list = await readDoneList(this.#ports, place);
        const books = { done: list?.done ?? new DoneBook(), tried: list?.tried ?? new TriedBook() };
        const size = (): number => books.done.size + books.tried.size;
        if (size() > this.#left) return tooMany;
        const covered = new Set(list?.runs);
        const unread = (await runFolders(control, bucketRunsPrefix(this.#bucket))).filter(
            ({ runId }) => !covered.has(runId) && !this.#ownRuns.has(runId),
        );
        const folders = new Map(unread.map((folder) => [folder.runId, folder]));
        const runs = await readRuns(control, unread);
        const settled = runs.filter((run) =>
            isSettled(run, folders.get(run.run.runId), deed, this.#inventory),
        );
        const problems: string[] = [];
        let newJobs = 0;
        const add = async (history: TierRun): Promise<boolean> => {
            for (const job of claimingJobs(history)) {
                if (deedOfJob(job.planned) !== deed) continue;
                if (size() + job.outcome.tasks.succeeded > this.#left) return false;
                newJobs++;
                problems.push(...(await addJob(this.#ports, books, history, job)));
            }
            return true;
        };
        for (const history of settled) {
            if (!(await add(history))) return tooMany;
            covered.add(history.run.runId);
        }
        if (newJobs > 0 || settled.length >= runsWorthAList)
            await writeDoneList(this.#ports, place, this.#inventory, {
                ...books,
                runs: [...covered],
            });
        for (const history of runs)
            if (!settled.includes(history) && !(await add(history))) return tooMany;
        this.#left -= size();
        return {
            has: (row) => books.done.has(row),
            timesTried: (row) => books.tried.runsOf(row),
            books,
            problems,
        };
    }
}

/** Whether nothing more can come to light about a run. */
function isSettled(
    history: TierRun,
    folder: RunFolder | undefined,
    deed: string,
    inventory: InventoryReference,
): boolean {
    const planned = jobsOf(history).filter((job) => deedOfJob(job) === deed);
    if (planned.length === 0) return true;
    if (openJobs(history).length > 0) return false;
    const isProven = planned.some((job) => claimPlace(job) !== undefined) && claims(history);
    if (!isProven || history.hasProof) return true;
    return folder === undefined || isHistory(folder, new Date(inventory.createdAt));
}

interface Books {
    readonly done: DoneBook;
    readonly tried: TriedBook;
}

/** Answers what is wrong with it, for a person. */
async function addJob(
    ports: SubmitPorts,
    { done, tried }: Books,
    history: TierRun,
    { outcome, planned }: ClaimingJob,
): Promise<string[]> {
    const { runId, bucket, inventory } = history.run;
    const name = `run ${runId.slice(0, 12)}, ${jobName(outcome)}`;
    const namesVersions = planned.manifest.fields.includes("VersionId");
    const inventoryTime = Date.parse(inventory.createdAt);
    const objectOf = (row: ManifestRow): DoneObject => ({
        key: decodeManifestKey(row.key),
        versionId: namesVersions ? row.versionId : undefined,
        size: row.sizeBytes,
        inventoryTime,
    });
    const doubts = await contradiction(ports, history, planned);
    const problem = await eachSucceeded(ports, planned, outcome, (row) => {
        const object = objectOf(row);
        if (doubts?.of(object.key) === true) tried.add(object, runId);
        else done.add(object);
    });
    if (problem === undefined) return doubts === undefined ? [] : [`${name}: ${doubts.text}`];
    try {
        // Without a report every row of the verified manifest may have been done.
        for await (const row of rowsWhere(ports, planned, [], () => true))
            tried.add(objectOf(row), runId);
    } catch (error) {
        if (!(error instanceof ReportUnsound)) throw error;
        ports.telemetry.warn(`what ${name} tried is not known: ${error.message}`, { bucket });
    }
    return [`${name}: ${problem}; what it did is selected again`];
}

interface Contradiction {
    /** Whether the vault's inventory contradicts the copy of a source key. */
    of(key: string): boolean;
    readonly text: string;
}

/** Proofs name the first few false claims alone; when there are more, every claim of the run is in doubt. */
async function contradiction(
    { control }: SubmitPorts,
    { run, hasProof }: TierRun,
    planned: PlannedJob,
): Promise<Contradiction | undefined> {
    if (!hasProof) return undefined;
    const proof = await readRecord<ProofRecord>(
        control,
        proofKey(runFolder(run.bucket, run.tier, run.runId)),
        "proof",
    );
    if (proof === undefined || proof.contradicted === 0) return undefined;
    const text = `the vault's inventory contradicts ${proof.contradicted} of ${proof.claimed} copies`;
    const keyPrefix = claimPlace(planned)?.keyPrefix;
    const named = new Set(proof.examples.map(({ key }) => key));
    return proof.contradicted === proof.examples.length
        ? {
              of: (key) => named.has(keyPrefix === undefined ? key : `${keyPrefix}/${key}`),
              text: `${text}; those are selected again`,
          }
        : {
              of: () => true,
              text: `${text}; all that run ${run.runId.slice(0, 12)} did is selected again`,
          };
}
