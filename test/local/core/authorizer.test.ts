import assert from "node:assert/strict";
import type { AuthorizationRequest, CallContext } from "../../../local/core/contracts";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";

const home = "111122223333";
const other = "444455556666";

/** A world with role "task" in the first account and one inline policy; and a caller with a session of it. */
function worldWithRole(
    statement: object,
    tags: Record<string, string> = {},
): { world: WorldBase; ctx: CallContext } {
    const world = createTestWorld();
    const { arn } = world.iam.createRole(home, {
        name: "task",
        tags,
        trustPolicy: {
            Version: "2012-10-17",
            Statement: {
                Effect: "Allow",
                Principal: { Service: "lambda.amazonaws.com" },
                Action: "sts:AssumeRole",
            },
        },
    });
    world.iam.putRolePolicy(home, "task", "inline", {
        Version: "2012-10-17",
        Statement: {
            Sid: "It",
            Effect: "Allow",
            Action: "s3:GetObject",
            Resource: "*",
            ...statement,
        },
    });
    const { principal } = world.iam.assumeRole(
        world.serviceContext("lambda.amazonaws.com"),
        arn,
        "run",
    );
    return { world, ctx: { principal, region: world.region, requestId: "REQUEST1", secure: true } };
}

const read: AuthorizationRequest = {
    action: "s3:GetObject",
    resource: "arn:aws:s3:::bucket/key",
    resourceAccount: home,
};

describe("authorization of a world", () => {
    it("throws an AccessDenied that names caller, action, resource and reason", () => {
        const { world, ctx } = worldWithRole({ Action: "s3:PutObject" });
        assert.throws(
            () => {
                world.authorize(ctx, read);
            },
            {
                name: "AwsError",
                code: "AccessDenied",
                status: 403,
                message:
                    "User: arn:aws:sts::111122223333:assumed-role/task/run is not authorized to perform: s3:GetObject " +
                    'on resource: "arn:aws:s3:::bucket/key" because no statement allows it',
            },
        );
    });

    it("logs every decision with the statement that decided", () => {
        const { world, ctx } = worldWithRole({});
        world.decisions.length = 0;
        assert.equal(world.isAllowed(ctx, read), true);
        assert.equal(world.isAllowed(ctx, { ...read, action: "s3:PutObject" }), false);
        const common = {
            at: "2026-01-05T00:00:00.000Z",
            principal: "arn:aws:sts::111122223333:assumed-role/task/run",
            resource: "arn:aws:s3:::bucket/key",
            explicitDeny: false,
            requestId: "REQUEST1",
        };
        assert.deepEqual(world.decisions, [
            {
                ...common,
                action: "s3:GetObject",
                allowed: true,
                decidedBy: "task/inline#It",
                statements: ["task/inline#It"],
            },
            {
                ...common,
                action: "s3:PutObject",
                allowed: false,
                decidedBy: "no statement allows it",
                statements: [],
            },
        ]);
    });

    /** Condition, request, whether the role's Allow holds under it. */
    const keys: readonly [string, object, Partial<AuthorizationRequest>, boolean][] = [
        [
            "aws:PrincipalArn is the role",
            { ArnEquals: { "aws:PrincipalArn": `arn:aws:iam::${home}:role/task` } },
            {},
            true,
        ],
        ["aws:PrincipalAccount", { StringEquals: { "aws:PrincipalAccount": home } }, {}, true],
        ["aws:PrincipalTag", { StringEquals: { "aws:PrincipalTag/team": "red" } }, {}, true],
        ["aws:PrincipalType", { StringEquals: { "aws:PrincipalType": "AssumedRole" } }, {}, true],
        [
            "aws:userid ends with the session",
            { StringLike: { "aws:userid": "AROA*:run" } },
            {},
            true,
        ],
        ["aws:SecureTransport", { Bool: { "aws:SecureTransport": "true" } }, {}, true],
        ["aws:ResourceAccount", { StringEquals: { "aws:ResourceAccount": home } }, {}, true],
        [
            "s3:ResourceAccount on S3 actions",
            { StringEquals: { "s3:ResourceAccount": home } },
            {},
            true,
        ],
        [
            "s3:ResourceAccount on no other action",
            { Null: { "s3:ResourceAccount": "false" } },
            { action: "sqs:SendMessage" },
            false,
        ],
        ["aws:RequestedRegion", { StringEquals: { "aws:RequestedRegion": "eu-west-1" } }, {}, true],
        [
            "aws:CurrentTime is virtual",
            { DateLessThan: { "aws:CurrentTime": "2026-01-05T00:00:01Z" } },
            {},
            true,
        ],
        [
            "aws:EpochTime is virtual",
            { NumericEquals: { "aws:EpochTime": "1767571200" } },
            {},
            true,
        ],
        ["aws:PrincipalIsAWSService", { Bool: { "aws:PrincipalIsAWSService": "false" } }, {}, true],
        [
            "the call's own keys",
            { StringEquals: { "s3:x-amz-storage-class": "GLACIER" } },
            { context: { "s3:x-amz-storage-class": "GLACIER" } },
            true,
        ],
        [
            "no key that the call does not carry",
            { StringEquals: { "s3:x-amz-storage-class": "GLACIER" } },
            {},
            false,
        ],
        [
            "kms:CallerAccount on KMS actions only",
            { Null: { "kms:CallerAccount": "true" } },
            {},
            true,
        ],
    ];
    for (const [what, Condition, request, expected] of keys) {
        it(`knows ${what}`, () => {
            const { world, ctx } = worldWithRole({ Action: "*", Condition }, { team: "red" });
            assert.equal(world.isAllowed(ctx, { ...read, ...request }), expected);
        });
    }

    const bucketPolicy = (statement: object): AuthorizationRequest => ({
        ...read,
        resourcePolicies: [
            {
                name: "bucket policy",
                document: {
                    Version: "2012-10-17",
                    Statement: [
                        { Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...statement },
                    ],
                },
            },
        ],
    });

    it("gives services their source and name, and no account of their own", () => {
        const world = createTestWorld();
        const request = bucketPolicy({
            Principal: { Service: "s3.amazonaws.com" },
            Condition: {
                ArnLike: { "aws:SourceArn": "arn:aws:s3:::source" },
                StringEquals: {
                    "aws:SourceAccount": home,
                    "aws:PrincipalServiceName": "s3.amazonaws.com",
                },
                Bool: { "aws:PrincipalIsAWSService": "true" },
                Null: { "aws:PrincipalAccount": "true", "aws:PrincipalArn": "true" },
            },
        });
        const source = { arn: "arn:aws:s3:::source", account: home };
        assert.equal(
            world.isAllowed(world.serviceContext("s3.amazonaws.com", source), request),
            true,
        );
        assert.equal(
            world.isAllowed(
                world.serviceContext("s3.amazonaws.com", { ...source, account: other }),
                request,
            ),
            false,
        );
        assert.equal(world.isAllowed(world.serviceContext("s3.amazonaws.com"), request), false);
        assert.equal(
            world.isAllowed(world.serviceContext("sns.amazonaws.com", source), request),
            false,
        );
    });

    it("allows administrators everything at home, elsewhere with the resource's consent, and never past a deny", () => {
        const world = createTestWorld();
        assert.equal(world.isAllowed(world.administrator(home), read), true);
        assert.equal(world.isAllowed(world.administrator(other), read), false);
        const consent = bucketPolicy({ Principal: { AWS: other } });
        assert.equal(world.isAllowed(world.administrator(other), consent), true);
        const deny = bucketPolicy({ Principal: "*", Effect: "Deny" });
        assert.equal(world.isAllowed(world.administrator(home), deny), false);
    });

    it("sees plain HTTP", () => {
        const world = createTestWorld();
        const tlsOnly = bucketPolicy({
            Sid: "TlsOnly",
            Effect: "Deny",
            Principal: "*",
            Condition: { Bool: { "aws:SecureTransport": "false" } },
        });
        const ctx = world.administrator(home);
        assert.equal(world.isAllowed(ctx, tlsOnly), true);
        assert.equal(world.isAllowed({ ...ctx, secure: false }, tlsOnly), false);
        assert.equal(world.decisions.at(-1)?.decidedBy, "bucket policy#TlsOnly");
    });

    it("refuses a condition key it never supplies, by name", () => {
        const world = createTestWorld();
        const request = bucketPolicy({
            Principal: "*",
            Condition: { StringEquals: { "aws:SourceVpce": "vpce-1" } },
        });
        assert.throws(() => world.isAllowed(world.administrator(home), request), {
            code: "NotImplemented",
        });
        assert.deepEqual(world.refusals, [
            'bucket policy.Statement[0].Condition: condition key "aws:SourceVpce"',
        ]);
    });

    it("sees a policy object that was changed in place", () => {
        const world = createTestWorld();
        const document = {
            Version: "2012-10-17",
            Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource: "*" }],
        };
        const request = { ...read, resourcePolicies: [{ name: "bucket policy", document }] };
        assert.equal(world.isAllowed(world.administrator(home), request), false);
        document.Statement[0]!.Action = "s3:PutObject";
        assert.equal(world.isAllowed(world.administrator(home), request), true);
    });

    it("takes a role's rights away from its open sessions when the policy or the role goes", () => {
        const { world, ctx } = worldWithRole({});
        assert.equal(world.isAllowed(ctx, read), true);
        world.iam.deleteRolePolicy(home, "task", "inline");
        assert.equal(world.isAllowed(ctx, read), false);
    });

    it("names a service that a test world was made without", () => {
        assert.throws(() => createTestWorld().s3, {
            message: "world.s3: this world was made without it; give it to createTestWorld",
        });
    });
});
