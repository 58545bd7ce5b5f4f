import type { SchemaNode } from "./schema/nodes";
import { count, countPattern, sizeBytes, sizePattern } from "./sizes";

/**
 * A copy of the data in which sizes (`256 KiB`) and counts (`5_000_000`) that the schema asks for are numbers,
 * and `"true"` and `"false"` booleans, so that the schema's ranges hold for every form. A size that is no whole
 * number of bytes becomes NaN, which no schema accepts.
 */
export function withPlainValues(node: SchemaNode, data: unknown): unknown {
    if (typeof data === "string") return plainText(node, data);
    if (Array.isArray(data)) {
        const items = node["items"] as SchemaNode | undefined;
        return data.map((item: unknown) =>
            items === undefined ? item : withPlainValues(items, item),
        );
    }
    if (typeof data !== "object" || data === null) return data;
    const properties = (node["properties"] ?? {}) as Readonly<Record<string, SchemaNode>>;
    const others = node["additionalProperties"];
    const entries = Object.entries(data).map(([key, value]: [string, unknown]) => {
        const child = Object.hasOwn(properties, key) ? properties[key] : others;
        return [
            key,
            typeof child === "object" ? withPlainValues(child as SchemaNode, value) : value,
        ] as const;
    });
    return Object.fromEntries(entries);
}

function plainText(node: SchemaNode, data: string): unknown {
    const pattern = node["pattern"];
    const matches = typeof pattern === "string" && new RegExp(pattern, "u").test(data);
    if (matches && pattern === countPattern) return count(data) ?? NaN;
    if (matches && pattern === sizePattern) return sizeBytes(data) ?? NaN;
    const values = node["enum"];
    if (Array.isArray(values) && values.includes(true)) {
        if (data === "true") return true;
        if (data === "false") return false;
    }
    return data;
}
