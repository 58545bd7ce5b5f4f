/**
 * Who may begin a run. The gate looks at the runs there are and then a run begins: two submits that look at the same
 * time (two inventories, or one inventory before and after a change of the configuration) would both begin, and copy
 * to a vault twice. So a run that submits jobs first takes a numbered turn, a write-once record, and whoever is second
 * waits. Turns are per tier, and for copyTo and invoke per deed, because a renamed tier is the same writer.
 *
 * Why at most one of two runs of a lane goes on, unless the other's run.json was there for its gate to see:
 * - Numbers are written once, so of two runs one has the higher turn. Who takes turn n+1 has listed turn n before, and
 *   found that its run's run.json exists (and then reads the runs for the gate, after that), or that the turn is an
 *   hour old, or that it is its own. By induction that holds for every earlier turn.
 * - A process lives 15 minutes at most (Lambda's limit), and a run goes on with its own turn only in the turn's first
 *   half hour. So 45 minutes after a turn was taken nobody writes a run.json under it any more; an hour leaves room
 *   for clocks that differ. After that half hour the run itself takes a new turn like anybody else.
 *
 * So a crash between turn and run.json blocks nobody for more than an hour: the event's repeats, the schedule and the
 * watchdog bring the same run back to its own turn, and a later inventory may pass it when the hour is over.
 */
import type { TierPlan } from "../../model/config/bucketPlan";
import { runFolder, runKey, turnKey, turnNumber, turnsPrefix } from "../../model/naming/keys";
import { deedHash, deedOfTier } from "../../model/runs/deed";
import type { RunRecord, TurnRecord } from "../../model/runs/records";
import { createRecord, readRecord } from "../aws/records";
import type { SubmitPorts } from "./ports";

const minute = 60 * 1000;
const resumableFor = 30 * minute;
const blocksFor = 60 * minute;

export interface TurnOf {
    readonly bucket: string;
    readonly tier: Pick<TierPlan, "name" | "action" | "target">;
    readonly runId: string;
}

export type Turns =
    /** Another run may begin at any moment. */
    | { readonly wait: string }
    /** The run has a turn already, or `next` is free. */
    | { readonly next: number | undefined };

/** Call it before the runs are read for the gate: what is decided by then, the gate sees. */
export async function seeTurns(ports: SubmitPorts, of: TurnOf): Promise<Turns> {
    const turns = (await ports.control.entries(prefixOf(of)))
        .map(({ key, lastModified }) => ({ key, lastModified, number: turnNumber(key) }))
        .filter(({ number }) => number > 0)
        .sort((a, b) => b.number - a.number);
    const [last] = turns;
    if (last === undefined) return { next: 1 };
    const next = last.number + 1;
    const turn = await readRecord<TurnRecord>(ports.control, last.key, "turn");
    if (turn === undefined) return { next };
    const age = ports.now().getTime() - last.lastModified.getTime();
    if (turn.runId === of.runId) return { next: age < resumableFor ? undefined : next };
    if (age >= blocksFor) return { next };
    const decided = await readRecord<RunRecord>(
        ports.control,
        runKey(runFolder(turn.bucket, turn.tier, turn.runId)),
        "run",
    );
    return decided === undefined ? { wait: beginning(turn) } : { next };
}

/** Takes the turn that `seeTurns` found free. Answers why the run must wait, or undefined when it may begin. */
export async function takeTurn(
    ports: SubmitPorts,
    of: TurnOf,
    next: number | undefined,
): Promise<string | undefined> {
    if (next === undefined) return undefined;
    const { record } = await createRecord<TurnRecord>(ports.control, turnKey(prefixOf(of), next), {
        kind: "turn",
        schemaVersion: 1,
        runId: of.runId,
        bucket: of.bucket,
        tier: of.tier.name,
        at: ports.now().toISOString(),
    });
    return record.runId === of.runId ? undefined : beginning(record);
}

function prefixOf({ bucket, tier }: TurnOf): string {
    const deed = deedOfTier(tier);
    return turnsPrefix(bucket, deed === undefined ? `tier-${tier.name}` : `deed-${deedHash(deed)}`);
}

const beginning = ({ runId, tier }: TurnRecord): string =>
    `run ${runId.slice(0, 12)} of tier "${tier}" is beginning at this moment`;
