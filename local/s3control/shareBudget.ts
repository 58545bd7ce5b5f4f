/** What the shares are made of. */
export interface BudgetJob {
    readonly account: string;
    readonly priority: number;
    /** Tasks left. */
    readonly waiting: number;
}

/**
 * How many tasks each job may run in one turn: accounts share equally, within an account the higher priority takes
 * first, and jobs of one priority share equally. A job with a share of 0 is pre-empted.
 */
export function shareBudget<Item extends BudgetJob>(
    jobs: readonly Item[],
    budget: number,
): Map<Item, number> {
    const shares = new Map<Item, number>();
    for (const [ofAccount, accountBudget] of equally(
        groupsBy(jobs, (job) => job.account),
        budget,
    )) {
        let left = accountBudget;
        const byPriority = groupsBy(ofAccount, (job) => job.priority).sort(
            (a, b) => (b[0]?.priority ?? 0) - (a[0]?.priority ?? 0),
        );
        for (const group of byPriority) {
            // Small jobs first, so that what they leave goes to the others of their priority.
            const ascending = [...group].sort((a, b) => a.waiting - b.waiting);
            for (const [index, job] of ascending.entries()) {
                const fair = Math.ceil(left / (ascending.length - index));
                // A job with nothing left to run still gets its turn to end.
                const share = Math.min(left, Math.max(1, Math.min(job.waiting, fair)));
                shares.set(job, share);
                left -= share;
            }
        }
    }
    return shares;
}

function groupsBy<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): Item[][] {
    const groups = new Map<unknown, Item[]>();
    for (const item of items) {
        const key = keyOf(item);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [item]);
        else group.push(item);
    }
    return [...groups.values()];
}

function equally<Item>(items: readonly Item[], budget: number): (readonly [Item, number])[] {
    const each = Math.floor(budget / Math.max(1, items.length));
    const extra = budget - each * items.length;
    return items.map((item, index) => [item, each + (index < extra ? 1 : 0)]);
}
