import { DefinitionProblem } from "./definitionProblem";
import { isRecord, type Json, type JsonRecord } from "./jsonValue";

type Segment =
    | { readonly kind: "name"; readonly name: string }
    | { readonly kind: "index"; readonly index: number }
    | { readonly kind: "all" }
    | { readonly kind: "slice"; readonly from: number | undefined; readonly to: number | undefined }
    | { readonly kind: "deep"; readonly name: string | undefined };

/** A parsed path of the States Language: "$" for the state's data, "$$" for the context object. */
export interface JsonPath {
    readonly text: string;
    readonly root: "input" | "context";
    readonly segments: readonly Segment[];
}

const token =
    /\.\.(?<deep>[\p{L}_][\p{L}\p{N}_-]*|\*)|\.(?<name>[\p{L}_][\p{L}\p{N}_-]*)|(?<all>\.\*|\[\*\])|\[(?<index>-?\d+)\]|\[(?<from>-?\d*):(?<to>-?\d*)\]|\[(?<quote>['"])(?<key>(?:\\.|(?!\k<quote>)[^\\])*)\k<quote>\]/uy;

/**
 * Parses names, indices, wildcards, slices and descent. Filters, unions and functions of JSONPath are not built.
 * @throws DefinitionProblem
 */
export function parsePath(text: string): JsonPath {
    const root = text.startsWith("$$") ? "context" : "input";
    if (!text.startsWith("$")) {
        throw new DefinitionProblem("invalid", `"${text}" must be a JSONPath that begins with $`);
    }
    const segments: Segment[] = [];
    token.lastIndex = root === "context" ? 2 : 1;
    while (token.lastIndex < text.length) {
        const at = token.lastIndex;
        const groups = token.exec(text)?.groups;
        if (groups === undefined) {
            const rest = text.slice(at);
            if (/^\[\??\(|^\[.*,|^\.\w+\(|^\[-?\d*:-?\d*:/.test(rest)) {
                throw new DefinitionProblem("notImplemented", `JSONPath "${rest}" in "${text}"`);
            }
            throw new DefinitionProblem("invalid", `"${text}" is not a JSONPath at "${rest}"`);
        }
        segments.push(segmentOf(groups));
    }
    return { text, root, segments };
}

function segmentOf(groups: Readonly<Record<string, string | undefined>>): Segment {
    const { deep, name, all, index, from, key } = groups;
    if (deep !== undefined) return { kind: "deep", name: deep === "*" ? undefined : deep };
    if (name !== undefined) return { kind: "name", name };
    if (all !== undefined) return { kind: "all" };
    if (index !== undefined) return { kind: "index", index: Number(index) };
    if (from !== undefined) {
        const number = (value: string | undefined): number | undefined =>
            value === undefined || value === "" ? undefined : Number(value);
        return { kind: "slice", from: number(from), to: number(groups["to"]) };
    }
    return { kind: "name", name: (key ?? "").replace(/\\(.)/g, "$1") };
}

/** Whether the path names at most one place: what ResultPath and the *Path fields ask for. */
export function isReferencePath(path: JsonPath): boolean {
    return path.segments.every(({ kind }) => kind === "name" || kind === "index");
}

/** What the path finds: its place's value, a list for a path that may name several places, undefined for nothing. */
export function readPath(path: JsonPath, value: Json): Json | undefined {
    let found: Json[] = [value];
    for (const segment of path.segments) found = found.flatMap((one) => step(segment, one));
    return isReferencePath(path) ? found[0] : found;
}

function step(segment: Segment, value: Json): readonly Json[] {
    switch (segment.kind) {
        case "name": {
            if (!isRecord(value) || !Object.hasOwn(value, segment.name)) return [];
            return [value[segment.name] ?? null];
        }
        case "index": {
            if (!Array.isArray(value)) return [];
            const found = (value as readonly Json[]).at(segment.index);
            return found === undefined ? [] : [found];
        }
        case "all":
            return membersOf(value);
        case "slice":
            return Array.isArray(value)
                ? (value as readonly Json[]).slice(segment.from, segment.to)
                : [];
        case "deep": {
            const here =
                segment.name === undefined
                    ? membersOf(value)
                    : step({ kind: "name", name: segment.name }, value);
            return [...here, ...membersOf(value).flatMap((member) => step(segment, member))];
        }
    }
}

const membersOf = (value: Json): readonly Json[] =>
    Array.isArray(value) ? (value as readonly Json[]) : isRecord(value) ? Object.values(value) : [];

/**
 * A copy of `target` with `value` at a reference path; missing objects on the way are made.
 * @returns undefined when the path leads through something that is neither object nor list
 */
export function writePath(path: JsonPath, target: Json, value: Json): Json | undefined {
    const write = (current: Json | undefined, depth: number): Json | undefined => {
        const segment = path.segments[depth];
        if (segment === undefined) return value;
        if (segment.kind === "name") {
            if (current !== undefined && !isRecord(current)) return undefined;
            const record: JsonRecord = current ?? {};
            const own = Object.hasOwn(record, segment.name) ? record[segment.name] : undefined;
            const inner = write(own, depth + 1);
            return inner === undefined ? undefined : { ...record, [segment.name]: inner };
        }
        if (segment.kind !== "index" || !Array.isArray(current)) return undefined;
        const list = [...(current as readonly Json[])];
        if (segment.index < 0 || segment.index >= list.length) return undefined;
        const inner = write(list[segment.index], depth + 1);
        if (inner === undefined) return undefined;
        list[segment.index] = inner;
        return list;
    };
    return write(target, 0);
}
