import type { PatternElement, PolicyDocument, PolicyStatement } from "./policyDocument";
import { isExempt, principalMatch, type RequestPrincipal } from "./principalElement";
import { type ContextValue, RequestContext } from "./requestContext";

export interface NamedPolicy {
    /** As it shall appear in decisions, e.g. "archival-submit/manifests" or "bucket policy". */
    readonly name: string;
    readonly document: PolicyDocument;
}

export interface EvaluationRequest {
    /** e.g. "s3:GetObject" */
    readonly action: string;
    /** ARN, or "*" for actions without a resource type. */
    readonly resource: string;
    readonly resourceAccount: string;
    readonly principal: RequestPrincipal;
    readonly context: Readonly<Record<string, ContextValue | undefined>>;
    /** Policies of the caller; must be empty for services and anonymous callers. */
    readonly identityPolicies: readonly NamedPolicy[];
    readonly resourcePolicies: readonly NamedPolicy[];
    /**
     * "required": the resource's own policy must allow or delegate, even to its own account (KMS keys, role trust).
     * @default "optional"
     */
    readonly resourcePolicy?: "optional" | "required" | undefined;
    /** Refuses requests for actions that do not exist, when given. */
    readonly isKnownAction?: ((action: string) => boolean) | undefined;
}

/** A statement that had a part in a decision. */
export interface StatementReference {
    readonly policy: string;
    readonly index: number;
    readonly sid: string | undefined;
}

export interface Evaluation {
    readonly allowed: boolean;
    readonly explicitDeny: boolean;
    /** "policy#Sid" (or "policy#index") of the deciding statement; two joined by " + " when both sides must allow; or why none does. */
    readonly decidedBy: string;
    /** The deny that decided, or every statement that allows. */
    readonly statements: readonly StatementReference[];
}

/** What `decidedBy` begins with when nothing allows a call. */
export const noStatementAllows = "no statement allows it";

/**
 * Decides one request as AWS does (IAM User Guide, "Policy evaluation logic"), without session policies, boundaries
 * and organisation policies, which this product does not use.
 *
 * An explicit Deny wins. In one account the identity side or a resource policy that names the caller (or everyone)
 * suffices; one that names the account only delegates to the identity side. Across accounts both must allow. Services
 * and anonymous callers live by resource policies alone.
 * @throws RangeError if the action is not of the form service:Name or does not exist
 */
export function evaluate(request: EvaluationRequest): Evaluation {
    checkAction(request);
    const context = new RequestContext(request.context);
    const identity = matches(request, request.identityPolicies, context);
    const resource = matches(request, request.resourcePolicies, context);

    const deny = [...identity, ...resource].find(({ statement }) => statement.effect === "Deny");
    if (deny !== undefined) {
        return {
            allowed: false,
            explicitDeny: true,
            decidedBy: label(deny),
            statements: [reference(deny)],
        };
    }
    return decideAllow(request, identity, resource);
}

/** A statement that applies to the request; `delegates` when it names the caller's account only. */
interface Match {
    readonly policy: string;
    readonly statement: PolicyStatement;
    readonly delegates: boolean;
}

function decideAllow(
    request: EvaluationRequest,
    identity: readonly Match[],
    resource: readonly Match[],
): Evaluation {
    const { principal } = request;
    const direct = resource.filter((match) => !match.delegates);
    if (principal.kind === "service" || principal.kind === "anonymous") {
        return answer([direct], "a resource policy must");
    }
    if (principal.account !== request.resourceAccount) {
        if (identity.length === 0 && resource.length > 0) {
            return refusal("the resource policy does, the caller's policies do not");
        }
        return answer([identity, resource], "across accounts the resource policy must as well");
    }
    if (request.resourcePolicy === "required") {
        if (direct.length > 0) return answer([direct], "");
        if (identity.length === 0 && resource.length > 0) {
            return refusal("the resource policy delegates, the caller's policies do not allow");
        }
        return answer([identity, resource], "the resource policy must allow or delegate");
    }
    return answer([identity.length > 0 ? identity : direct], "");
}

/** Allowed when every side has a statement. */
function answer(sides: readonly (readonly Match[])[], missing: string): Evaluation {
    if (sides.some((side) => side.length === 0)) {
        const someAllow = sides.some((side) => side.length > 0);
        return refusal(someAllow || sides.length === 1 ? missing : "");
    }
    return {
        allowed: true,
        explicitDeny: false,
        decidedBy: sides.flatMap((side) => side.slice(0, 1).map(label)).join(" + "),
        statements: sides.flat().map(reference),
    };
}

function refusal(detail: string): Evaluation {
    const decidedBy = detail === "" ? noStatementAllows : `${noStatementAllows}: ${detail}`;
    return { allowed: false, explicitDeny: false, decidedBy, statements: [] };
}

function matches(
    request: EvaluationRequest,
    policies: readonly NamedPolicy[],
    context: RequestContext,
): readonly Match[] {
    const found: Match[] = [];
    for (const { name, document } of policies) {
        for (const statement of document.statements) {
            const caller = callerMatch(statement, request.principal);
            if (caller === "none") continue;
            if (!elementMatches(statement.action, request.action, context)) continue;
            if (
                statement.resource !== undefined &&
                !elementMatches(statement.resource, request.resource, context)
            ) {
                continue;
            }
            if (!statement.conditions.every((condition) => condition.holds(context))) continue;
            found.push({ policy: name, statement, delegates: caller === "account" });
        }
    }
    return found;
}

function callerMatch(
    { principal }: PolicyStatement,
    caller: RequestPrincipal,
): "direct" | "account" | "none" {
    // An identity policy speaks about whoever carries it.
    if (principal === undefined) return "direct";
    if (!principal.negated) return principalMatch(principal.element, caller);
    return isExempt(principal.element, caller) ? "none" : "direct";
}

function elementMatches(element: PatternElement, text: string, context: RequestContext): boolean {
    return element.compiled.some((matchesText) => matchesText(text, context)) !== element.negated;
}

function checkAction({ action, isKnownAction }: EvaluationRequest): void {
    if (!/^[A-Za-z0-9-]+:[A-Za-z0-9]+$/.test(action)) {
        throw new RangeError(`action: must look like "s3:GetObject", got "${action}"`);
    }
    if (isKnownAction !== undefined && !isKnownAction(action)) {
        throw new RangeError(`action: must exist, got "${action}"; check its spelling`);
    }
}

/** "policy#Sid", or "policy#index" for a statement without Sid. */
export const statementLabel = ({ policy, sid, index }: StatementReference): string =>
    `${policy}#${sid === undefined || sid === "" ? index : sid}`;

const reference = ({ policy, statement }: Match): StatementReference => ({
    policy,
    index: statement.index,
    sid: statement.sid,
});

const label = (match: Match): string => statementLabel(reference(match));
