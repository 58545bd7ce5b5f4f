/** How long a claim may stay unproven before it counts as false. */

/** Lifecycle and a rolling inventory get this long to show what was claimed. */
export const proofPatienceDays = 7;

const dayMilliseconds = 24 * 60 * 60 * 1000;

/**
 * Whether an inventory has the last word on a run's claims. Both in milliseconds since the epoch: when the run's last
 * job ended, and when the inventory's scan began.
 */
export const hasLastWord = (runEndedAt: number, inventoryCreatedAt: number): boolean =>
    inventoryCreatedAt > runEndedAt + proofPatienceDays * dayMilliseconds;
