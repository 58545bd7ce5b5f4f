import Ajv, { type ErrorObject } from "ajv";
import type { Findings } from "./findings";
import { nearest } from "./nearest";
import { withPlainValues } from "./plainValues";
import { pointer, segmentsOf, shown } from "./pointer";
import type { SchemaNode } from "./schema/nodes";
import { stackSchema } from "./schema/stack";

const validate = new Ajv({ allErrors: true, verbose: true, strict: false }).compile(stackSchema);

/**
 * Reports every way in which raw values break the schema, one for each place, and returns a copy without the
 * broken values and with plain numbers, so that the rest can be judged too.
 */
export function withoutSchemaProblems(
    raw: Readonly<Record<string, unknown>>,
    findings: Findings,
): Record<string, unknown> {
    const plain = withPlainValues(stackSchema, raw) as Record<string, unknown>;
    if (validate(plain)) return plain;
    const readings = [...(validate.errors ?? [])]
        .sort(byDepth)
        .map((error) => reading(error, raw))
        .filter((each) => each !== undefined);
    const meant = new Set(readings.flatMap((each) => each.meant ?? []));
    const ambiguous = new Set(readings.filter(({ isChoice }) => isChoice).map(({ at }) => at));
    const reported = new Set<string>();
    for (const found of readings) {
        const follows =
            found.followsFrom?.some((place) => meant.has(place) || ambiguous.has(place)) === true;
        // A wrong name and a wrong value beneath it are two mistakes.
        const subject = found.remove ? found.at : `${found.at} name`;
        if (follows || reported.has(subject)) continue;
        reported.add(subject);
        findings.broken(found.at, found.message, { whole: found.remove });
        if (found.remove) remove(plain, segmentsOf(found.at));
    }
    for (const place of meant) findings.taint(place);
    return plain;
}

/** A broken map is reported before anything within it. */
const byDepth = (a: ErrorObject, b: ErrorObject): number =>
    segmentsOf(a.instancePath).length - segmentsOf(b.instancePath).length;

interface Reading {
    readonly at: string;
    readonly message: string;
    /** The value there cannot be used. */
    readonly remove: boolean;
    /** The place the user most likely meant. */
    readonly meant?: string | undefined;
    /** Neither or several of exclusive keys were given. */
    readonly isChoice?: boolean | undefined;
    /** Places whose own problem explains this one. */
    readonly followsFrom?: readonly string[] | undefined;
}

/** What one of ajv's errors means to the user; undefined for those that only accompany another. */
function reading(error: ErrorObject, raw: unknown): Reading | undefined {
    const { keyword, instancePath: at, params } = error;
    const node = error.parentSchema as SchemaNode;
    if (/\/(oneOf|anyOf)\/[0-9]+\/|\/not\//.test(error.schemaPath)) return undefined;
    if (error.propertyName !== undefined && keyword !== "propertyNames") return undefined;
    switch (keyword) {
        case "additionalProperties": {
            const key = (params as { additionalProperty: string }).additionalProperty;
            return unknownKey(at, key, node, error.data as object);
        }
        case "propertyNames": {
            const name = (params as { propertyName: string }).propertyName;
            const names = node["propertyNames"] as SchemaNode;
            return {
                at: at + pointer(name),
                message: `its key must be ${words(names, "x-allowed")}, got ${shown(name)}; ${words(names, "x-fix")}`,
                remove: false,
            };
        }
        case "required": {
            const key = (params as { missingProperty: string }).missingProperty;
            const missing = (node["properties"] as Readonly<Record<string, SchemaNode>>)[key] ?? {};
            return {
                at: at + pointer(key),
                message: `must be given, got nothing; ${remedy(missing)}`,
                remove: true,
                followsFrom: [at + pointer(key)],
            };
        }
        case "dependencies": {
            const { property, missingProperty } = params as {
                property: string;
                missingProperty: string;
            };
            return {
                at: at + pointer(property),
                message: `must stand beside ${missingProperty}, got no ${missingProperty}; add it or remove ${property}`,
                remove: true,
                followsFrom: [at, at + pointer(missingProperty)],
            };
        }
        case "oneOf":
        case "anyOf":
        case "not":
            return {
                at,
                message: `${words(node, `x-${keyword}`)}, got ${keysOf(error.data)}; ${words(node, `x-${keyword}-fix`)}`,
                remove: true,
                isChoice: true,
                followsFrom: choices(node, keyword).map((key) => at + pointer(key)),
            };
        default:
            return {
                at,
                message: `${requirement(error, node)}, got ${shown(valueAt(raw, at))}; ${remedy(node, error.data)}`,
                remove: true,
            };
    }
}

/** The keys of which a oneOf or anyOf wants one. */
const choices = (node: SchemaNode, keyword: string): string[] =>
    [node[keyword] as { readonly required: readonly string[] }]
        .flat()
        .flatMap(({ required }) => required);

/** The value as the user wrote it. */
const valueAt = (raw: unknown, at: string): unknown =>
    segmentsOf(at).reduce<unknown>(
        (value, segment) => (value as Record<string, unknown> | undefined)?.[segment],
        raw,
    );

function unknownKey(at: string, key: string, node: SchemaNode, data: object): Reading {
    const known = Object.keys(node["properties"] ?? {});
    const meant = nearest(key, known);
    return {
        at: at + pointer(key),
        message:
            `must be one of the keys ${known.join(", ")}, got ${shown(key)}; ` +
            (meant === undefined ? "remove it" : `did you mean ${meant}?`),
        remove: true,
        // What is there already was not meant.
        meant: meant === undefined || Object.hasOwn(data, meant) ? undefined : at + pointer(meant),
    };
}

function requirement(error: ErrorObject, node: SchemaNode): string {
    if (error.keyword === "uniqueItems") return "must not name anything twice";
    const values = node["enum"];
    const allowed = node["x-allowed"];
    if (typeof allowed === "string") return `must be ${allowed}`;
    if (Array.isArray(values))
        return `must be ${values.length === 1 ? "" : "one of "}${values.join(", ")}`;
    return `must be ${String(node["type"])}`;
}

/** What to change: the nearest allowed value, or the schema's advice. */
function remedy(node: SchemaNode, value?: unknown): string {
    const values = node["enum"];
    if (typeof value === "string" && Array.isArray(values)) {
        const meant = nearest(value, values.map(String));
        if (meant !== undefined) return `did you mean ${meant}?`;
    }
    const fix = node["x-fix"];
    if (typeof fix === "string") return fix;
    const allowed = node["x-allowed"];
    if (typeof allowed === "string") return `give ${allowed}`;
    return Array.isArray(values) ? `give one of ${values.join(", ")}` : "see its description";
}

const words = (node: SchemaNode, key: string): string => String(node[key]);

const keysOf = (data: unknown): string =>
    typeof data === "object" && data !== null && Object.keys(data).length > 0
        ? Object.keys(data).join(", ")
        : "none";

/** Deletes the value at the place; of a list with a broken item, the whole list, so that no index shifts. */
function remove(root: Record<string, unknown>, segments: readonly string[]): void {
    let parent: Record<string, unknown> = root;
    for (const [i, segment] of segments.entries()) {
        const value = parent[segment];
        if (i === segments.length - 1 || Array.isArray(value)) {
            Reflect.deleteProperty(parent, segment);
            return;
        }
        if (typeof value !== "object" || value === null) return;
        parent = value as Record<string, unknown>;
    }
}
