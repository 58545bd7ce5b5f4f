import { type Condition, parseConditions } from "./conditions";
import { malformed } from "./policyDocumentError";
import { type PolicyPattern, policyPattern } from "./policyPattern";
import { parsePrincipal, type PrincipalElement } from "./principalElement";

/** "trust" is the resource policy of a role: it names principals and has no Resource. */
export type PolicyKind = "identity" | "resource" | "trust";

/** Action or Resource, plain or negated, as written and compiled. */
export interface PatternElement {
    readonly negated: boolean;
    readonly patterns: readonly string[];
    readonly compiled: readonly PolicyPattern[];
}

export interface PolicyStatement {
    readonly index: number;
    readonly sid: string | undefined;
    readonly effect: "Allow" | "Deny";
    readonly principal:
        { readonly negated: boolean; readonly element: PrincipalElement } | undefined;
    readonly action: PatternElement;
    /** Absent in trust policies. */
    readonly resource: PatternElement | undefined;
    readonly conditions: readonly Condition[];
}

/** A policy document in one normal form, whatever form it was written in. */
export interface PolicyDocument {
    readonly version: "2012-10-17" | "2008-10-17";
    readonly statements: readonly PolicyStatement[];
}

const documentElements = ["Version", "Id", "Statement"];
const statementElements = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/**
 * Reads a policy document given as object or JSON text.
 * @throws PolicyDocumentError naming the statement and element; what is unknown is never passed over
 */
export function parsePolicyDocument(
    source: unknown,
    where: string,
    kind: PolicyKind,
): PolicyDocument {
    const document = record(typeof source === "string" ? json(source, where) : source, where);
    onlyKnown(document, documentElements, where);
    const version = document["Version"] ?? "2008-10-17";
    if (version !== "2012-10-17" && version !== "2008-10-17") {
        throw malformed(
            `${where}.Version`,
            `must be "2012-10-17" or "2008-10-17", got ${JSON.stringify(version)}`,
        );
    }
    const raw = document["Statement"];
    const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
    if (raw === undefined || list.length === 0) {
        throw malformed(`${where}.Statement`, "must hold at least one statement");
    }
    const variables = version === "2012-10-17";
    const statements = list.map((statement, index) =>
        parseStatement(statement, index, where, kind, variables),
    );
    const sids = statements.flatMap(({ sid }) => (sid === undefined || sid === "" ? [] : [sid]));
    const twice = sids.find((sid, i) => sids.indexOf(sid) !== i);
    if (twice !== undefined) {
        throw malformed(`${where}.Statement`, `Sid must be unique, got "${twice}" twice`);
    }
    return { version, statements };
}

function parseStatement(
    source: unknown,
    index: number,
    document: string,
    kind: PolicyKind,
    variables: boolean,
): PolicyStatement {
    let where = `${document}.Statement[${index}]`;
    const statement = record(source, where);
    const sid = statement["Sid"];
    if (sid !== undefined && typeof sid !== "string") {
        throw malformed(`${where}.Sid`, `must be a string, got ${JSON.stringify(sid)}`);
    }
    if (sid !== undefined) where += ` (Sid "${sid}")`;
    if (kind !== "resource" && sid !== undefined && !/^[A-Za-z0-9]*$/.test(sid)) {
        throw malformed(`${where}.Sid`, `may hold letters and digits only, got "${sid}"`);
    }
    onlyKnown(statement, statementElements, where);
    const effect = statement["Effect"];
    if (effect !== "Allow" && effect !== "Deny") {
        throw malformed(
            `${where}.Effect`,
            `must be "Allow" or "Deny", got ${JSON.stringify(effect)}`,
        );
    }
    const action = oneOf(statement, "Action", where);
    if (action === undefined) throw malformed(where, "needs Action or NotAction");
    return {
        index,
        sid,
        effect,
        principal: principalOf(statement, where, kind, effect),
        action: patterns(action, (pattern, at) => actionPattern(pattern, at)),
        resource: resourceOf(statement, where, kind, variables),
        conditions:
            statement["Condition"] === undefined
                ? []
                : parseConditions(statement["Condition"], `${where}.Condition`, variables),
    };
}

function principalOf(
    statement: Record<string, unknown>,
    where: string,
    kind: PolicyKind,
    effect: "Allow" | "Deny",
): PolicyStatement["principal"] {
    const given = oneOf(statement, "Principal", where);
    if (kind === "identity") {
        if (given === undefined) return undefined;
        throw malformed(given.where, "an identity policy must not name a principal");
    }
    if (given === undefined) throw malformed(where, "needs Principal or NotPrincipal");
    if (given.negated && effect === "Allow") {
        throw malformed(given.where, "NotPrincipal works with Deny only, got Allow");
    }
    return { negated: given.negated, element: parsePrincipal(given.value, given.where) };
}

function resourceOf(
    statement: Record<string, unknown>,
    where: string,
    kind: PolicyKind,
    variables: boolean,
): PatternElement | undefined {
    const given = oneOf(statement, "Resource", where);
    if (kind === "trust") {
        if (given === undefined) return undefined;
        throw malformed(given.where, "a role's trust policy must not name a resource");
    }
    if (given === undefined) throw malformed(where, "needs Resource or NotResource");
    return patterns(given, (pattern, at) => {
        if (pattern !== "*" && !pattern.startsWith("arn:")) {
            throw malformed(at, `must be "*" or an ARN, got "${pattern}"`);
        }
        return policyPattern(pattern, {
            variables,
            wildcards: true,
            reach: "resource",
            where: at,
        });
    });
}

/** Actions are compared without regard to case. */
function actionPattern(pattern: string, where: string): PolicyPattern {
    if (pattern !== "*" && !/^[A-Za-z0-9-]+:[A-Za-z0-9*?]+$/.test(pattern)) {
        throw malformed(where, `must be "*" or look like "s3:GetObject*", got "${pattern}"`);
    }
    return policyPattern(pattern, {
        variables: false,
        wildcards: true,
        reach: "text",
        ignoreCase: true,
        where,
    });
}

interface GivenElement {
    readonly value: unknown;
    readonly negated: boolean;
    readonly where: string;
}

function oneOf(
    statement: Record<string, unknown>,
    name: string,
    where: string,
): GivenElement | undefined {
    const [plain, negated] = [statement[name], statement[`Not${name}`]];
    if (plain !== undefined && negated !== undefined) {
        throw malformed(where, `must have ${name} or Not${name}, got both`);
    }
    if (plain !== undefined) return { value: plain, negated: false, where: `${where}.${name}` };
    if (negated !== undefined) {
        return { value: negated, negated: true, where: `${where}.Not${name}` };
    }
    return undefined;
}

function patterns(
    given: GivenElement,
    compile: (pattern: string, where: string) => PolicyPattern,
): PatternElement {
    const list: readonly unknown[] = Array.isArray(given.value) ? given.value : [given.value];
    if (list.length === 0) throw malformed(given.where, "must have at least one entry, got []");
    const texts = list.map((each) => {
        if (typeof each === "string" && each !== "") return each;
        throw malformed(given.where, `must be a string, got ${JSON.stringify(each)}`);
    });
    return {
        negated: given.negated,
        patterns: texts,
        compiled: texts.map((pattern) => compile(pattern, given.where)),
    };
}

function onlyKnown(source: Record<string, unknown>, known: readonly string[], where: string): void {
    const unknown = Object.keys(source).find((name) => !known.includes(name));
    if (unknown === undefined) return;
    throw malformed(where, `knows the elements ${known.join(", ")}, got "${unknown}"`);
}

function record(value: unknown, where: string): Record<string, unknown> {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
        return value as Record<string, unknown>;
    }
    throw malformed(
        where,
        `must be an object, got ${value === undefined ? "nothing" : JSON.stringify(value)}`,
    );
}

function json(text: string, where: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch (cause) {
        throw malformed(where, `must be JSON: ${(cause as Error).message}`);
    }
}
