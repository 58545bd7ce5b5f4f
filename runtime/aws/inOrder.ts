/** Results in the order of the items; at most `atOnce` at work. The first error ends it when the others are still. */
export async function inOrder<T, R>(
    items: readonly T[],
    atOnce: number,
    work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
    const results: R[] = new Array<R>(items.length);
    let next = 0;
    let failed = false;
    const worker = async (): Promise<void> => {
        while (!failed && next < items.length) {
            const index = next++;
            try {
                results[index] = await work(items[index] as T, index);
            } catch (error) {
                failed = true;
                throw error;
            }
        }
    };
    const outcomes = await Promise.allSettled(
        Array.from({ length: Math.min(atOnce, items.length) }, worker),
    );
    for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
    return results;
}
