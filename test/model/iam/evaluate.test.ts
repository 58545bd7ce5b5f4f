import assert from "node:assert/strict";
import fc from "fast-check";
import { evaluate, type Evaluation, type EvaluationRequest } from "../../../model/iam/evaluate";
import { parsePolicyDocument, type PolicyKind } from "../../../model/iam/policyDocument";
import type { RequestPrincipal } from "../../../model/iam/principalElement";

const home = "111122223333";
const other = "444455556666";
const roleOf = (account: string): RequestPrincipal => ({
    kind: "role",
    account,
    roleArn: `arn:aws:iam::${account}:role/task`,
    sessionArn: `arn:aws:sts::${account}:assumed-role/task/run`,
});
const user: RequestPrincipal = {
    kind: "user",
    account: home,
    arn: `arn:aws:iam::${home}:user/ann`,
};
const service: RequestPrincipal = { kind: "service", service: "s3.amazonaws.com" };

interface Case extends Partial<Omit<EvaluationRequest, "identityPolicies" | "resourcePolicies">> {
    readonly identity?: readonly unknown[];
    readonly resourceStatements?: readonly unknown[];
    readonly kind?: PolicyKind;
}

function decide({ identity, resourceStatements, kind = "resource", ...request }: Case): Evaluation {
    const policies = (
        name: string,
        statements: readonly unknown[] | undefined,
        as: PolicyKind,
    ): EvaluationRequest["identityPolicies"] =>
        statements === undefined
            ? []
            : [
                  {
                      name,
                      document: parsePolicyDocument(
                          { Version: "2012-10-17", Statement: statements },
                          name,
                          as,
                      ),
                  },
              ];
    return evaluate({
        action: "s3:GetObject",
        resource: "arn:aws:s3:::bucket/key",
        resourceAccount: home,
        principal: roleOf(home),
        context: {},
        ...request,
        identityPolicies: policies("role", identity, "identity"),
        resourcePolicies: policies("bucket", resourceStatements, kind),
    });
}

const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::bucket/*" };
const everything = { Effect: "Allow", Action: "*", Resource: "*" };
const root = (account: string): object => ({ AWS: `arn:aws:iam::${account}:root` });

/** [what, case, allowed, decidedBy]; the first group after the IAM User Guide's "Policy evaluation logic". */
const cases: readonly [string, Case, boolean, string][] = [
    ["denies by default", {}, false, "no statement allows it"],
    ["allows what an identity policy allows", { identity: [allow] }, true, "role#0"],
    ["names the Sid that decided", { identity: [{ ...allow, Sid: "Read" }] }, true, "role#Read"],
    [
        "compares actions without regard to case",
        { identity: [{ ...allow, Action: "S3:getobject" }] },
        true,
        "role#0",
    ],
    [
        "compares resources with regard to case",
        { identity: [{ ...allow, Resource: "arn:aws:s3:::Bucket/*" }] },
        false,
        "no statement allows it",
    ],
    [
        "lets an explicit deny of the identity win over both allows",
        {
            identity: [everything, { ...allow, Effect: "Deny" }],
            resourceStatements: [{ ...allow, Principal: "*" }],
        },
        false,
        "role#1",
    ],
    [
        "lets an explicit deny of the resource win",
        {
            identity: [everything],
            resourceStatements: [{ ...allow, Effect: "Deny", Principal: "*" }],
        },
        false,
        "bucket#0",
    ],
    [
        "allows in one account by a resource policy that names the role",
        {
            resourceStatements: [
                { ...allow, Principal: { AWS: `arn:aws:iam::${home}:role/task` } },
            ],
        },
        true,
        "bucket#0",
    ],
    [
        "allows in one account by a resource policy that names the session",
        {
            resourceStatements: [
                { ...allow, Principal: { AWS: `arn:aws:sts::${home}:assumed-role/task/run` } },
            ],
        },
        true,
        "bucket#0",
    ],
    [
        "does not allow another session of the role",
        {
            resourceStatements: [
                { ...allow, Principal: { AWS: `arn:aws:sts::${home}:assumed-role/task/else` } },
            ],
        },
        false,
        "no statement allows it",
    ],
    [
        "allows in one account by a resource policy for everyone",
        { resourceStatements: [{ ...allow, Principal: { AWS: "*" } }] },
        true,
        "bucket#0",
    ],
    [
        "needs the identity side when the resource policy names the account only",
        { resourceStatements: [{ ...allow, Principal: root(home) }] },
        false,
        "no statement allows it",
    ],
    [
        "allows a user named by ARN",
        {
            principal: user,
            resourceStatements: [{ ...allow, Principal: { AWS: `arn:aws:iam::${home}:user/ann` } }],
        },
        true,
        "bucket#0",
    ],
    [
        "denies across accounts by the identity side alone",
        { principal: roleOf(other), identity: [everything] },
        false,
        "no statement allows it: across accounts the resource policy must as well",
    ],
    [
        "denies across accounts by the resource side alone",
        { principal: roleOf(other), resourceStatements: [{ ...allow, Principal: root(other) }] },
        false,
        "no statement allows it: the resource policy does, the caller's policies do not",
    ],
    [
        "denies across accounts by a resource policy for everyone alone",
        { principal: roleOf(other), resourceStatements: [{ ...allow, Principal: "*" }] },
        false,
        "no statement allows it: the resource policy does, the caller's policies do not",
    ],
    [
        "allows across accounts when both sides do",
        {
            principal: roleOf(other),
            identity: [allow],
            resourceStatements: [{ ...allow, Principal: root(other) }],
        },
        true,
        "role#0 + bucket#0",
    ],
    [
        "does not let another account's root speak for the caller",
        {
            principal: roleOf(other),
            identity: [allow],
            resourceStatements: [{ ...allow, Principal: root(home) }],
        },
        false,
        "no statement allows it: across accounts the resource policy must as well",
    ],
    [
        "allows a service by a resource policy that names it",
        {
            principal: service,
            resourceStatements: [{ ...allow, Principal: { Service: "s3.amazonaws.com" } }],
        },
        true,
        "bucket#0",
    ],
    [
        "does not allow a service by one that names another",
        {
            principal: service,
            resourceStatements: [{ ...allow, Principal: { Service: "sns.amazonaws.com" } }],
        },
        false,
        "no statement allows it: a resource policy must",
    ],
    [
        "allows anonymous callers by a resource policy for everyone only",
        { principal: { kind: "anonymous" }, resourceStatements: [{ ...allow, Principal: "*" }] },
        true,
        "bucket#0",
    ],
    [
        "does not take an account's root for anonymous callers",
        {
            principal: { kind: "anonymous" },
            resourceStatements: [{ ...allow, Principal: root(home) }],
        },
        false,
        "no statement allows it: a resource policy must",
    ],
    // NotPrincipal: every form of the caller must be listed.
    [
        "denies everyone whom NotPrincipal does not list",
        {
            identity: [everything],
            resourceStatements: [
                {
                    ...allow,
                    Effect: "Deny",
                    NotPrincipal: { AWS: `arn:aws:iam::${home}:role/task` },
                },
            ],
        },
        false,
        "bucket#0",
    ],
    [
        "denies a session whose account and role alone NotPrincipal lists",
        {
            identity: [everything],
            resourceStatements: [
                {
                    ...allow,
                    Effect: "Deny",
                    NotPrincipal: { AWS: [home, `arn:aws:iam::${home}:role/task`] },
                },
            ],
        },
        false,
        "bucket#0",
    ],
    [
        "spares the session that NotPrincipal lists in every form",
        {
            identity: [allow],
            resourceStatements: [
                {
                    ...allow,
                    Effect: "Deny",
                    NotPrincipal: {
                        AWS: [
                            home,
                            `arn:aws:iam::${home}:role/task`,
                            `arn:aws:sts::${home}:assumed-role/task/run`,
                        ],
                    },
                },
            ],
        },
        true,
        "role#0",
    ],
    [
        "spares the service that NotPrincipal lists",
        {
            principal: service,
            resourceStatements: [
                { ...allow, Effect: "Deny", NotPrincipal: { Service: "s3.amazonaws.com" } },
                { ...allow, Principal: { Service: "s3.amazonaws.com" } },
            ],
        },
        true,
        "bucket#1",
    ],
    // The known answers of policy-packs.md, section 7.
    [
        "lets NotAction allow the rest",
        { identity: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }] },
        true,
        "role#0",
    ],
    [
        "does not let NotAction allow what it names",
        {
            action: "iam:PassRole",
            resource: `arn:aws:iam::${home}:role/x`,
            identity: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
        },
        false,
        "no statement allows it",
    ],
    [
        "leaves what NotResource names to an implicit deny",
        {
            identity: [
                { Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::bucket/*" },
            ],
        },
        false,
        "no statement allows it",
    ],
    [
        "denies a KMS key without a key policy",
        {
            action: "kms:Decrypt",
            resource: "arn:aws:kms:r:1:key/k",
            identity: [everything],
            resourcePolicy: "required",
        },
        false,
        "no statement allows it: the resource policy must allow or delegate",
    ],
    [
        "allows a KMS key whose policy delegates to the account",
        {
            action: "kms:Decrypt",
            resource: "arn:aws:kms:r:1:key/k",
            identity: [everything],
            resourceStatements: [
                { Effect: "Allow", Action: "kms:*", Resource: "*", Principal: root(home) },
            ],
            resourcePolicy: "required",
        },
        true,
        "role#0 + bucket#0",
    ],
    [
        "denies a delegated KMS key without an identity policy",
        {
            action: "kms:Decrypt",
            resource: "arn:aws:kms:r:1:key/k",
            resourceStatements: [
                { Effect: "Allow", Action: "kms:*", Resource: "*", Principal: root(home) },
            ],
            resourcePolicy: "required",
        },
        false,
        "no statement allows it: the resource policy delegates, the caller's policies do not allow",
    ],
    [
        "allows a KMS key whose policy names the role, without an identity policy",
        {
            action: "kms:Decrypt",
            resource: "arn:aws:kms:r:1:key/k",
            resourceStatements: [
                {
                    Effect: "Allow",
                    Action: "kms:*",
                    Resource: "*",
                    Principal: { AWS: `arn:aws:iam::${home}:role/task` },
                },
            ],
            resourcePolicy: "required",
        },
        true,
        "bucket#0",
    ],
    [
        "denies plain HTTP explicitly",
        {
            identity: [everything],
            context: { "aws:SecureTransport": false },
            resourceStatements: [
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: "*",
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        },
        false,
        "bucket#TlsOnly",
    ],
    [
        "allows TLS past the same statement",
        {
            identity: [everything],
            context: { "aws:SecureTransport": true },
            resourceStatements: [
                {
                    Sid: "TlsOnly",
                    Effect: "Deny",
                    Principal: "*",
                    Action: "s3:*",
                    Resource: "*",
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        },
        true,
        "role#0",
    ],
    [
        "allows PassRole to the right service",
        {
            action: "iam:PassRole",
            resource: `arn:aws:iam::${home}:role/job`,
            context: { "iam:PassedToService": "batchoperations.s3.amazonaws.com" },
            identity: [
                {
                    Effect: "Allow",
                    Action: "iam:PassRole",
                    Resource: `arn:aws:iam::${home}:role/job`,
                    Condition: {
                        StringEquals: { "iam:PassedToService": "batchoperations.s3.amazonaws.com" },
                    },
                },
            ],
        },
        true,
        "role#0",
    ],
    [
        "denies PassRole to another service",
        {
            action: "iam:PassRole",
            resource: `arn:aws:iam::${home}:role/job`,
            context: { "iam:PassedToService": "ec2.amazonaws.com" },
            identity: [
                {
                    Effect: "Allow",
                    Action: "iam:PassRole",
                    Resource: `arn:aws:iam::${home}:role/job`,
                    Condition: {
                        StringEquals: { "iam:PassedToService": "batchoperations.s3.amazonaws.com" },
                    },
                },
            ],
        },
        false,
        "no statement allows it",
    ],
    [
        "denies what a misspelt action does not cover",
        { identity: [{ ...allow, Action: "s3:GetObjekt" }] },
        false,
        "no statement allows it",
    ],
    // Trust policies.
    [
        "lets a trust policy open the role to a service",
        {
            kind: "trust",
            action: "sts:AssumeRole",
            resource: `arn:aws:iam::${home}:role/x`,
            principal: { kind: "service", service: "lambda.amazonaws.com" },
            resourceStatements: [
                {
                    Effect: "Allow",
                    Principal: { Service: "lambda.amazonaws.com" },
                    Action: "sts:AssumeRole",
                },
            ],
            resourcePolicy: "required",
        },
        true,
        "bucket#0",
    ],
    [
        "does not open a role by identity policies alone",
        {
            action: "sts:AssumeRole",
            resource: `arn:aws:iam::${home}:role/x`,
            identity: [everything],
            resourcePolicy: "required",
        },
        false,
        "no statement allows it: the resource policy must allow or delegate",
    ],
];

describe("evaluate", () => {
    for (const [what, request, allowed, decidedBy] of cases) {
        it(what, () => {
            const evaluation = decide(request);
            assert.deepEqual([evaluation.allowed, evaluation.decidedBy], [allowed, decidedBy]);
        });
    }

    it("tells an explicit deny from an implicit one", () => {
        assert.equal(decide({ identity: [{ ...allow, Effect: "Deny" }] }).explicitDeny, true);
        assert.equal(decide({}).explicitDeny, false);
    });

    it("lists every statement that allows", () => {
        assert.deepEqual(decide({ identity: [allow, { ...everything, Sid: "All" }] }).statements, [
            { policy: "role", index: 0, sid: undefined },
            { policy: "role", index: 1, sid: "All" },
        ]);
    });

    it("refuses a request for an action that is malformed, has wildcards or does not exist", () => {
        assert.throws(() => decide({ action: "GetObject" }), {
            name: "RangeError",
            message: 'action: must look like "s3:GetObject", got "GetObject"',
        });
        assert.throws(() => decide({ action: "s3:Get*" }), RangeError);
        const isKnownAction = (action: string): boolean => action === "s3:GetObject";
        assert.throws(() => decide({ action: "s3:GetObjekt", isKnownAction }), {
            message: 'action: must exist, got "s3:GetObjekt"; check its spelling',
        });
        assert.equal(decide({ isKnownAction, identity: [allow] }).allowed, true);
    });

    const statement = fc.record({
        Effect: fc.constantFrom("Allow", "Deny"),
        Action: fc.constantFrom("*", "s3:*", "s3:Get*", "s3:PutObject"),
        Resource: fc.constantFrom("*", "arn:aws:s3:::bucket/*", "arn:aws:s3:::else/*"),
    });
    const withPrincipal = fc
        .tuple(
            statement,
            fc.constantFrom("*", root(home), root(other), {
                AWS: `arn:aws:iam::${home}:role/task`,
            }),
        )
        .map(([base, Principal]) => ({ ...base, Principal }));
    const request = fc.record({
        identity: fc.array(statement, { minLength: 1, maxLength: 4 }),
        resourceStatements: fc.array(withPrincipal, { minLength: 1, maxLength: 4 }),
        principal: fc.constantFrom(roleOf(home), roleOf(other)),
        resourcePolicy: fc.constantFrom("optional" as const, "required" as const),
    });

    it("never allows more for one more Deny, on either side", () => {
        fc.assert(
            fc.property(request, statement, withPrincipal, (base, extra, extraResource) => {
                const before = decide(base).allowed;
                const denyMore = [...base.identity, { ...extra, Effect: "Deny" }];
                const denyResource = [
                    ...base.resourceStatements,
                    { ...extraResource, Effect: "Deny" },
                ];
                if (!before) {
                    assert.equal(decide({ ...base, identity: denyMore }).allowed, false);
                    assert.equal(
                        decide({ ...base, resourceStatements: denyResource }).allowed,
                        false,
                    );
                }
            }),
        );
    });

    it("never allows less for one more Allow", () => {
        fc.assert(
            fc.property(request, statement, (base, extra) => {
                if (!decide(base).allowed) return;
                const more = [...base.identity, { ...extra, Effect: "Allow" }];
                assert.equal(decide({ ...base, identity: more }).allowed, true);
            }),
        );
    });

    it("does not depend on the order of statements", () => {
        fc.assert(
            fc.property(request, (base) => {
                const turned = decide({
                    ...base,
                    identity: [...base.identity].reverse(),
                    resourceStatements: [...base.resourceStatements].reverse(),
                });
                const plain = decide(base);
                assert.deepEqual(
                    [turned.allowed, turned.explicitDeny],
                    [plain.allowed, plain.explicitDeny],
                );
            }),
        );
    });

    it("allows with a required resource policy only what it allows with an optional one", () => {
        fc.assert(
            fc.property(request, (base) => {
                if (!decide({ ...base, resourcePolicy: "required" }).allowed) return;
                assert.equal(decide({ ...base, resourcePolicy: "optional" }).allowed, true);
            }),
        );
    });
});
