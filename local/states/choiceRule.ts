import { DefinitionProblem } from "./definitionProblem";
import type { DefinitionFields } from "./definitionFields";
import { lookUp, type Scope } from "./expression";
import { parsePath } from "./jsonPath";
import type { Json } from "./jsonValue";
import { runtimeFailure } from "./statesFailure";

/** Whether a choice is taken. */
export type Condition = (scope: Scope) => boolean;

type Kind = "String" | "Numeric" | "Boolean" | "Timestamp";

const orders: Readonly<Record<string, (order: number) => boolean>> = {
    Equals: (order) => order === 0,
    LessThan: (order) => order < 0,
    GreaterThan: (order) => order > 0,
    LessThanEquals: (order) => order <= 0,
    GreaterThanEquals: (order) => order >= 0,
};

const typeTests: Readonly<Record<string, (value: Json | undefined) => boolean>> = {
    IsPresent: (value) => value !== undefined,
    IsNull: (value) => value === null,
    IsString: (value) => typeof value === "string",
    IsNumeric: (value) => typeof value === "number",
    IsBoolean: (value) => typeof value === "boolean",
    IsTimestamp: (value) => timestampOf(value) !== undefined,
};

const comparison =
    /^(String|Numeric|Boolean|Timestamp)(Equals|LessThanEquals|GreaterThanEquals|LessThan|GreaterThan)(Path)?$/;

/** Whether the name is a comparison operator of the States Language for JSONPath. */
export function isOperator(name: string): boolean {
    if (name === "StringMatches" || Object.hasOwn(typeTests, name)) return true;
    return comparison.test(name) && !/^Boolean(Less|Greater)/.test(name);
}

/** Reads one rule with its nested And, Or and Not; problems go to the reader. */
export function readCondition(fields: DefinitionFields): Condition {
    const and = fields.optionalInners("And");
    const or = fields.optionalInners("Or");
    const not = fields.optionalInner("Not");
    if (and !== undefined) {
        const all = and.map(nested);
        return (scope) => all.every((condition) => condition(scope));
    }
    if (or !== undefined) {
        const any = or.map(nested);
        return (scope) => any.some((condition) => condition(scope));
    }
    if (not !== undefined) {
        const inner = nested(not);
        return (scope) => !inner(scope);
    }
    return fields.attempt(() => readComparison(fields)) ?? (() => false);
}

function nested(fields: DefinitionFields): Condition {
    const condition = readCondition(fields);
    fields.finish();
    return condition;
}

function readComparison(fields: DefinitionFields): Condition {
    const text = fields.text("Variable");
    const variable = parsePath(text);
    const operators = fields.names().filter(isOperator);
    const [operator] = operators;
    if (operator === undefined || operators.length > 1) {
        for (const name of operators) fields.value(name);
        throw new DefinitionProblem(
            "invalid",
            `must have exactly one comparison, got ${operators.join(", ") || "none"}`,
        );
    }
    const operand = fields.value(operator) ?? null;
    const typeTest = typeTests[operator];
    if (typeTest !== undefined) {
        if (typeof operand !== "boolean") {
            throw new DefinitionProblem("invalid", `${operator}: must be true or false`);
        }
        return (scope) => typeTest(lookUp(variable, scope)) === operand;
    }
    const compare = comparisonOf(operator, operand);
    return (scope) => {
        const value = lookUp(variable, scope);
        if (value === undefined) {
            throw runtimeFailure(
                `Invalid path '${text}': The choice state's condition path references an invalid value.`,
            );
        }
        return compare(value, scope);
    };
}

function comparisonOf(operator: string, operand: Json): (value: Json, scope: Scope) => boolean {
    if (operator === "StringMatches") {
        if (typeof operand !== "string") {
            throw new DefinitionProblem("invalid", "StringMatches: must be a string");
        }
        const pattern = wildcard(operand);
        return (value) => typeof value === "string" && pattern.test(value);
    }
    const [, kind, order, isPath] = comparison.exec(operator) ?? [];
    const holds = orders[order ?? ""] ?? (() => false);
    const of = valueOf(kind as Kind);
    if (isPath !== undefined) {
        if (typeof operand !== "string") {
            throw new DefinitionProblem("invalid", `${operator}: must be a path`);
        }
        const path = parsePath(operand);
        return (value, scope) => {
            const [left, right] = [of(value), of(lookUp(path, scope))];
            return left !== undefined && right !== undefined && holds(orderOf(left, right));
        };
    }
    const right = of(operand);
    if (right === undefined) {
        throw new DefinitionProblem(
            "invalid",
            `${operator}: ${JSON.stringify(operand)} has the wrong type`,
        );
    }
    return (value) => {
        const left = of(value);
        return left !== undefined && holds(orderOf(left, right));
    };
}

/** How values of a kind compare; a value of another type is undefined and never equal. */
function valueOf(kind: Kind): (value: Json | undefined) => string | number | undefined {
    switch (kind) {
        case "String":
            return (value) => (typeof value === "string" ? value : undefined);
        case "Numeric":
            return (value) => (typeof value === "number" ? value : undefined);
        case "Boolean":
            return (value) => (typeof value === "boolean" ? Number(value) : undefined);
        case "Timestamp":
            return timestampOf;
    }
}

const orderOf = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);

/** Milliseconds of an RFC 3339 instant, else undefined. */
export function timestampOf(value: Json | undefined): number | undefined {
    const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
    if (typeof value !== "string" || !form.test(value)) return undefined;
    const time = Date.parse(value);
    return Number.isNaN(time) ? undefined : time;
}

/** "*" stands for anything, "\*" for itself. */
function wildcard(pattern: string): RegExp {
    const source = pattern
        .split(/(\\\\|\\\*|\*)/)
        .map((part) => {
            if (part === "*") return ".*";
            const literal = part === "\\*" ? "*" : part === "\\\\" ? "\\" : part;
            return literal.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
        })
        .join("");
    return new RegExp(`^${source}$`, "su");
}
