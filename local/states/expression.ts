import { DefinitionProblem } from "./definitionProblem";
import { intrinsicArguments, intrinsics, type Randomness } from "./intrinsics";
import { parsePath, readPath, type JsonPath } from "./jsonPath";
import { isRecord, type Json, type JsonRecord } from "./jsonValue";
import { runtimeFailure } from "./statesFailure";

/** What expressions see: the state's data, the context object, and the world's chance. */
export interface Scope {
    readonly input: Json;
    readonly context: JsonRecord;
    readonly chance: Randomness;
}

/** A path, an intrinsic function or a payload template, ready to be evaluated. */
export type Expression = (scope: Scope) => Json;

/** What the path finds, or undefined. */
export function lookUp(path: JsonPath, scope: Scope): Json | undefined {
    return readPath(path, path.root === "context" ? scope.context : scope.input);
}

/**
 * A path that must find something. That a miss is States.Runtime, which nothing catches, is what AWS has been seen to
 * do; the States Language's own name is States.ParameterPathFailure.
 * @throws DefinitionProblem
 */
export function pathExpression(text: string, field: string): Expression {
    const path = parsePath(text);
    return (scope) => {
        const found = lookUp(path, scope);
        if (found !== undefined) return found;
        const source = path.root === "context" ? "context object" : "input";
        const data = JSON.stringify(path.root === "context" ? scope.context : scope.input);
        throw runtimeFailure(
            `The JSONPath '${text}' specified for the field '${field}' could not be found in the ${source} '${data}'`,
        );
    };
}

/** The value of a field whose name ends in ".$", or of ErrorPath and CausePath: a path or an intrinsic function. */
export function dynamicExpression(text: string, field: string): Expression {
    if (text.startsWith("$")) return pathExpression(text, field);
    if (!text.startsWith("States.")) {
        throw new DefinitionProblem(
            "invalid",
            `${field}: must be a JSONPath or an intrinsic function, got "${text}"`,
        );
    }
    const parser = new IntrinsicParser(text, field);
    return parser.whole();
}

/** A payload template (Parameters, ItemSelector, ResultSelector, BatchInput): fields ending in ".$" are evaluated. */
export function templateExpression(template: Json, field: string): Expression {
    if (Array.isArray(template)) {
        const items = (template as readonly Json[]).map((item, i) =>
            templateExpression(item, `${field}[${i}]`),
        );
        return (scope) => items.map((item) => item(scope));
    }
    if (!isRecord(template)) return () => template;
    const members = Object.entries(template).map(([key, value]): [string, Expression] => {
        if (!key.endsWith(".$")) return [key, templateExpression(value, `${field}.${key}`)];
        if (typeof value !== "string") {
            throw new DefinitionProblem("invalid", `${field}.${key}: must be a string`);
        }
        return [key.slice(0, -2), dynamicExpression(value, `${field}.${key}`)];
    });
    const names = members.map(([name]) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) {
        throw new DefinitionProblem("invalid", `${field}: has "${twice}" and "${twice}.$"`);
    }
    return (scope) => Object.fromEntries(members.map(([name, value]) => [name, value(scope)]));
}

/** Reads `States.Name(argument, ...)` with strings in single quotes, numbers, paths and nested functions. */
class IntrinsicParser {
    readonly #text: string;
    readonly #field: string;
    #at = 0;

    constructor(text: string, field: string) {
        this.#text = text;
        this.#field = field;
    }

    whole(): Expression {
        const call = this.#call();
        if (this.#at < this.#text.length) throw this.#problem("nothing more");
        return call;
    }

    #call(): Expression {
        const name = this.#take(/States\.\w+/y);
        const apply = Object.hasOwn(intrinsics, name) ? intrinsics[name] : undefined;
        const [fewest, most] = intrinsicArguments[name] ?? [0, 0];
        if (apply === undefined) throw this.#problem(`a known function, not ${name}`);
        this.#take(/\s*\(\s*/y);
        const args: Expression[] = [];
        while (!this.#has(/\)/y)) {
            if (args.length > 0) this.#take(/,\s*/y);
            args.push(this.#argument());
            this.#has(/\s+/y);
        }
        if (args.length < fewest || args.length > most) {
            throw this.#problem(`${fewest} to ${most} arguments for ${name}, not ${args.length}`);
        }
        return (scope) =>
            apply(
                args.map((argument) => argument(scope)),
                scope.chance,
            );
    }

    #argument(): Expression {
        const start = this.#text[this.#at];
        if (start === "'") {
            const quoted = this.#take(/'(?:\\.|[^'\\])*'/y).slice(1, -1);
            // Format reads its own escapes of braces.
            const value = quoted.replace(/\\(['\\])/g, "$1");
            return () => value;
        }
        if (start === "$") return pathExpression(this.#path(), this.#field);
        if (this.#text.startsWith("States.", this.#at)) return this.#call();
        const word = this.#take(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y);
        const value = JSON.parse(word) as Json;
        return () => value;
    }

    /** A path ends at a comma, a space or a closing parenthesis outside its brackets. */
    #path(): string {
        return this.#take(/\$(?:\[(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|[^\]])*\]|[^,)\s[])*/y);
    }

    #take(pattern: RegExp): string {
        pattern.lastIndex = this.#at;
        const found = pattern.exec(this.#text)?.[0];
        if (found === undefined || found === "") throw this.#problem(pattern.source);
        this.#at += found.length;
        return found;
    }

    #has(pattern: RegExp): boolean {
        pattern.lastIndex = this.#at;
        const found = pattern.exec(this.#text)?.[0] ?? "";
        this.#at += found.length;
        return found !== "";
    }

    #problem(expected: string): DefinitionProblem {
        return new DefinitionProblem(
            "invalid",
            `${this.#field}: intrinsic function "${this.#text}" at ${this.#at}: expected ${expected}`,
        );
    }
}
