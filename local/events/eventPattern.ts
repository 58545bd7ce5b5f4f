import { invalidPattern, isObject } from "./invalidPattern";
import { valueMatcher, type ValueMatcher } from "./valueMatcher";

/** Decides whether an event (the whole envelope) matches a pattern. */
export type EventMatcher = (event: unknown) => boolean;

/** Longest pattern of a rule, in characters (EventBridge quotas). */
const maxPatternCharacters = 4096;

/**
 * Compiles an EventBridge event pattern (User Guide, "Event pattern syntax" and "comparison operators"). Throws
 * InvalidEventPatternException naming the path for anything that is not a pattern, or an operator not known here.
 */
export function eventPattern(pattern: unknown): EventMatcher {
    if (!isObject(pattern)) throw invalidPattern("pattern", "must be a JSON object");
    const { length } = JSON.stringify(pattern);
    if (length > maxPatternCharacters) {
        throw invalidPattern(
            "pattern",
            `must have at most ${maxPatternCharacters} characters, got ${length}`,
        );
    }
    return objectMatcher(pattern, "");
}

function objectMatcher(pattern: Record<string, unknown>, path: string): EventMatcher {
    const fields = Object.entries(pattern);
    if (fields.length === 0) throw invalidPattern(path || "pattern", "must not be empty");
    const matchers = fields.map(([field, wanted]) =>
        field === "$or"
            ? anyOf(wanted, `${path}.$or`)
            : fieldMatcher(field, wanted, path === "" ? field : `${path}.${field}`),
    );
    return (event) => matchers.every((matches) => matches(event));
}

function anyOf(alternatives: unknown, path: string): EventMatcher {
    if (!Array.isArray(alternatives) || alternatives.length < 2) {
        throw invalidPattern(path, "must be an array of at least two patterns");
    }
    const matchers = alternatives.map((alternative: unknown, i) => {
        const where = `${path}[${i}]`;
        if (!isObject(alternative)) throw invalidPattern(where, "must be an object");
        return objectMatcher(alternative, where);
    });
    return (event) => matchers.some((matches) => matches(event));
}

function fieldMatcher(field: string, wanted: unknown, path: string): EventMatcher {
    if (isObject(wanted)) {
        const inside = objectMatcher(wanted, path);
        return (event) => {
            const value = isObject(event) ? event[field] : undefined;
            // Of an array of objects one element must match the whole sub-pattern, not several together.
            return Array.isArray(value) ? value.some((one) => inside(one)) : inside(value);
        };
    }
    if (!Array.isArray(wanted) || wanted.length === 0) {
        throw invalidPattern(path, "must be a non-empty array or an object");
    }
    const matchers: ValueMatcher[] = wanted.map((one, i) => valueMatcher(one, `${path}[${i}]`));
    return (event) => {
        const value = isObject(event) ? event[field] : undefined;
        return matchers.some((matches) => matches(value));
    };
}
