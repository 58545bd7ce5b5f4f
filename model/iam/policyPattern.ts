import { type PolicyToken, policyTokens, resolveVariables } from "./policyText";
import type { RequestContext } from "./requestContext";

/** How far wildcards reach: over everything, or as in a Resource element, or as in an Arn… condition. */
export type PatternReach = "text" | "resource" | "arn";

/** A compiled pattern; `context` supplies its policy variables. */
export type PolicyPattern = (text: string, context: RequestContext) => boolean;

export interface PatternOptions {
    readonly variables: boolean;
    readonly wildcards: boolean;
    readonly reach: PatternReach;
    /** @default false */
    readonly ignoreCase?: boolean | undefined;
    readonly where: string;
}

/** ARN components before the resource part: arn, partition, service, Region, account. */
const colonsBeforeResource = 5;

/**
 * Compiles a text of a policy into a matcher. Wildcards in the first five segments of an ARN stay inside their
 * segment; in a Resource element a `*` that ends a segment may also run over colons, in an Arn… condition never
 * (IAM User Guide, "Resource" and "ARN condition operators"). In the resource part they match anything.
 */
export function policyPattern(pattern: string, options: PatternOptions): PolicyPattern {
    const tokens = policyTokens(pattern, options);
    const { reach, ignoreCase = false } = options;
    if (!ignoreCase && tokens.every((token) => token.kind === "text")) {
        const wanted = tokens.map((token) => token.text).join("");
        return (text) => text === wanted;
    }
    if (tokens.some((token) => token.kind === "variable")) {
        return (text, context) => {
            const resolved = resolveVariables(tokens, context);
            return resolved !== undefined && expression(resolved, reach, ignoreCase).test(text);
        };
    }
    const compiled = expression(tokens, reach, ignoreCase);
    return (text) => compiled.test(text);
}

function expression(
    tokens: readonly PolicyToken[],
    reach: PatternReach,
    ignoreCase: boolean,
): RegExp {
    let source = "";
    let colons = 0;
    tokens.forEach((token, i) => {
        if (token.kind === "text") {
            source += token.text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
            colons += token.text.split(":").length - 1;
            return;
        }
        const next = tokens[i + 1];
        const endsSegment =
            next === undefined || (next.kind === "text" && next.text.startsWith(":"));
        const crossesColons =
            reach === "text" ||
            colons >= colonsBeforeResource ||
            (reach === "resource" && token.kind === "any" && endsSegment);
        source += (crossesColons ? "[^]" : "[^:]") + (token.kind === "any" ? "*" : "");
    });
    return new RegExp(`^${source}$`, ignoreCase ? "i" : "");
}
