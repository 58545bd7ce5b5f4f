import type { Plain } from "./propertyValues";

type PlainRecord = Readonly<Record<string, Plain>>;

/**
 * Reads a resource's inputs and remembers what was read, so that a property nobody looked at is an error and never
 * silently without effect. Throws `<type> "<name>": <path>: …` for a wrong type, a missing or an unread property.
 */
export class Inputs {
    private readonly where: string;
    private readonly record: PlainRecord;
    private readonly read = new Set<string>();
    private readonly children: Inputs[] = [];

    constructor(where: string, record: PlainRecord) {
        this.where = where;
        this.record = record;
    }

    private get(key: string): Plain | undefined {
        this.read.add(key);
        return this.record[key] ?? undefined;
    }

    private fail(key: string, expected: string): never {
        throw new Error(
            `${this.where}: ${key} must be ${expected}, got ${JSON.stringify(this.record[key])}`,
        );
    }

    optionalText(key: string): string | undefined {
        const value = this.get(key);
        if (value !== undefined && typeof value !== "string") this.fail(key, "text");
        return value;
    }

    text(key: string): string {
        return this.optionalText(key) ?? this.fail(key, "text");
    }

    optionalNumber(key: string): number | undefined {
        const value = this.get(key);
        if (value !== undefined && typeof value !== "number") this.fail(key, "a number");
        return value;
    }

    number(key: string): number {
        return this.optionalNumber(key) ?? this.fail(key, "a number");
    }

    optionalFlag(key: string): boolean | undefined {
        const value = this.get(key);
        if (value !== undefined && typeof value !== "boolean") this.fail(key, "true or false");
        return value;
    }

    /** JSON text or an object, parsed: how policy documents and patterns arrive. */
    document(key: string): unknown {
        const value = this.optionalDocument(key);
        return value ?? this.fail(key, "a JSON document");
    }

    optionalDocument(key: string): unknown {
        const value = this.get(key);
        if (typeof value !== "string") return value;
        try {
            return JSON.parse(value) as unknown;
        } catch {
            return this.fail(key, "valid JSON");
        }
    }

    optionalInner(key: string): Inputs | undefined {
        const value = this.get(key);
        if (value === undefined) return undefined;
        if (value === null || typeof value !== "object" || Array.isArray(value)) {
            this.fail(key, "an object");
        }
        const child = new Inputs(`${this.where}.${key}`, value as PlainRecord);
        this.children.push(child);
        return child;
    }

    inner(key: string): Inputs {
        return this.optionalInner(key) ?? this.fail(key, "an object");
    }

    inners(key: string): Inputs[] {
        const value = this.get(key);
        if (value === undefined) return [];
        if (!Array.isArray(value)) this.fail(key, "a list of objects");
        return value.map((item: Plain, index) => {
            if (item === null || typeof item !== "object" || Array.isArray(item)) {
                this.fail(key, "a list of objects");
            }
            const child = new Inputs(`${this.where}.${key}[${index}]`, item as PlainRecord);
            this.children.push(child);
            return child;
        });
    }

    texts(key: string): string[] {
        const value = this.get(key);
        if (value === undefined) return [];
        if (!Array.isArray(value)) this.fail(key, "a list of text");
        return value.map((item: Plain) =>
            typeof item === "string" ? item : this.fail(key, "a list of text"),
        );
    }

    map(key: string): Record<string, string> {
        const value = this.get(key);
        if (value === undefined) return {};
        if (value === null || typeof value !== "object" || Array.isArray(value)) {
            this.fail(key, "a map of text");
        }
        return Object.fromEntries(
            Object.entries(value as PlainRecord).map(([k, v]) => [
                k,
                typeof v === "string" ? v : this.fail(key, "a map of text"),
            ]),
        );
    }

    /** Accepts a property without effect on the local AWS; `why` says why that is right. */
    without(key: string, _why: string): void {
        this.read.add(key);
    }

    /** The value of `key` must be this one: the only one the local AWS can honour. */
    only(key: string, expected: string | number | boolean): void {
        const value = this.get(key);
        if (value !== undefined && value !== expected) this.fail(key, JSON.stringify(expected));
    }

    /** Every property that nobody read, with its path. */
    unread(): string[] {
        const own = Object.keys(this.record)
            .filter((key) => !this.read.has(key) && this.record[key] !== null)
            .map((key) => `${this.where}.${key}`);
        return [...own, ...this.children.flatMap((child) => child.unread())];
    }
}
