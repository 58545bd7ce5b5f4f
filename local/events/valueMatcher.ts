import { invalidPattern, isObject } from "./invalidPattern";

/** Decides about the value of one field; `undefined` when the event lacks the field. */
export type ValueMatcher = (value: unknown) => boolean;

type TextTest = (text: string) => boolean;

/**
 * One element of a pattern's array: a literal, or an object with one comparison operator. Of a field that is an array
 * each element is looked at on its own and one is enough, for `anything-but` too, as EventBridge does.
 */
export function valueMatcher(wanted: unknown, path: string): ValueMatcher {
    if (isLiteral(wanted)) return overElements((value) => value === wanted);
    if (!isObject(wanted)) throw invalidPattern(path, "must be a literal or an operator object");
    const [operator, operand] = onlyEntry(wanted, path);
    const where = `${path}.${operator}`;
    switch (operator) {
        case "exists":
            if (typeof operand !== "boolean") throw invalidPattern(where, "must be true or false");
            return (value) => isLeaf(value) === operand;
        case "anything-but":
            return overElements(anythingBut(operand, where));
        case "numeric": {
            const matches = numeric(operand, where);
            return overElements((value) => typeof value === "number" && matches(value));
        }
        default: {
            const matches = textTest(operator, operand, path);
            return overElements((value) => typeof value === "string" && matches(value));
        }
    }
}

/** prefix, suffix (each also ignoring case), equals-ignore-case and wildcard. */
function textTest(operator: string, operand: unknown, path: string): TextTest {
    const where = `${path}.${operator}`;
    if ((operator === "prefix" || operator === "suffix") && isObject(operand)) {
        const [inner, innerOperand] = onlyEntry(operand, where);
        if (inner !== "equals-ignore-case") throw unknownOperator(inner, where);
        const wanted = requiredText(innerOperand, `${where}.${inner}`).toLowerCase();
        return operator === "prefix"
            ? (text) => text.toLowerCase().startsWith(wanted)
            : (text) => text.toLowerCase().endsWith(wanted);
    }
    switch (operator) {
        case "prefix": {
            const wanted = requiredText(operand, where);
            return (text) => text.startsWith(wanted);
        }
        case "suffix": {
            const wanted = requiredText(operand, where);
            return (text) => text.endsWith(wanted);
        }
        case "equals-ignore-case": {
            const wanted = requiredText(operand, where).toLowerCase();
            return (text) => text.toLowerCase() === wanted;
        }
        case "wildcard": {
            const expression = wildcardExpression(requiredText(operand, where), where);
            return (text) => expression.test(text);
        }
        default:
            throw unknownOperator(operator, path);
    }
}

function anythingBut(operand: unknown, path: string): ValueMatcher {
    if (isObject(operand)) {
        const [operator, inner] = onlyEntry(operand, path);
        const all = Array.isArray(inner) ? inner : [inner];
        if (all.length === 0) throw invalidPattern(`${path}.${operator}`, "must not be empty");
        const tests = all.map((one) => textTest(operator, one, path));
        return (value) => typeof value !== "string" || !tests.some((matches) => matches(value));
    }
    const all: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
    const bad = all.find((one) => typeof one !== "string" && typeof one !== "number");
    if (all.length === 0 || bad !== undefined) {
        throw invalidPattern(
            path,
            "must be a string, a number, a non-empty list of them or an object",
        );
    }
    return (value) => !all.includes(value);
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
    "=": (value, bound) => value === bound,
    "<": (value, bound) => value < bound,
    "<=": (value, bound) => value <= bound,
    ">": (value, bound) => value > bound,
    ">=": (value, bound) => value >= bound,
};

function numeric(operand: unknown, path: string): (value: number) => boolean {
    const parts: readonly unknown[] = Array.isArray(operand) ? operand : [];
    if (parts.length !== 2 && parts.length !== 4) {
        throw invalidPattern(
            path,
            'must be [operator, number] or a range such as [">", 0, "<=", 5]',
        );
    }
    const tests: ((value: number) => boolean)[] = [];
    for (let i = 0; i < parts.length; i += 2) {
        const [operator, bound] = [parts[i], parts[i + 1]];
        const compare = typeof operator === "string" ? comparisons[operator] : undefined;
        if (compare === undefined || typeof bound !== "number") {
            const allowed = Object.keys(comparisons).join(" ");
            throw invalidPattern(
                path,
                `must compare by one of ${allowed} with a number, got ${JSON.stringify([operator, bound])}`,
            );
        }
        tests.push((value) => compare(value, bound));
    }
    return (value) => tests.every((matches) => matches(value));
}

/** `*` stands for any characters, `\*` and `\\` for themselves. */
function wildcardExpression(pattern: string, path: string): RegExp {
    if (/(^|[^\\])(\\\\)*\*\*/.test(pattern)) {
        throw invalidPattern(path, `must not have two * in a row, got "${pattern}"`);
    }
    let source = "";
    for (let i = 0; i < pattern.length; i += 1) {
        let character = pattern.charAt(i);
        if (character === "*") {
            source += "[^]*";
            continue;
        }
        if (character === "\\") {
            i += 1;
            character = pattern.charAt(i);
            if (character !== "*" && character !== "\\") {
                throw invalidPattern(path, `must use \\ only before * or \\, got "${pattern}"`);
            }
        }
        source += character.replace(/[.*+?^${}()|[\]\\/-]/, "\\$&");
    }
    return new RegExp(`^${source}$`);
}

function onlyEntry(value: Record<string, unknown>, path: string): [string, unknown] {
    const entries = Object.entries(value);
    const [first] = entries;
    if (entries.length !== 1 || first === undefined) {
        throw invalidPattern(path, `must have one operator, got ${entries.length}`);
    }
    return first;
}

function requiredText(value: unknown, path: string): string {
    if (typeof value === "string" && value !== "") return value;
    throw invalidPattern(path, "must be a non-empty string");
}

const unknownOperator = (operator: string, path: string): Error =>
    invalidPattern(
        path,
        `operator "${operator}" is not known to the local AWS; known: exists, anything-but, numeric, prefix, ` +
            `suffix, equals-ignore-case, wildcard`,
    );

const isLiteral = (value: unknown): boolean =>
    value === null || ["string", "number", "boolean"].includes(typeof value);

/** `exists` looks at leaves only: an object is not a value. */
const isLeaf = (value: unknown): boolean =>
    isLiteral(value) || (Array.isArray(value) && value.some((one) => isLeaf(one)));

function overElements(matches: ValueMatcher): ValueMatcher {
    return (value) => {
        if (Array.isArray(value)) return value.some((one) => isLiteral(one) && matches(one));
        return isLiteral(value) && matches(value);
    };
}
