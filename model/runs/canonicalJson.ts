/**
 * One text for one value: members sorted by UTF-16 code unit, no white space, `undefined` members left out.
 * Digests, run ids and the bytes of records rest on it. Throws TypeError for what JSON cannot hold (NaN,
 * functions, bigint), naming the path, because `JSON.stringify` would silently write null or nothing.
 */
export function canonicalJson(value: unknown): string {
    return render(value, "$");
}

function render(value: unknown, path: string): string {
    if (value === null || typeof value === "boolean" || typeof value === "string")
        return JSON.stringify(value);
    if (typeof value === "number") {
        if (!Number.isFinite(value))
            throw new TypeError(`canonicalJson: ${path} must be finite, got ${value}`);
        return JSON.stringify(value);
    }
    if (value instanceof Date) return JSON.stringify(value.toISOString());
    if (Array.isArray(value))
        return `[${value.map((item, index) => render(item, `${path}[${index}]`)).join(",")}]`;
    if (typeof value === "object") {
        const members = Object.entries(value)
            .filter(([, member]) => member !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
            .map(
                ([name, member]) => `${JSON.stringify(name)}:${render(member, `${path}.${name}`)}`,
            );
        return `{${members.join(",")}}`;
    }
    throw new TypeError(`canonicalJson: ${path} must be JSON data, got ${typeof value}`);
}
