import { createHash } from "node:crypto";
import type { ContextValue } from "../../model/iam/requestContext";
import type { AuthorizationRequest, CallContext, Principal, World } from "./contracts";

/**
 * Condition keys that AWS puts into every request of their kind (IAM User Guide, "Global condition context keys";
 * Service Authorization Reference for s3:ResourceAccount, kms:CallerAccount and kms:ViaService), then those of the call.
 */
export function globalContext(
    world: World,
    ctx: CallContext,
    request: AuthorizationRequest,
): Readonly<Record<string, ContextValue | undefined>> {
    const service = request.action.slice(0, request.action.indexOf(":"));
    const now = world.clock.date();
    const caller = callerContext(world, ctx.principal);
    return {
        "aws:CurrentTime": now.toISOString(),
        "aws:EpochTime": Math.floor(now.getTime() / 1000),
        "aws:RequestedRegion": ctx.region,
        "aws:SecureTransport": ctx.secure,
        "aws:ResourceAccount": request.resourceAccount,
        "aws:PrincipalIsAWSService": ctx.principal.kind === "service",
        "aws:ViaAWSService": ctx.viaService !== undefined,
        "s3:ResourceAccount": service === "s3" ? request.resourceAccount : undefined,
        "kms:ViaService": service === "kms" ? ctx.viaService : undefined,
        "kms:CallerAccount": service === "kms" ? caller["aws:PrincipalAccount"] : undefined,
        ...caller,
        ...request.context,
    };
}

function callerContext(
    world: World,
    principal: Principal,
): Readonly<Record<string, ContextValue | undefined>> {
    switch (principal.kind) {
        case "role": {
            const tags = world.iam.role(principal.roleArn)?.tags ?? {};
            return {
                ...Object.fromEntries(
                    Object.entries(tags).map(([key, value]) => [`aws:PrincipalTag/${key}`, value]),
                ),
                // The role, not the session: what policies compare with.
                "aws:PrincipalArn": principal.roleArn,
                "aws:PrincipalAccount": principal.account,
                "aws:PrincipalType": "AssumedRole",
                "aws:userid": `${uniqueId("AROA", principal.roleArn)}:${principal.sessionName}`,
            };
        }
        case "administrator":
            return {
                "aws:PrincipalArn": principal.arn,
                "aws:PrincipalAccount": principal.account,
                "aws:PrincipalType": "User",
                "aws:userid": uniqueId("AIDA", principal.arn),
                "aws:username": principal.arn.slice(principal.arn.lastIndexOf("/") + 1),
            };
        case "service":
            return {
                "aws:PrincipalServiceName": principal.service,
                "aws:SourceArn": principal.sourceArn,
                "aws:SourceAccount": principal.sourceAccount,
            };
        case "anonymous":
            return { "aws:PrincipalType": "Anonymous" };
    }
}

/** Unique id of a user or role, e.g. AROA…; the same for the same ARN, as long as it exists. */
export function uniqueId(prefix: "AROA" | "AIDA", arn: string): string {
    const hash = createHash("sha256").update(arn).digest("hex").toUpperCase();
    return prefix + hash.slice(0, 17);
}
