import { isPolicyVariable } from "./policyVariables";
import { malformed, notImplemented } from "./policyDocumentError";
import type { RequestContext } from "./requestContext";

/** One piece of a text in a policy. */
export type PolicyToken =
    | { readonly kind: "text"; readonly text: string }
    | { readonly kind: "any" }
    | { readonly kind: "one" }
    | { readonly kind: "variable"; readonly key: string; readonly fallback?: string | undefined };

const escapes = ["*", "?", "$"];
const variablePattern = /^\$\{([^{}]*)\}/;

/**
 * Splits a text of a policy into literal pieces, wildcards and policy variables. Variables and the escapes `${*}`,
 * `${?}`, `${$}` exist from policy version 2012-10-17 on; before, `${…}` is plain text (IAM User Guide, "Variables and tags").
 */
export function policyTokens(
    text: string,
    options: { readonly variables: boolean; readonly wildcards: boolean; readonly where: string },
): readonly PolicyToken[] {
    const tokens: PolicyToken[] = [];
    let literal = "";
    const flush = (): void => {
        if (literal !== "") tokens.push({ kind: "text", text: literal });
        literal = "";
    };
    for (let at = 0; at < text.length;) {
        const char = text.charAt(at);
        if (options.variables && text.startsWith("${", at)) {
            const match = variablePattern.exec(text.slice(at));
            if (match === null) {
                throw malformed(options.where, `"\${" must be closed by "}", got "${text}"`);
            }
            const inner = match[1] ?? "";
            if (escapes.includes(inner)) literal += inner;
            else {
                flush();
                tokens.push(variable(inner, options.where));
            }
            at += match[0].length;
            continue;
        }
        if (options.wildcards && (char === "*" || char === "?")) {
            flush();
            tokens.push({ kind: char === "*" ? "any" : "one" });
        } else literal += char;
        at += 1;
    }
    flush();
    return tokens;
}

function variable(inner: string, where: string): PolicyToken {
    const match = /^\s*([^,\s]+)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inner);
    const key = match?.[1];
    if (key === undefined) {
        throw malformed(
            where,
            `a policy variable must look like \${key} or \${key, 'default'}, got "\${${inner}}"`,
        );
    }
    if (!isPolicyVariable(key)) throw notImplemented(where, `policy variable "\${${key}}"`);
    return { kind: "variable", key, fallback: match?.[2] };
}

/**
 * Puts the request's values in place of variables; undefined when a variable without default is absent or has several
 * values: the text then matches nothing.
 */
export function resolveVariables(
    tokens: readonly PolicyToken[],
    context: RequestContext,
): readonly PolicyToken[] | undefined {
    const resolved: PolicyToken[] = [];
    for (const token of tokens) {
        if (token.kind !== "variable") {
            resolved.push(token);
            continue;
        }
        const values = context.values(token.key);
        const text =
            values === undefined ? token.fallback : values.length === 1 ? values[0] : undefined;
        if (text === undefined) return undefined;
        resolved.push({ kind: "text", text });
    }
    return resolved;
}
