import {
    evaluate,
    type Evaluation,
    type NamedPolicy,
    statementLabel,
} from "../../model/iam/evaluate";
import { parsePolicyDocument } from "../../model/iam/policyDocument";
import type { RequestPrincipal } from "../../model/iam/principalElement";
import {
    type AuthorizationRequest,
    AwsError,
    type CallContext,
    type Decision,
    type Principal,
    type World,
} from "./contracts";
import { globalContext } from "./globalContext";
import type { PolicyDocuments } from "./policyDocuments";

const administratorPolicy: NamedPolicy = {
    name: "administrator",
    document: parsePolicyDocument(
        {
            Version: "2012-10-17",
            Statement: { Sid: "Everything", Effect: "Allow", Action: "*", Resource: "*" },
        },
        "administrator",
        "identity",
    ),
};

/** Decides every call of a world and writes its decision log. */
export class Authorizer {
    readonly #world: World;
    readonly #documents: PolicyDocuments;

    constructor(world: World, documents: PolicyDocuments) {
        this.#world = world;
        this.#documents = documents;
    }

    /** @throws AwsError AccessDenied unless allowed */
    authorize(ctx: CallContext, request: AuthorizationRequest): void {
        const evaluation = this.#decide(ctx, request);
        if (evaluation.allowed) return;
        const why = evaluation.explicitDeny
            ? `with an explicit deny: ${evaluation.decidedBy}`
            : `because ${evaluation.decidedBy}`;
        throw new AwsError(
            "AccessDenied",
            403,
            `User: ${principalName(ctx.principal)} is not authorized to perform: ${request.action} ` +
                `on resource: "${request.resource}" ${why}`,
        );
    }

    isAllowed(ctx: CallContext, request: AuthorizationRequest, logged = true): boolean {
        return this.#decide(ctx, request, logged).allowed;
    }

    #decide(ctx: CallContext, request: AuthorizationRequest, logged = true): Evaluation {
        const kind = request.action.startsWith("sts:") ? "trust" : "resource";
        const evaluation = evaluate({
            action: request.action,
            resource: request.resource,
            resourceAccount: request.resourceAccount,
            principal: requestPrincipal(ctx.principal),
            context: globalContext(this.#world, ctx, request),
            identityPolicies: this.#identityPolicies(ctx.principal),
            resourcePolicies: (request.resourcePolicies ?? []).map(({ name, document }) => ({
                name,
                document: this.#documents.parse(document, name, kind),
            })),
            resourcePolicy: request.resourcePolicy,
        });
        if (logged) this.#world.decisions.push(this.#decision(ctx, request, evaluation));
        return evaluation;
    }

    #identityPolicies(principal: Principal): readonly NamedPolicy[] {
        if (principal.kind === "administrator") return [administratorPolicy];
        if (principal.kind !== "role") return [];
        const role = this.#world.iam.role(principal.roleArn);
        return [...(role?.policies ?? [])].map(([policyName, document]) => {
            const name = `${principal.roleName}/${policyName}`;
            return { name, document: this.#documents.parse(document, name, "identity") };
        });
    }

    #decision(ctx: CallContext, request: AuthorizationRequest, evaluation: Evaluation): Decision {
        return {
            at: this.#world.clock.date().toISOString(),
            principal: principalName(ctx.principal),
            action: request.action,
            resource: request.resource,
            allowed: evaluation.allowed,
            decidedBy: evaluation.decidedBy,
            statements: evaluation.statements.map(statementLabel),
            explicitDeny: evaluation.explicitDeny,
            requestId: ctx.requestId,
        };
    }
}

/** How a principal appears in decisions and error messages: its ARN, service host, or "anonymous". */
export function principalName(principal: Principal): string {
    switch (principal.kind) {
        case "role":
        case "administrator":
            return principal.arn;
        case "service":
            return principal.service;
        case "anonymous":
            return "anonymous";
    }
}

function requestPrincipal(principal: Principal): RequestPrincipal {
    switch (principal.kind) {
        case "role":
            return {
                kind: "role",
                account: principal.account,
                roleArn: principal.roleArn,
                sessionArn: principal.arn,
            };
        case "administrator":
            return { kind: "user", account: principal.account, arn: principal.arn };
        case "service":
            return { kind: "service", service: principal.service };
        case "anonymous":
            return { kind: "anonymous" };
    }
}
