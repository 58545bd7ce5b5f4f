import { malformed } from "./policyDocumentError";

/** One statement of a document, for lists and for tests that leave it out. */
export interface ListedStatement {
    readonly index: number;
    /** The Sid, or the index as text. */
    readonly label: string;
    readonly statement: Readonly<Record<string, unknown>>;
}

function rawDocument(source: unknown): Record<string, unknown> {
    const document: unknown = typeof source === "string" ? JSON.parse(source) : source;
    if (typeof document === "object" && document !== null && !Array.isArray(document)) {
        return document as Record<string, unknown>;
    }
    throw malformed("policy document", `must be an object, got ${JSON.stringify(source)}`);
}

function rawStatements(document: Record<string, unknown>): readonly Record<string, unknown>[] {
    const raw = document["Statement"];
    return (Array.isArray(raw) ? raw : [raw]) as Record<string, unknown>[];
}

/** The statements of a document (object or JSON text), in their order. */
export function documentStatements(source: unknown): readonly ListedStatement[] {
    return rawStatements(rawDocument(source)).map((statement, index) => ({
        index,
        label: typeof statement["Sid"] === "string" ? statement["Sid"] : String(index),
        statement,
    }));
}

/**
 * The same document without statement `index`; undefined when it was the only one, since a policy must have one.
 * @throws RangeError if there is no such statement
 */
export function withoutStatement(
    source: unknown,
    index: number,
): Readonly<Record<string, unknown>> | undefined {
    const document = rawDocument(source);
    const statements = rawStatements(document);
    if (statements[index] === undefined) {
        throw new RangeError(`statement: must be 0 to ${statements.length - 1}, got ${index}`);
    }
    const rest = statements.filter((_, i) => i !== index);
    return rest.length === 0 ? undefined : { ...document, Statement: rest };
}
