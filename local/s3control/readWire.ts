import { XMLParser } from "fast-xml-parser";
import { AwsError, NotImplemented } from "../core/contracts";
import type { WireShape, WireValue } from "./wireShape";

const parser = new XMLParser({
    ignoreAttributes: true,
    ignoreDeclaration: true,
    parseTagValue: false,
    trimValues: false,
    htmlEntities: true,
    isArray: (name) => name === "member" || name === "entry",
});

/**
 * The body of a request as its shape says.
 * @throws AwsError BadRequestException (400) that lists every problem; MalformedXML when there is no `root` element.
 * @throws NotImplemented that names a member this local AWS does not implement.
 */
export function readWire(body: Buffer, root: string, shape: WireShape): WireValue {
    let parsed: Record<string, unknown>;
    try {
        parsed = parser.parse(body.toString("utf8"), true) as Record<string, unknown>;
    } catch (cause) {
        throw new AwsError("MalformedXML", 400, `the body is not XML: ${(cause as Error).message}`);
    }
    if (!(root in parsed)) {
        throw new AwsError("MalformedXML", 400, `the body must be one <${root}> element`);
    }
    const problems: string[] = [];
    const value = read(parsed[root], shape, root, problems);
    if (problems.length > 0) throw badRequest(problems);
    return value as WireValue;
}

/** One error for all problems of one request. */
export function badRequest(problems: readonly string[]): AwsError {
    return new AwsError("BadRequestException", 400, problems.join("; "));
}

/** undefined only together with a problem. */
function read(
    node: unknown,
    shape: WireShape,
    path: string,
    problems: string[],
): WireValue | undefined {
    switch (shape.kind) {
        case "unimplemented":
            throw new NotImplemented(`S3 Control ${path}`);
        case "structure":
            return readStructure(members(node), shape, path, problems);
        case "list": {
            const items = (members(node)["member"] ?? []) as readonly unknown[];
            checkRange(items.length, shape.length, `${path}: number of items`, problems);
            return items.flatMap((item, index) => {
                return read(item, shape.item, `${path}[${index}]`, problems) ?? [];
            });
        }
        case "map":
            return readMap(node, shape, path, problems);
        default:
            return readScalar(node, shape, path, problems);
    }
}

function readStructure(
    nodes: Readonly<Record<string, unknown>>,
    shape: WireShape & { kind: "structure" },
    path: string,
    problems: string[],
): WireValue {
    const result: Record<string, WireValue> = {};
    for (const [name, node] of Object.entries(nodes)) {
        const member = Object.hasOwn(shape.members, name) ? shape.members[name] : undefined;
        if (member === undefined) {
            problems.push(
                `${path}.${name}: is no member; allowed: ${Object.keys(shape.members).join(", ")}`,
            );
            continue;
        }
        const value = read(node, member, `${path}.${name}`, problems);
        if (value !== undefined) result[name] = value;
    }
    for (const name of shape.required ?? []) {
        if (!(name in nodes)) problems.push(`${path}.${name}: is required`);
    }
    return result;
}

function readMap(
    node: unknown,
    shape: WireShape & { kind: "map" },
    path: string,
    problems: string[],
): WireValue {
    const entries = (members(node)["entry"] ?? []) as readonly unknown[];
    checkRange(entries.length, shape.entries, `${path}: number of entries`, problems);
    const result = new Map<string, string>();
    for (const entry of entries) {
        const key = text(members(entry)["key"]);
        const value = text(members(entry)["value"]);
        if (key === undefined || value === undefined) {
            problems.push(`${path}: every entry must have a key and a value`);
            continue;
        }
        checkRange(key.length, [1, shape.keyLength], `${path}: length of key "${key}"`, problems);
        checkRange(value.length, [0, shape.valueLength], `${path}.${key}: length`, problems);
        result.set(key, value);
    }
    return Object.fromEntries(result);
}

function readScalar(
    node: unknown,
    shape: WireShape & { kind: "string" | "integer" | "boolean" | "timestamp" },
    path: string,
    problems: string[],
): WireValue | undefined {
    const value = text(node);
    const wrong = (allowed: string): WireValue | undefined => {
        problems.push(`${path}: must be ${allowed}, got ${JSON.stringify(value ?? node)}`);
        return undefined;
    };
    if (value === undefined) return wrong("text");
    switch (shape.kind) {
        case "integer": {
            if (!/^-?\d+$/.test(value)) return wrong("a whole number");
            checkRange(Number(value), shape.range, path, problems);
            return Number(value);
        }
        case "boolean":
            return value === "true" || value === "false"
                ? value === "true"
                : wrong("true or false");
        case "timestamp":
            return Number.isNaN(Date.parse(value)) || !/^\d{4}-\d\d-\d\dT/.test(value)
                ? wrong("an ISO 8601 date and time")
                : value;
        case "string": {
            checkRange(value.length, shape.length, `${path}: length`, problems);
            if (shape.values !== undefined && !shape.values.includes(value)) {
                return wrong(`one of ${shape.values.join(", ")}`);
            }
            if (shape.pattern !== undefined && !shape.pattern.regExp.test(value)) {
                return wrong(shape.pattern.form);
            }
            return value;
        }
    }
}

function checkRange(
    value: number,
    range: readonly [number, number] | undefined,
    what: string,
    problems: string[],
): void {
    if (range === undefined || (value >= range[0] && value <= range[1])) return;
    problems.push(`${what} must be ${range[0]} to ${range[1]}, got ${value}`);
}

/** Child elements; an element with nothing or only white space in it has none. */
function members(node: unknown): Readonly<Record<string, unknown>> {
    if (typeof node !== "object" || node === null) return {};
    const { "#text": _text, ...children } = node as Record<string, unknown>;
    return children;
}

function text(node: unknown): string | undefined {
    return typeof node === "string" ? node : undefined;
}
