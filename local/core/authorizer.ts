import { AwsError, type AuthorizationRequest, type CallContext, type World } from "./contracts";

/** Decides every call. (First cut: administrators only; the evaluator arrives within minutes.) */
export class Authorizer {
    readonly #world: World;

    constructor(world: World) {
        this.#world = world;
    }

    authorize(ctx: CallContext, request: AuthorizationRequest): void {
        if (this.isAllowed(ctx, request)) return;
        throw new AwsError("AccessDenied", 403, `not authorized to perform ${request.action}`);
    }

    isAllowed(ctx: CallContext, request: AuthorizationRequest): boolean {
        const allowed = ctx.principal.kind === "administrator";
        this.#world.decisions.push({
            at: this.#world.clock.date().toISOString(),
            principal:
                ctx.principal.kind === "administrator" ? ctx.principal.arn : ctx.principal.kind,
            action: request.action,
            resource: request.resource,
            allowed,
            decidedBy: "administrator",
            requestId: ctx.requestId,
        });
        return allowed;
    }
}
