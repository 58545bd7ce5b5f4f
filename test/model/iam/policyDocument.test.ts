import assert from "node:assert/strict";
import { parsePolicyDocument, type PolicyKind } from "../../../model/iam/policyDocument";

const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const oneStatement = (statement: unknown): unknown => ({
    Version: "2012-10-17",
    Statement: [statement],
});

describe("parsePolicyDocument", () => {
    it("reads single values, lists, one statement without a list, and JSON text alike", () => {
        const forms: unknown[] = [
            { Version: "2012-10-17", Statement: allow },
            { Version: "2012-10-17", Statement: [allow] },
            {
                Version: "2012-10-17",
                Statement: [{ ...allow, Action: ["s3:GetObject"], Resource: ["*"] }],
            },
            JSON.stringify({ Version: "2012-10-17", Id: "x", Statement: [allow] }),
        ];
        for (const form of forms) {
            const { statements } = parsePolicyDocument(form, "p", "identity");
            assert.deepEqual(
                statements.map(({ index, sid, effect, action, resource }) => [
                    index,
                    sid,
                    effect,
                    action.patterns,
                    resource?.patterns,
                ]),
                [[0, undefined, "Allow", ["s3:GetObject"], ["*"]]],
            );
        }
    });

    it("takes 2008-10-17 as the version of a document without one", () => {
        assert.equal(
            parsePolicyDocument({ Statement: allow }, "p", "identity").version,
            "2008-10-17",
        );
    });

    it("reads every form of principal", () => {
        const { statements } = parsePolicyDocument(
            oneStatement({
                ...allow,
                Principal: {
                    AWS: [
                        "111122223333",
                        "arn:aws-cn:iam::444455556666:root",
                        "arn:aws:iam::111122223333:role/path/r",
                        "arn:aws:sts::111122223333:assumed-role/r/s",
                    ],
                    Service: "s3.amazonaws.com",
                    Federated: "cognito-identity.amazonaws.com",
                },
            }),
            "p",
            "resource",
        );
        assert.deepEqual(statements[0]?.principal, {
            negated: false,
            element: {
                everyone: false,
                accounts: ["111122223333", "444455556666"],
                arns: [
                    "arn:aws:iam::111122223333:role/path/r",
                    "arn:aws:sts::111122223333:assumed-role/r/s",
                ],
                services: ["s3.amazonaws.com"],
                federated: ["cognito-identity.amazonaws.com"],
            },
        });
    });

    const bucket = { ...allow, Principal: "*" };
    const refused: readonly [string, unknown, PolicyKind, string][] = [
        ["text that is no JSON", "{", "identity", "p: must be JSON: "],
        ["null", null, "identity", "p: must be an object, got null"],
        [
            "an unknown version",
            { Version: "2020", Statement: allow },
            "identity",
            'p.Version: must be "2012-10-17" or "2008-10-17", got "2020"',
        ],
        [
            "no statement",
            { Version: "2012-10-17", Statement: [] },
            "identity",
            "p.Statement: must hold at least one statement",
        ],
        [
            "an unknown element",
            { Version: "2012-10-17", Statement: allow, Comment: "" },
            "identity",
            'p: knows the elements Version, Id, Statement, got "Comment"',
        ],
        [
            "an unknown statement element",
            oneStatement({ ...allow, Sid: "A", Actions: "x" }),
            "identity",
            'p.Statement[0] (Sid "A"): knows the elements Sid, Effect, ',
        ],
        [
            "a repeated Sid",
            {
                Version: "2012-10-17",
                Statement: [
                    { ...allow, Sid: "A" },
                    { ...allow, Sid: "A" },
                ],
            },
            "identity",
            'p.Statement: Sid must be unique, got "A" twice',
        ],
        [
            "a Sid with a dash in an identity policy",
            oneStatement({ ...allow, Sid: "a-b" }),
            "identity",
            'p.Statement[0] (Sid "a-b").Sid: may hold letters and digits only, got "a-b"',
        ],
        [
            "a wrong effect",
            oneStatement({ ...allow, Effect: "allow" }),
            "identity",
            'p.Statement[0].Effect: must be "Allow" or "Deny", got "allow"',
        ],
        [
            "no action",
            oneStatement({ Effect: "Allow", Resource: "*" }),
            "identity",
            "p.Statement[0]: needs Action or NotAction",
        ],
        [
            "Action and NotAction",
            oneStatement({ ...allow, NotAction: "s3:*" }),
            "identity",
            "p.Statement[0]: must have Action or NotAction, got both",
        ],
        [
            "an action without service",
            oneStatement({ ...allow, Action: "GetObject" }),
            "identity",
            'p.Statement[0].Action: must be "*" or look like "s3:GetObject*", got "GetObject"',
        ],
        [
            "an empty list",
            oneStatement({ ...allow, Action: [] }),
            "identity",
            "p.Statement[0].Action: must have at least one entry, got []",
        ],
        [
            "a resource that is no ARN",
            oneStatement({ ...allow, Resource: "bucket/*" }),
            "identity",
            'p.Statement[0].Resource: must be "*" or an ARN, got "bucket/*"',
        ],
        [
            "no resource",
            oneStatement({ Effect: "Allow", Action: "s3:*" }),
            "identity",
            "p.Statement[0]: needs Resource or NotResource",
        ],
        [
            "a principal in an identity policy",
            oneStatement(bucket),
            "identity",
            "p.Statement[0].Principal: an identity policy must not name a principal",
        ],
        [
            "no principal in a resource policy",
            oneStatement(allow),
            "resource",
            "p.Statement[0]: needs Principal or NotPrincipal",
        ],
        [
            "NotPrincipal with Allow",
            oneStatement({ ...allow, NotPrincipal: { AWS: "111122223333" } }),
            "resource",
            "p.Statement[0].NotPrincipal: NotPrincipal works with Deny only, got Allow",
        ],
        [
            "a wildcard in a principal",
            oneStatement({ ...allow, Principal: { AWS: "arn:aws:iam::111122223333:role/*" } }),
            "resource",
            'p.Statement[0].Principal.AWS: must be "*", an account id or the ARN',
        ],
        [
            "an unknown principal type",
            oneStatement({ ...allow, Principal: { Role: "x" } }),
            "resource",
            'p.Statement[0].Principal: knows AWS, Service, Federated and CanonicalUser, got "Role"',
        ],
        [
            "a service that is no host name",
            oneStatement({ ...allow, Principal: { Service: "lambda" } }),
            "resource",
            'p.Statement[0].Principal.Service: must be a service host name, got "lambda"',
        ],
        [
            "a resource in a trust policy",
            oneStatement(bucket),
            "trust",
            "p.Statement[0].Resource: a role's trust policy must not name a resource",
        ],
    ];
    for (const [what, document, kind, message] of refused) {
        it(`refuses ${what}`, () => {
            assert.throws(
                () => parsePolicyDocument(document, "p", kind),
                (error: Error & { problem?: string }) => {
                    assert.equal(error.problem, "malformed");
                    assert.equal(error.message.slice(0, message.length), message);
                    return true;
                },
            );
        });
    }
});
