import { evaluate } from "../../../../model/iam/evaluate";
import { parsePolicyDocument } from "../../../../model/iam/policyDocument";
import type { PolicyDocument } from "../../../../model/iam/documents/statement";

/** One call to be decided by documents of ours. */
export interface Call {
    readonly action: string;
    readonly resource: string;
    readonly resourceAccount?: string | undefined;
    /** Name of a role of account 111111111111 (or "ACCOUNT/NAME"), or a service's domain. */
    readonly by: { readonly role: string } | { readonly service: string };
    readonly context?: Readonly<Record<string, string | readonly string[]>> | undefined;
    readonly identity?: PolicyDocument | undefined;
    readonly resourcePolicy?: PolicyDocument | undefined;
    /** KMS keys and role trust: nothing is allowed without the resource's own policy. */
    readonly required?: boolean | undefined;
}

/** The Sid that decides, prefixed by whether the call is allowed. */
export function decide(call: Call): string {
    const parts = "role" in call.by ? call.by.role.split("/") : [];
    const name = parts.at(-1) ?? "";
    const account = parts.length > 1 ? (parts[0] ?? "") : "111111111111";
    const roleArn = `arn:aws:iam::${account}:role/${name}`;
    const resourceAccount = call.resourceAccount ?? "111111111111";
    const { allowed, decidedBy } = evaluate({
        action: call.action,
        resource: call.resource,
        resourceAccount,
        principal:
            "service" in call.by
                ? { kind: "service", service: call.by.service }
                : {
                      kind: "role",
                      account,
                      roleArn,
                      sessionArn: `arn:aws:sts::${account}:assumed-role/${name}/session`,
                  },
        context: {
            "aws:SecureTransport": "true",
            "aws:ResourceAccount": resourceAccount,
            ...("service" in call.by
                ? { "aws:PrincipalServiceName": call.by.service }
                : { "aws:PrincipalArn": roleArn, "aws:PrincipalAccount": account }),
            ...call.context,
        },
        identityPolicies:
            call.identity === undefined
                ? []
                : [
                      {
                          name: "role",
                          document: parsePolicyDocument(call.identity, "role", "identity"),
                      },
                  ],
        resourcePolicies:
            call.resourcePolicy === undefined
                ? []
                : [
                      {
                          name: "resource",
                          document: parsePolicyDocument(
                              call.resourcePolicy,
                              "resource",
                              "resource",
                          ),
                      },
                  ],
        resourcePolicy: call.required === true ? "required" : "optional",
    });
    return `${allowed ? "allowed" : "denied"}: ${decidedBy}`;
}
