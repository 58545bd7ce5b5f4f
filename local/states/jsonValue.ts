/** What flows through a state machine. */
export type Json =
    null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

export type JsonRecord = Readonly<Record<string, Json>>;

/** Whether the value is a JSON object. */
export function isRecord(value: unknown): value is JsonRecord {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two values are the same JSON, whatever the order of their members. */
export function sameJson(a: Json, b: Json): boolean {
    if (Array.isArray(a) && Array.isArray(b)) {
        const [left, right] = [a as readonly Json[], b as readonly Json[]];
        return (
            left.length === right.length && left.every((one, i) => sameJson(one, right[i] ?? null))
        );
    }
    if (isRecord(a) && isRecord(b)) {
        const keys = Object.keys(a);
        return (
            keys.length === Object.keys(b).length &&
            keys.every((key) => Object.hasOwn(b, key) && sameJson(a[key] ?? null, b[key] ?? null))
        );
    }
    return a === b;
}
