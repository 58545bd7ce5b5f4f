import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    NotImplemented,
    type World,
} from "../core/contracts";
import { xmlText } from "../core/errorResponse";
import { uniqueId } from "../core/globalContext";

const namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

const parameters: Readonly<Record<string, readonly string[]>> = {
    AssumeRole: ["RoleArn", "RoleSessionName", "ExternalId", "DurationSeconds"],
    GetCallerIdentity: [],
};

/**
 * STS over the AWS query protocol: AssumeRole and GetCallerIdentity.
 * @throws AwsError; the server renders it
 */
export function handleSts(world: World, request: HttpRequest, ctx: CallContext): HttpResponse {
    const form = new URLSearchParams(request.body.toString("utf8"));
    const action = form.get("Action") ?? `${request.method} ${request.path}`;
    const known = parameters[action];
    if (known === undefined) throw new NotImplemented(`STS ${action}`);
    for (const name of form.keys()) {
        if (name !== "Action" && name !== "Version" && !known.includes(name)) {
            throw new NotImplemented(`STS ${action}: ${name}`);
        }
    }
    const result =
        action === "AssumeRole" ? assumeRole(world, form, ctx) : callerIdentity(world, ctx);
    return {
        status: 200,
        headers: { "content-type": "text/xml" },
        body:
            `<${action}Response xmlns="${namespace}"><${action}Result>${result}</${action}Result>` +
            `<ResponseMetadata><RequestId>${ctx.requestId}</RequestId></ResponseMetadata></${action}Response>`,
    };
}

function assumeRole(world: World, form: URLSearchParams, ctx: CallContext): string {
    const externalId = form.get("ExternalId");
    const duration = form.get("DurationSeconds");
    const session = world.iam.assumeRole(
        ctx,
        required(form, "RoleArn"),
        required(form, "RoleSessionName"),
        {
            ...(externalId === null ? {} : { externalId }),
            ...(duration === null ? {} : { durationSeconds: Number(duration) }),
        },
    );
    const { principal } = session;
    if (principal.kind !== "role") throw new Error("AssumeRole must open a session of a role");
    return (
        "<Credentials>" +
        element("AccessKeyId", session.accessKeyId) +
        element("SecretAccessKey", session.secretAccessKey) +
        element("SessionToken", session.sessionToken) +
        element("Expiration", new Date(session.expiresAt).toISOString()) +
        "</Credentials><AssumedRoleUser>" +
        element("Arn", principal.arn) +
        element(
            "AssumedRoleId",
            `${uniqueId("AROA", principal.roleArn)}:${principal.sessionName}`,
        ) +
        "</AssumedRoleUser>"
    );
}

/** Needs no permission, and no policy can deny it (STS API reference). */
function callerIdentity(world: World, { principal }: CallContext): string {
    switch (principal.kind) {
        case "role":
            return (
                element("Account", principal.account) +
                element("Arn", principal.arn) +
                element("UserId", `${uniqueId("AROA", principal.roleArn)}:${principal.sessionName}`)
            );
        case "administrator":
            return (
                element("Account", principal.account) +
                element("Arn", principal.arn) +
                element("UserId", uniqueId("AIDA", principal.arn))
            );
        case "service":
        case "anonymous":
            throw new AwsError(
                "MissingAuthenticationToken",
                403,
                `Request is missing Authentication Token (accounts: ${world.accounts.join(", ")})`,
            );
    }
}

const element = (name: string, value: string): string => `<${name}>${xmlText(value)}</${name}>`;

function required(form: URLSearchParams, name: string): string {
    const value = form.get(name);
    if (value !== null && value !== "") return value;
    throw new AwsError("ValidationError", 400, `${name}: must be given`);
}
