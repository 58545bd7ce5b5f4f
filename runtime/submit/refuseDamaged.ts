/** What submit does with an inventory one of whose files is damaged or missing: no tier uses any of it. */
import type { InventoryReference } from "../../model/runs/records";
import { refuse, type Submission } from "./submission";
import type { TierTask } from "./tierTasks";

/** @param tasks Of the tiers that were to use the inventory. */
export async function refuseDamaged(
    submission: Submission,
    inventory: InventoryReference,
    tasks: readonly TierTask[],
    problem: string,
): Promise<void> {
    const { ports, plan, attempts } = submission;
    ports.telemetry.error(`inventory refused: ${problem}`, { bucket: plan.bucket });
    const refusal = { inventory, code: "data-file", reasons: [problem] };
    for (const task of tasks)
        await attempts.run(task.tier.name, () => refuse(submission, task, refusal));
}
