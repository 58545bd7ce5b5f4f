import assert from "node:assert/strict";
import { createTestWorld } from "../../../local/core/testWorld";
import { checkPassRole } from "../../../local/iam/checkPassRole";
import { checkResourcePolicy } from "../../../local/iam/checkResourcePolicy";

const home = "111122223333";
const other = "444455556666";

const trust = (principal: object, condition?: object): object => ({
    Version: "2012-10-17",
    Statement: {
        Effect: "Allow",
        Principal: principal,
        Action: "sts:AssumeRole",
        ...(condition === undefined ? {} : { Condition: condition }),
    },
});
const lambda = trust({ Service: "lambda.amazonaws.com" });
const allow = (Action: string, Resource: string): object => ({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action, Resource },
});

describe("IamService roles", () => {
    it("creates, lists, finds and deletes roles", () => {
        const { iam } = createTestWorld();
        const { arn } = iam.createRole(home, {
            name: "task",
            trustPolicy: lambda,
            tags: { a: "b" },
        });
        assert.equal(arn, `arn:aws:iam::${home}:role/task`);
        iam.putRolePolicy(home, "task", "one", JSON.stringify(allow("s3:GetObject", "*")));
        assert.deepEqual(
            [...(iam.role(arn)?.policies ?? [])],
            [["one", allow("s3:GetObject", "*")]],
        );
        assert.deepEqual(iam.role(arn)?.tags, { a: "b" });
        assert.throws(
            () => {
                iam.deleteRole(home, "task");
            },
            {
                code: "DeleteConflict",
                message: "role task still has the policies one; delete them first",
            },
        );
        iam.deleteRolePolicy(home, "task", "one");
        iam.deleteRole(home, "task");
        assert.deepEqual(iam.roles(), []);
    });

    it("puts the path into the role's ARN but not into its sessions'", () => {
        const world = createTestWorld();
        const { arn } = world.iam.createRole(home, {
            name: "task",
            path: "/team/",
            trustPolicy: lambda,
        });
        assert.equal(arn, `arn:aws:iam::${home}:role/team/task`);
        const { principal } = world.iam.assumeRole(
            world.serviceContext("lambda.amazonaws.com"),
            arn,
            "run",
        );
        assert.deepEqual(principal, {
            kind: "role",
            account: home,
            roleName: "task",
            roleArn: arn,
            arn: `arn:aws:sts::${home}:assumed-role/task/run`,
            sessionName: "run",
        });
    });

    it("keeps names unique in an account without regard to case, not across accounts", () => {
        const { iam } = createTestWorld();
        iam.createRole(home, { name: "task", trustPolicy: lambda });
        iam.createRole(other, { name: "task", trustPolicy: lambda });
        assert.throws(() => iam.createRole(home, { name: "Task", trustPolicy: lambda }), {
            code: "EntityAlreadyExists",
        });
    });

    it("stores copies, so that a caller's object cannot change a policy later", () => {
        const { iam } = createTestWorld();
        const { arn } = iam.createRole(home, { name: "task", trustPolicy: lambda });
        const document = {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
        };
        iam.putRolePolicy(home, "task", "one", document);
        document.Statement[0]!.Action = "s3:*";
        assert.deepEqual(iam.role(arn)?.policies.get("one"), {
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
        });
    });

    const refused: readonly [
        string,
        (iam: ReturnType<typeof createTestWorld>["iam"]) => void,
        string,
        RegExp,
    ][] = [
        [
            "an unknown account",
            (iam) => iam.createRole("999999999999", { name: "x", trustPolicy: lambda }),
            "ValidationError",
            /^account: must be one of/,
        ],
        [
            "a name with a slash",
            (iam) => iam.createRole(home, { name: "a/b", trustPolicy: lambda }),
            "ValidationError",
            /^RoleName/,
        ],
        [
            "a path without slashes",
            (iam) => iam.createRole(home, { name: "x", path: "team", trustPolicy: lambda }),
            "ValidationError",
            /^Path/,
        ],
        [
            "sessions of 13 hours",
            (iam) =>
                iam.createRole(home, { name: "x", maxSessionSeconds: 46_800, trustPolicy: lambda }),
            "ValidationError",
            /^MaxSessionDuration/,
        ],
        [
            "a malformed trust policy",
            (iam) => iam.createRole(home, { name: "x", trustPolicy: allow("sts:AssumeRole", "*") }),
            "MalformedPolicyDocument",
            /^x\/trust\.Statement\[0\]/,
        ],
        [
            "a trusted role that does not exist",
            (iam) =>
                iam.createRole(home, {
                    name: "x",
                    trustPolicy: trust({ AWS: `arn:aws:iam::${other}:role/ghost` }),
                }),
            "MalformedPolicyDocument",
            /^Invalid principal in policy: "AWS":"arn:aws:iam::444455556666:role\/ghost"/,
        ],
        [
            "a trust policy over 2,048 characters",
            (iam) =>
                iam.createRole(home, {
                    name: "x",
                    trustPolicy: trust(
                        { AWS: home },
                        { StringEquals: { "sts:ExternalId": "e".repeat(2000) } },
                    ),
                }),
            "LimitExceeded",
            /at most 2048 characters/,
        ],
        [
            "a policy of no role",
            (iam) => {
                iam.putRolePolicy(home, "ghost", "p", allow("s3:*", "*"));
            },
            "NoSuchEntity",
            /has no role ghost/,
        ],
        [
            "a malformed policy",
            (iam) => {
                iam.createRole(home, { name: "x", trustPolicy: lambda });
                iam.putRolePolicy(home, "x", "p", { Statement: {} });
            },
            "MalformedPolicyDocument",
            /^x\/p\.Statement\[0\]\.Effect/,
        ],
        [
            "inline policies over 10,240 characters together",
            (iam) => {
                iam.createRole(home, { name: "x", trustPolicy: lambda });
                iam.putRolePolicy(
                    home,
                    "x",
                    "p",
                    allow("s3:GetObject", `arn:aws:s3:::b/${"k".repeat(6000)}`),
                );
                iam.putRolePolicy(
                    home,
                    "x",
                    "q",
                    allow("s3:GetObject", `arn:aws:s3:::b/${"k".repeat(6000)}`),
                );
            },
            "LimitExceeded",
            /at most 10240 characters together/,
        ],
        [
            "deleting a policy that is not there",
            (iam) => {
                iam.createRole(home, { name: "x", trustPolicy: lambda });
                iam.deleteRolePolicy(home, "x", "p");
            },
            "NoSuchEntity",
            /has no policy p/,
        ],
    ];
    for (const [what, act, code, message] of refused) {
        it(`refuses ${what}`, () => {
            const { iam } = createTestWorld();
            assert.throws(
                () => {
                    act(iam);
                },
                { name: "AwsError", code, message },
            );
        });
    }
});

describe("IamService.assumeRole", () => {
    it("opens a session that ends after an hour of virtual time", () => {
        const world = createTestWorld();
        const { arn } = world.iam.createRole(home, { name: "task", trustPolicy: lambda });
        const session = world.iam.assumeRole(
            world.serviceContext("lambda.amazonaws.com"),
            arn,
            "run",
        );
        assert.equal(session.expiresAt, world.clock.now() + 3_600_000);
        assert.match(session.accessKeyId, /^ASIA[A-Z2-7]{16}$/);
        assert.equal(world.iam.sessionOf(session.accessKeyId), session);
    });

    it("denies whom the trust policy does not name, and a missing role the same way", () => {
        const world = createTestWorld();
        const { arn } = world.iam.createRole(home, { name: "task", trustPolicy: lambda });
        for (const role of [arn, `arn:aws:iam::${home}:role/ghost`]) {
            assert.throws(() => world.iam.assumeRole(world.administrator(home), role, "run"), {
                code: "AccessDenied",
                status: 403,
            });
        }
    });

    it("demands the external id", () => {
        const world = createTestWorld();
        const { arn } = world.iam.createRole(other, {
            name: "deploy",
            trustPolicy: trust({ AWS: home }, { StringEquals: { "sts:ExternalId": "secret" } }),
        });
        const caller = world.administrator(home);
        assert.throws(() => world.iam.assumeRole(caller, arn, "run"), { code: "AccessDenied" });
        assert.throws(() => world.iam.assumeRole(caller, arn, "run", { externalId: "guess" }), {
            code: "AccessDenied",
        });
        assert.equal(
            world.iam.assumeRole(caller, arn, "run", { externalId: "secret" }).principal.kind,
            "role",
        );
    });

    it("needs both sides across accounts", () => {
        const world = createTestWorld();
        const { arn } = world.iam.createRole(home, { name: "task", trustPolicy: lambda });
        const target = world.iam.createRole(other, {
            name: "vault",
            trustPolicy: trust({ AWS: arn }),
        });
        const { principal } = world.iam.assumeRole(
            world.serviceContext("lambda.amazonaws.com"),
            arn,
            "run",
        );
        const ctx = { principal, region: world.region, requestId: "R", secure: true };
        assert.throws(() => world.iam.assumeRole(ctx, target.arn, "run"), { code: "AccessDenied" });
        world.iam.putRolePolicy(home, "task", "assume", allow("sts:AssumeRole", target.arn));
        assert.equal(world.iam.assumeRole(ctx, target.arn, "run").principal.kind, "role");
    });

    it("knows the source of a service", () => {
        const world = createTestWorld();
        const condition = {
            StringEquals: { "aws:SourceAccount": home },
            ArnLike: {
                "aws:SourceArn": "arn:aws:scheduler:eu-west-1:111122223333:schedule-group/g",
            },
        };
        const { arn } = world.iam.createRole(home, {
            name: "s",
            trustPolicy: trust({ Service: "scheduler.amazonaws.com" }, condition),
        });
        const source = {
            arn: "arn:aws:scheduler:eu-west-1:111122223333:schedule-group/g",
            account: home,
        };
        assert.equal(
            world.iam.assumeRole(
                world.serviceContext("scheduler.amazonaws.com", source),
                arn,
                "run",
            ).principal.kind,
            "role",
        );
        assert.throws(
            () => world.iam.assumeRole(world.serviceContext("scheduler.amazonaws.com"), arn, "run"),
            { code: "AccessDenied" },
        );
    });

    it("limits chained sessions to an hour and all sessions to the role's maximum", () => {
        const world = createTestWorld();
        const first = world.iam.createRole(home, {
            name: "first",
            maxSessionSeconds: 7200,
            trustPolicy: trust({ AWS: home }),
        });
        const second = world.iam.createRole(home, {
            name: "second",
            maxSessionSeconds: 7200,
            trustPolicy: trust({ AWS: first.arn }),
        });
        const admin = world.administrator(home);
        assert.throws(
            () => world.iam.assumeRole(admin, first.arn, "run", { durationSeconds: 7201 }),
            { code: "ValidationError" },
        );
        const { principal } = world.iam.assumeRole(admin, first.arn, "run", {
            durationSeconds: 7200,
        });
        const ctx = { ...admin, principal };
        assert.throws(
            () => world.iam.assumeRole(ctx, second.arn, "run", { durationSeconds: 7200 }),
            {
                code: "ValidationError",
                message: "DurationSeconds: 900 to 3600 for this caller and role, got 7200",
            },
        );
        assert.equal(world.iam.assumeRole(ctx, second.arn, "run").principal.kind, "role");
    });
});

describe("checkPassRole", () => {
    it("looks at the role, the service and whether the role is there", () => {
        const world = createTestWorld();
        const job = world.iam.createRole(home, { name: "job", trustPolicy: lambda });
        const submit = world.iam.createRole(home, { name: "submit", trustPolicy: lambda });
        world.iam.putRolePolicy(home, "submit", "pass", {
            Version: "2012-10-17",
            Statement: {
                Effect: "Allow",
                Action: "iam:PassRole",
                Resource: [
                    job.arn,
                    `arn:aws:iam::${home}:role/ghost`,
                    `arn:aws:iam::${other}:role/job`,
                ],
                Condition: {
                    StringEquals: { "iam:PassedToService": "batchoperations.s3.amazonaws.com" },
                },
            },
        });
        const { principal } = world.iam.assumeRole(
            world.serviceContext("lambda.amazonaws.com"),
            submit.arn,
            "run",
        );
        const ctx = { principal, region: world.region, requestId: "R", secure: true };
        const pass = (arn: string, service: string) => (): void => {
            checkPassRole(world, ctx, arn, service);
        };
        pass(job.arn, "batchoperations.s3.amazonaws.com")();
        const denied = { code: "AccessDenied" };
        assert.throws(pass(job.arn, "lambda.amazonaws.com"), denied);
        assert.throws(pass(submit.arn, "batchoperations.s3.amazonaws.com"), denied);
        assert.throws(
            pass(`arn:aws:iam::${home}:role/ghost`, "batchoperations.s3.amazonaws.com"),
            /no such role/,
        );
        assert.throws(
            pass(`arn:aws:iam::${other}:role/job`, "batchoperations.s3.amazonaws.com"),
            denied,
        );
    });
});

describe("checkResourcePolicy", () => {
    it("gives back a frozen copy and refuses roles that do not exist", () => {
        const world = createTestWorld();
        const { arn } = world.iam.createRole(home, { name: "task", trustPolicy: lambda });
        const policy = (AWS: string): object => ({
            Version: "2012-10-17",
            Statement: [{ Effect: "Allow", Principal: { AWS }, Action: "s3:*", Resource: "*" }],
        });
        const stored = checkResourcePolicy(world, policy(arn), "bucket policy", "MalformedPolicy");
        assert.deepEqual(stored, policy(arn));
        assert.equal(Object.isFrozen(stored), true);
        assert.throws(
            () => checkResourcePolicy(world, policy(`${arn}2`), "bucket policy", "MalformedPolicy"),
            {
                code: "MalformedPolicy",
                message:
                    /^Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role\/task2"/,
            },
        );
        // Roles of accounts outside this world cannot be looked up.
        checkResourcePolicy(
            world,
            policy("arn:aws:iam::999999999999:role/x"),
            "bucket policy",
            "MalformedPolicy",
        );
    });
});
