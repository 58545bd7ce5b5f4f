import { DefinitionProblem } from "./definitionProblem";
import { isRecord, type Json, type JsonRecord } from "./jsonValue";

/** All that is wrong with a definition, so that it is told together. */
export interface ProblemList {
    readonly invalid: string[];
    readonly notImplemented: string[];
}

/** Reads one object of a definition and remembers what was read: a field nobody read is a problem, never ignored. */
export class DefinitionFields {
    readonly path: string;
    readonly problems: ProblemList;
    readonly #record: JsonRecord;
    readonly #read = new Set<string>(["Comment"]);

    constructor(path: string, record: JsonRecord, problems: ProblemList) {
        this.path = path;
        this.#record = record;
        this.problems = problems;
    }

    names(): readonly string[] {
        return Object.keys(this.#record);
    }

    has(field: string): boolean {
        return Object.hasOwn(this.#record, field);
    }

    value(field: string): Json | undefined {
        this.#read.add(field);
        return this.has(field) ? this.#record[field] : undefined;
    }

    invalid(field: string, must: string): void {
        const value = JSON.stringify(this.#record[field]);
        this.problems.invalid.push(`${this.path}/${field}: must be ${must}, got ${value}`);
    }

    /** Fields of the States Language that are not built here: refused by name. */
    notImplemented(...fields: readonly string[]): void {
        for (const field of fields) {
            if (this.value(field) === undefined) continue;
            this.problems.notImplemented.push(`the States Language field ${this.path}/${field}`);
        }
    }

    optionalText(field: string): string | undefined {
        const value = this.value(field);
        if (value === undefined || typeof value === "string") return value;
        this.invalid(field, "a string");
        return undefined;
    }

    text(field: string): string {
        if (!this.has(field)) this.invalid(field, "a string");
        return this.optionalText(field) ?? "";
    }

    optionalNumber(
        field: string,
        range: { min: number; max?: number; whole?: boolean },
    ): number | undefined {
        const value = this.value(field);
        if (value === undefined) return undefined;
        const { min, max = Number.MAX_SAFE_INTEGER, whole = true } = range;
        if (
            typeof value === "number" &&
            value >= min &&
            value <= max &&
            (!whole || Number.isInteger(value))
        ) {
            return value;
        }
        const limit = range.max === undefined ? `from ${min} up` : `${min} to ${max}`;
        this.invalid(field, `a ${whole ? "whole " : ""}number ${limit}`);
        return undefined;
    }

    optionalFlag(field: string): boolean | undefined {
        const value = this.value(field);
        if (value === undefined || typeof value === "boolean") return value;
        this.invalid(field, "true or false");
        return undefined;
    }

    texts(field: string): readonly string[] {
        const value = this.value(field);
        if (Array.isArray(value) && value.length > 0) {
            const list = value as readonly Json[];
            if (list.every((one) => typeof one === "string")) return list;
        }
        this.invalid(field, "a list of strings that is not empty");
        return [];
    }

    optionalInner(field: string): DefinitionFields | undefined {
        const value = this.value(field);
        if (value === undefined) return undefined;
        if (isRecord(value))
            return new DefinitionFields(`${this.path}/${field}`, value, this.problems);
        this.invalid(field, "an object");
        return undefined;
    }

    optionalInners(field: string): readonly DefinitionFields[] | undefined {
        const value = this.value(field);
        if (value === undefined) return undefined;
        if (Array.isArray(value) && value.length > 0) {
            const list = value as readonly Json[];
            if (list.every(isRecord)) {
                return list.map(
                    (one, i) =>
                        new DefinitionFields(`${this.path}/${field}[${i}]`, one, this.problems),
                );
            }
        }
        this.invalid(field, "a list of objects that is not empty");
        return undefined;
    }

    /** Runs a parser of expressions; what it finds wrong becomes a problem of this object. */
    attempt<T>(parse: () => T): T | undefined {
        try {
            return parse();
        } catch (error) {
            if (!(error instanceof DefinitionProblem)) throw error;
            if (error.kind === "invalid") {
                this.problems.invalid.push(`${this.path}: ${error.message}`);
            } else {
                this.problems.notImplemented.push(`${error.message} at ${this.path}`);
            }
            return undefined;
        }
    }

    /** Names every field that nobody read. */
    finish(): void {
        for (const field of this.names()) {
            if (this.#read.has(field)) continue;
            this.problems.invalid.push(`${this.path}: field "${field}" is not supported here`);
        }
    }
}
