/** Value of one condition key of a request. */
export type ContextValue = string | number | boolean | readonly string[];

/** Condition keys of one request; names are case-insensitive, as on AWS. */
export class RequestContext {
    readonly #values = new Map<string, readonly string[]>();

    constructor(context: Readonly<Record<string, ContextValue | undefined>>) {
        for (const [key, value] of Object.entries(context)) {
            if (value === undefined) continue;
            const values: readonly string[] = typeof value === "object" ? value : [String(value)];
            this.#values.set(key.toLowerCase(), values);
        }
    }

    /** The key's values; undefined when the request does not carry it. An empty list counts as absent. */
    values(key: string): readonly string[] | undefined {
        const values = this.#values.get(key.toLowerCase());
        return values === undefined || values.length === 0 ? undefined : values;
    }
}
