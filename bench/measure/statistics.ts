/** Throws RangeError for no values. */
export function median(values: readonly number[]): number {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted[Math.floor(sorted.length / 2)];
    if (middle === undefined) throw new RangeError("a median needs at least one value, got none");
    if (sorted.length % 2 === 1) return middle;
    return (middle + (sorted[sorted.length / 2 - 1] ?? middle)) / 2;
}
