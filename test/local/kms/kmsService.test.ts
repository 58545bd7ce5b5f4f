import assert from "node:assert/strict";
import type { CallContext } from "../../../local/core/contracts";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";

const home = "111122223333";
const other = "444455556666";

function sessionOf(world: WorldBase, account: string, name: string, actions?: string): CallContext {
    const { arn } = world.iam.createRole(account, {
        name,
        trustPolicy: {
            Version: "2012-10-17",
            Statement: { Effect: "Allow", Principal: { AWS: account }, Action: "sts:AssumeRole" },
        },
    });
    if (actions !== undefined) {
        world.iam.putRolePolicy(account, name, "keys", {
            Version: "2012-10-17",
            Statement: { Effect: "Allow", Action: actions, Resource: "*" },
        });
    }
    const { principal } = world.iam.assumeRole(world.administrator(account), arn, "run");
    return { principal, region: world.region, requestId: "R", secure: true };
}

const policy = (...statements: object[]): object => ({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
        Effect: "Allow",
        Action: "kms:*",
        Resource: "*",
        ...statement,
    })),
});
const delegating = policy({ Principal: { AWS: `arn:aws:iam::${home}:root` } });

describe("KmsService", () => {
    it("finds keys by ARN, id, alias and alias ARN, in the right account only", () => {
        const { kms } = createTestWorld();
        const { arn, keyId } = kms.createKey(home, { policy: delegating });
        kms.createAlias(home, "alias/archival", arn);
        for (const reference of [
            arn,
            keyId,
            "alias/archival",
            `arn:aws:kms:eu-west-1:${home}:alias/archival`,
        ]) {
            assert.equal(kms.resolve(home, reference)?.arn, arn, reference);
        }
        assert.deepEqual(kms.resolve(home, arn)?.aliases, ["alias/archival"]);
        assert.equal(kms.resolve(other, arn)?.account, home);
        assert.equal(kms.resolve(other, keyId), undefined);
        assert.equal(kms.resolve(other, "alias/archival"), undefined);
        assert.equal(kms.resolve(home, arn.replace("eu-west-1", "eu-west-2")), undefined);
    });

    it("refuses aliases that are malformed, taken, of AWS, or of another account's key", () => {
        const { kms } = createTestWorld();
        const { arn } = kms.createKey(home, { policy: delegating });
        kms.createAlias(home, "alias/a", arn);
        const create = (account: string, name: string) => (): void => {
            kms.createAlias(account, name, arn);
        };
        assert.throws(create(home, "alias/a"), { code: "AlreadyExistsException" });
        assert.throws(create(home, "a"), { code: "InvalidAliasNameException" });
        assert.throws(create(home, "alias/aws/s3"), { code: "InvalidAliasNameException" });
        assert.throws(create(other, "alias/b"), { code: "KMS.NotFoundException" });
    });

    it("lets a key policy that delegates to the account leave it to identity policies", () => {
        const world = createTestWorld();
        const { arn } = world.kms.createKey(home, { policy: delegating });
        world.kms.use(sessionOf(world, home, "may", "kms:Decrypt"), arn, "kms:Decrypt");
        assert.throws(
            () => {
                world.kms.use(sessionOf(world, home, "mayNot"), arn, "kms:Decrypt");
            },
            { code: "AccessDenied" },
        );
    });

    it("lets no identity policy past a key policy that says nothing", () => {
        const world = createTestWorld();
        const { arn } = world.kms.createKey(home, {
            policy: policy({ Principal: { Service: "s3.amazonaws.com" } }),
        });
        assert.throws(
            () => {
                world.kms.use(world.administrator(home), arn, "kms:Decrypt");
            },
            { code: "AccessDenied" },
        );
        world.kms.use(world.serviceContext("s3.amazonaws.com"), arn, "kms:GenerateDataKey");
    });

    it("needs both sides across accounts", () => {
        const world = createTestWorld();
        const { arn } = world.kms.createKey(home, {
            policy: policy({ Principal: { AWS: other } }),
        });
        world.kms.use(sessionOf(world, other, "may", "kms:*"), arn, "kms:Decrypt");
        assert.throws(
            () => {
                world.kms.use(sessionOf(world, other, "mayNot"), arn, "kms:Decrypt");
            },
            { code: "AccessDenied" },
        );
    });

    it("knows the service a call came through, the caller's account, aliases and encryption context", () => {
        const world = createTestWorld();
        const { arn } = world.kms.createKey(home, {
            policy: policy({
                Principal: { AWS: "*" },
                Condition: {
                    StringEquals: {
                        "kms:ViaService": "s3.eu-west-1.amazonaws.com",
                        "kms:CallerAccount": home,
                        "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::bucket",
                    },
                    "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/archival" },
                    "ForAllValues:StringEquals": { "kms:EncryptionContextKeys": "aws:s3:arn" },
                },
            }),
        });
        world.kms.createAlias(home, "alias/archival", arn);
        const ctx = { ...sessionOf(world, home, "task"), viaService: "s3.eu-west-1.amazonaws.com" };
        const context = { "aws:s3:arn": "arn:aws:s3:::bucket" };
        world.kms.use(ctx, arn, "kms:Decrypt", context);
        const denied = { code: "AccessDenied" };
        assert.throws(() => {
            world.kms.use({ ...ctx, viaService: undefined }, arn, "kms:Decrypt", context);
        }, denied);
        assert.throws(() => {
            world.kms.use(ctx, arn, "kms:Decrypt", { "aws:s3:arn": "arn:aws:s3:::else" });
        }, denied);
        assert.throws(() => {
            world.kms.use(ctx, arn, "kms:Decrypt", { ...context, more: "x" });
        }, denied);
    });

    it("decides by the newest key policy", () => {
        const world = createTestWorld();
        const { arn } = world.kms.createKey(home, { policy: delegating });
        world.kms.putKeyPolicy(arn, policy({ Principal: { AWS: other } }));
        assert.throws(
            () => {
                world.kms.use(world.administrator(home), arn, "kms:Decrypt");
            },
            { code: "AccessDenied" },
        );
    });

    it("refuses unknown keys, malformed policies and principals that do not exist", () => {
        const { kms } = createTestWorld();
        const ghost = policy({ Principal: { AWS: `arn:aws:iam::${home}:role/ghost` } });
        assert.throws(
            () => {
                kms.putKeyPolicy("arn:aws:kms:eu-west-1:1:key/x", delegating);
            },
            { code: "KMS.NotFoundException" },
        );
        assert.throws(() => kms.createKey(home, { policy: { Statement: [] } }), {
            code: "MalformedPolicyDocumentException",
        });
        assert.throws(() => kms.createKey(home, { policy: ghost }), {
            code: "MalformedPolicyDocumentException",
            message: /invalid principal "arn:aws:iam::111122223333:role\/ghost"/,
        });
    });
});
