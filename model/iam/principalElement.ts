import { malformed, notImplemented } from "./policyDocumentError";

/** Who asks, as the evaluator needs to know it. */
export type RequestPrincipal =
    | {
          /** A session of a role. */
          readonly kind: "role";
          readonly account: string;
          readonly roleArn: string;
          /** arn:…:sts::…:assumed-role/NAME/SESSION */
          readonly sessionArn: string;
      }
    | { readonly kind: "user"; readonly account: string; readonly arn: string }
    | { readonly kind: "service"; readonly service: string }
    | { readonly kind: "anonymous" };

/** A Principal or NotPrincipal element. */
export interface PrincipalElement {
    /** `"*"` or `{"AWS": "*"}`. */
    readonly everyone: boolean;
    /** Account ids whose root is named (`"111122223333"` or its root ARN). */
    readonly accounts: readonly string[];
    /** ARNs of users, roles and role sessions. */
    readonly arns: readonly string[];
    readonly services: readonly string[];
    readonly federated: readonly string[];
}

/**
 * How a Principal element speaks about a caller. "direct": it names the caller, its role or everyone; "account": it
 * names the caller's account, which delegates the decision to that account's identity policies.
 */
export type PrincipalMatch = "direct" | "account" | "none";

const rootArn = /^arn:[a-z-]+:iam::(\d{12}):root$/;
const principalArn =
    /^arn:[a-z-]+:(iam::\d{12}:(role|user)\/[^*?]+|sts::\d{12}:(assumed-role|federated-user)\/[^*?]+)$/;

export function parsePrincipal(element: unknown, where: string): PrincipalElement {
    const none = { everyone: false, accounts: [], arns: [], services: [], federated: [] };
    if (element === "*") return { ...none, everyone: true };
    if (typeof element !== "object" || element === null || Array.isArray(element)) {
        throw malformed(where, `must be "*" or an object, got ${JSON.stringify(element)}`);
    }
    const lists = new Map<string, readonly string[]>();
    for (const [type, raw] of Object.entries(element)) {
        if (!["AWS", "Service", "Federated", "CanonicalUser"].includes(type)) {
            throw malformed(
                where,
                `knows AWS, Service, Federated and CanonicalUser, got "${type}"`,
            );
        }
        if (type === "CanonicalUser") throw notImplemented(where, "CanonicalUser");
        lists.set(type, names(raw, `${where}.${type}`));
    }
    if (lists.size === 0) throw malformed(where, "must name at least one principal, got {}");
    const aws = lists.get("AWS") ?? [];
    const services = lists.get("Service") ?? [];
    for (const service of services) {
        if (!/^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$/.test(service)) {
            throw malformed(`${where}.Service`, `must be a service host name, got "${service}"`);
        }
    }
    return {
        everyone: aws.includes("*"),
        accounts: aws.flatMap((name) => accountOf(name) ?? []),
        arns: aws.filter((name) => isPrincipalArn(name, `${where}.AWS`)),
        services,
        federated: lists.get("Federated") ?? [],
    };
}

function names(raw: unknown, where: string): readonly string[] {
    const list: readonly unknown[] = Array.isArray(raw) ? raw : [raw];
    if (list.length === 0) throw malformed(where, "must name at least one principal, got []");
    return list.map((name) => {
        if (typeof name === "string" && name !== "") return name;
        throw malformed(where, `must be a string, got ${JSON.stringify(name)}`);
    });
}

function accountOf(name: string): string | undefined {
    return /^\d{12}$/.test(name) ? name : rootArn.exec(name)?.[1];
}

function isPrincipalArn(name: string, where: string): boolean {
    if (name === "*" || accountOf(name) !== undefined) return false;
    if (principalArn.test(name)) return true;
    throw malformed(
        where,
        `must be "*", an account id or the ARN of a root, user, role or session without wildcards, got "${name}"`,
    );
}

/** Whether and how a Principal element names the caller. */
export function principalMatch(
    element: PrincipalElement,
    principal: RequestPrincipal,
): PrincipalMatch {
    if (element.everyone) return "direct";
    switch (principal.kind) {
        case "anonymous":
            return "none";
        case "service":
            return element.services.includes(principal.service) ? "direct" : "none";
        case "role":
        case "user":
            if (callerArns(principal).some((arn) => element.arns.includes(arn))) return "direct";
            return element.accounts.includes(principal.account) ? "account" : "none";
    }
}

/**
 * Whether NotPrincipal exempts the caller. AWS compares it with every form of the caller: a session is exempt only if
 * its account, its role and the session itself are all listed (IAM User Guide, "NotPrincipal").
 */
export function isExempt(element: PrincipalElement, principal: RequestPrincipal): boolean {
    if (element.everyone) return true;
    switch (principal.kind) {
        case "anonymous":
            return false;
        case "service":
            return element.services.includes(principal.service);
        case "role":
        case "user":
            return (
                element.accounts.includes(principal.account) &&
                callerArns(principal).every((arn) => element.arns.includes(arn))
            );
    }
}

function callerArns(
    principal: Extract<RequestPrincipal, { kind: "role" | "user" }>,
): readonly string[] {
    return principal.kind === "role" ? [principal.roleArn, principal.sessionArn] : [principal.arn];
}
