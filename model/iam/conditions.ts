import { conditionOperators, type ValueTest } from "./conditionOperators";
import { malformed, notImplemented } from "./policyDocumentError";
import type { RequestContext } from "./requestContext";

/** One operator applied to one key, as written. */
export interface Condition {
    /** As in the document, e.g. "ForAnyValue:StringLikeIfExists". */
    readonly operator: string;
    readonly key: string;
    readonly values: readonly string[];
    /** "ForAllValues" and "ForAnyValue" look at every value of the request's key. */
    readonly set: "ForAllValues" | "ForAnyValue" | undefined;
    readonly holds: (context: RequestContext) => boolean;
}

const operatorForm = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/;

/**
 * The conditions of a Condition element; all must hold. Several values of one key are alternatives, for negated
 * operators none of them may match (IAM User Guide, "Conditions with multiple context keys or values").
 */
export function parseConditions(
    element: unknown,
    where: string,
    variables: boolean,
): readonly Condition[] {
    if (!isRecord(element)) {
        throw malformed(where, "must be an object of operators");
    }
    return Object.entries(element).flatMap(([operator, keys]) => {
        if (!isRecord(keys)) {
            throw malformed(`${where}.${operator}`, "must be an object of condition keys");
        }
        return Object.entries(keys).map(([key, raw]) =>
            parseCondition(operator, key, raw, `${where}.${operator}.${key}`, variables),
        );
    });
}

function parseCondition(
    operator: string,
    key: string,
    raw: unknown,
    where: string,
    variables: boolean,
): Condition {
    if (!/^[A-Za-z0-9-]+:.+$/.test(key)) {
        throw malformed(where, `a condition key must look like "service:name", got "${key}"`);
    }
    const match = operatorForm.exec(operator);
    const name = match?.[2] ?? "";
    const set = match?.[1] as Condition["set"];
    const ifExists = match?.[3] !== undefined;
    const values = scalarList(raw, where);
    if (name === "Null" && set === undefined && !ifExists) {
        return { operator, key, values, set, holds: nullTest(key, values, where) };
    }
    const known = conditionOperators.get(name);
    if (known === undefined) throw notImplemented(where, `condition operator "${operator}"`);
    const tests = values.map((value) => known.compile(value, { variables, where }));
    const holds = presenceAware(key, set, ifExists, known.negated, tests);
    return { operator, key, values, set, holds };
}

function presenceAware(
    key: string,
    set: Condition["set"],
    ifExists: boolean,
    negated: boolean,
    tests: readonly ValueTest[],
): (context: RequestContext) => boolean {
    return (context) => {
        const actual = context.values(key);
        if (actual === undefined) {
            if (ifExists || set === "ForAllValues") return true;
            return negated && set === undefined;
        }
        const one = (value: string): boolean =>
            tests.some((test) => test(value, context)) !== negated;
        if (set === "ForAllValues") return actual.every(one);
        if (set === "ForAnyValue" || !negated) return actual.some(one);
        return actual.every(one);
    };
}

function nullTest(
    key: string,
    values: readonly string[],
    where: string,
): (context: RequestContext) => boolean {
    const [value, ...more] = values.map((each) => each.toLowerCase());
    if (more.length > 0 || (value !== "true" && value !== "false")) {
        throw malformed(where, `Null takes true or false, got ${JSON.stringify(values)}`);
    }
    const wantsAbsent = value === "true";
    return (context) => (context.values(key) === undefined) === wantsAbsent;
}

function scalarList(raw: unknown, where: string): readonly string[] {
    const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
    if (list.length === 0) throw malformed(where, "must have at least one value, got []");
    return list.map((value) => {
        if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
            return String(value);
        }
        throw malformed(
            where,
            `values must be strings, numbers or booleans, got ${JSON.stringify(value)}`,
        );
    });
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
