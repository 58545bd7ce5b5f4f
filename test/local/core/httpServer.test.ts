import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { Readable } from "node:stream";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListJobsCommand, S3ControlClient } from "@aws-sdk/client-s3-control";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    type Session,
} from "../../../local/core/contracts";
import { clientConfig, type EndpointClientConfig } from "../../../local/core/endpointClientConfig";
import { type LocalServer, startServer } from "../../../local/core/httpServer";
import { createTestWorld } from "../../../local/core/testWorld";
import type { WorldBase } from "../../../local/core/worldBase";

const home = "111122223333";
const other = "444455556666";

/** What a service saw. */
interface Seen {
    readonly service: string;
    readonly request: HttpRequest;
    readonly ctx: CallContext;
}

describe("startServer", () => {
    let world: WorldBase;
    let server: LocalServer;
    let admin: Session;
    let seen: Seen[];
    let answer: () => HttpResponse;
    const configs: EndpointClientConfig[] = [];

    beforeEach(async () => {
        seen = [];
        answer = () => ({ status: 200, body: "" });
        const echo = (service: string) => ({
            handle: (request: HttpRequest, ctx: CallContext): Promise<HttpResponse> => {
                seen.push({ service, request, ctx });
                return Promise.resolve().then(answer);
            },
        });
        world = createTestWorld({
            s3: echo("s3"),
            s3control: echo("s3control"),
            lambda: echo("lambda"),
            sns: echo("sns"),
        });
        server = await startServer(world);
        admin = world.iam.issue(world.administrator(home).principal);
    });

    afterEach(async () => {
        for (const { requestHandler } of configs.splice(0)) requestHandler.destroy();
        await server.close();
    });

    function config(
        session: Pick<Session, "accessKeyId" | "secretAccessKey" | "sessionToken"> = admin,
    ): EndpointClientConfig & { maxAttempts: number } {
        const made = { ...clientConfig(world, server, session), maxAttempts: 1 };
        configs.push(made);
        return made;
    }

    const put = (
        client: S3Client,
        Key: string,
        Body: string | Readable,
        more = {},
    ): Promise<unknown> =>
        client.send(new PutObjectCommand({ Bucket: "some-bucket", Key, Body, ...more }));

    it("listens on the loopback address and answers by name", () => {
        assert.equal(server.endpoint, `http://localhost:${server.port}`);
    });

    it("hands S3 the decoded body of a plain upload with its CRC32", async () => {
        await put(new S3Client(config()), "a b+ü/(x)'*!", "hello");
        const [{ service, request, ctx }] = seen as [Seen];
        assert.equal(service, "s3");
        assert.deepEqual(ctx.principal, world.administrator(home).principal);
        assert.equal(ctx.secure, true);
        assert.deepEqual(
            [request.method, request.host, decodeURIComponent(request.path), [...request.query]],
            ["PUT", "localhost", "/some-bucket/a b+ü/(x)'*!", [["x-id", "PutObject"]]],
        );
        assert.equal(request.body.toString(), "hello");
        assert.equal(request.headers["x-amz-checksum-crc32"], "NhCmhg==");
    });

    it("takes the SDK's streamed uploads out of aws-chunked", async () => {
        const body = Readable.from([Buffer.from("he"), Buffer.from("llo")]);
        await put(new S3Client(config()), "streamed", body, { ContentLength: 5 });
        const [{ request }] = seen as [Seen];
        assert.equal(request.body.toString(), "hello");
        assert.equal(request.headers["x-amz-checksum-crc32"], "NhCmhg==");
        assert.equal(request.headers["content-encoding"], undefined);
        assert.equal(request.headers["content-length"], "5");
    });

    it("accepts buckets in the host name", async () => {
        await put(new S3Client({ ...config(), forcePathStyle: false }), "key", "x");
        const [{ request }] = seen as [Seen];
        assert.deepEqual([request.host, request.path], ["some-bucket.localhost", "/key"]);
    });

    it("sends bodies as strings, buffers and streams, with ids and virtual date", async () => {
        const client = new S3Client(config());
        for (const body of ["text", Buffer.from("text"), Readable.from(["te", "xt"])]) {
            answer = () => ({ status: 200, headers: { "content-length": "4" }, body });
            const output = await client.send(
                new GetObjectCommand({ Bucket: "some-bucket", Key: "key" }),
            );
            assert.equal(await output.Body?.transformToString(), "text");
            assert.equal(output.$metadata.requestId, seen.at(-1)?.ctx.requestId);
        }
    });

    it("routes S3 Control by path and account, Lambda and SNS by signing name", async () => {
        answer = () => ({ status: 200, body: "<ListJobsResult/>" });
        await new S3ControlClient(config()).send(
            new ListJobsCommand({ AccountId: home, JobStatuses: ["Active", "Ready"] }),
        );
        answer = () => ({ status: 200, body: "{}" });
        await new LambdaClient(config()).send(
            new InvokeCommand({
                FunctionName: `arn:aws:lambda:eu-west-1:${home}:function:f:live`,
                Payload: "{}",
            }),
        );
        answer = () => ({
            status: 200,
            body: "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>",
        });
        await new SNSClient(config()).send(new PublishCommand({ TopicArn: "t", Message: "m" }));
        assert.deepEqual(
            seen.map(({ service, request }) => [service, request.host]),
            [
                ["s3control", `${home}.localhost`],
                ["lambda", "localhost"],
                ["sns", "localhost"],
            ],
        );
        assert.equal(seen[0]?.request.query.get("jobStatuses"), "Active,Ready");
    });

    it("lets nobody manage another account's jobs", async () => {
        await assert.rejects(
            new S3ControlClient(config()).send(new ListJobsCommand({ AccountId: other })),
            { name: "AccessDenied" },
        );
        assert.deepEqual(seen, []);
    });

    describe("authentication", () => {
        it("answers SignatureDoesNotMatch to a wrong secret", async () => {
            const wrong = { ...admin, secretAccessKey: "wrong" };
            await assert.rejects(put(new S3Client(config(wrong)), "key", "x"), {
                name: "SignatureDoesNotMatch",
            });
            await assert.rejects(
                new STSClient(config(wrong)).send(new GetCallerIdentityCommand({})),
                { name: "SignatureDoesNotMatch" },
            );
            assert.deepEqual(seen, []);
        });

        it("answers InvalidAccessKeyId to an unknown key and InvalidToken to a wrong token", async () => {
            await assert.rejects(
                put(new S3Client(config({ ...admin, accessKeyId: "AKIAUNKNOWN" })), "k", "x"),
                {
                    name: "InvalidAccessKeyId",
                },
            );
            await assert.rejects(
                put(new S3Client(config({ ...admin, sessionToken: "forged" })), "k", "x"),
                {
                    name: "InvalidToken",
                },
            );
        });

        it("answers ExpiredToken once a session's hour of virtual time is over", async () => {
            const { arn } = world.iam.createRole(home, {
                name: "task",
                trustPolicy: {
                    Version: "2012-10-17",
                    Statement: {
                        Effect: "Allow",
                        Principal: { AWS: home },
                        Action: "sts:AssumeRole",
                    },
                },
            });
            const session = world.iam.assumeRole(world.administrator(home), arn, "run");
            const [s3, sts] = [new S3Client(config(session)), new STSClient(config(session))];
            await world.clock.advance(3_599_999);
            await put(s3, "key", "x");
            await world.clock.advance(1);
            await assert.rejects(put(s3, "key", "x"), { name: "ExpiredToken" });
            await assert.rejects(sts.send(new GetCallerIdentityCommand({})), {
                name: "ExpiredToken",
            });
            assert.equal(seen.length, 1);
        });

        it("refuses another Region by name", async () => {
            await assert.rejects(
                put(new S3Client({ ...config(), region: "us-east-2" }), "key", "x"),
                {
                    name: "AuthorizationHeaderMalformed",
                    message:
                        "The authorization header is malformed; the region 'us-east-2' is wrong; expecting 'eu-west-1'",
                },
            );
        });

        it("takes unsigned requests as anonymous", async () => {
            const status = await rawStatus(server.port, "GET", "/some-bucket/key");
            assert.equal(status, 200);
            assert.deepEqual(seen[0]?.ctx.principal, { kind: "anonymous" });
        });

        it("refuses other ways to sign by name", async () => {
            assert.equal(await rawStatus(server.port, "GET", "/b/k?X-Amz-Signature=1"), 501);
            assert.equal(
                await rawStatus(server.port, "GET", "/b/k", { authorization: "AWS A:B" }),
                501,
            );
            assert.deepEqual(world.refusals, [
                "s3: the local AWS does not implement presigned URLs",
                "s3: the local AWS does not implement authorization by AWS; sign with AWS4-HMAC-SHA256",
            ]);
            assert.deepEqual(seen, []);
        });
    });

    describe("STS", () => {
        const roleInOther = (): string =>
            world.iam.createRole(other, {
                name: "deploy",
                trustPolicy: {
                    Version: "2012-10-17",
                    Statement: {
                        Effect: "Allow",
                        Principal: { AWS: home },
                        Action: "sts:AssumeRole",
                        Condition: { StringEquals: { "sts:ExternalId": "a<b" } },
                    },
                },
            }).arn;

        it("assumes a role over HTTP, whose credentials then work", async () => {
            const RoleArn = roleInOther();
            const { Credentials, AssumedRoleUser } = await new STSClient(config()).send(
                new AssumeRoleCommand({ RoleArn, RoleSessionName: "run", ExternalId: "a<b" }),
            );
            assert.equal(AssumedRoleUser?.Arn, `arn:aws:sts::${other}:assumed-role/deploy/run`);
            assert.deepEqual(Credentials?.Expiration, new Date(world.clock.now() + 3_600_000));
            const identity = await new STSClient(
                config({
                    accessKeyId: Credentials.AccessKeyId ?? "",
                    secretAccessKey: Credentials.SecretAccessKey ?? "",
                    sessionToken: Credentials.SessionToken ?? "",
                }),
            ).send(new GetCallerIdentityCommand({}));
            assert.equal(identity.Account, other);
            assert.equal(identity.Arn, `arn:aws:sts::${other}:assumed-role/deploy/run`);
            assert.match(identity.UserId ?? "", /^AROA[0-9A-F]{17}:run$/);
        });

        it("denies a wrong external id", async () => {
            const RoleArn = roleInOther();
            await assert.rejects(
                new STSClient(config()).send(
                    new AssumeRoleCommand({ RoleArn, RoleSessionName: "run", ExternalId: "x" }),
                ),
                { name: "AccessDenied" },
            );
        });

        it("refuses parameters it does not implement", async () => {
            const RoleArn = roleInOther();
            await assert.rejects(
                new STSClient(config()).send(
                    new AssumeRoleCommand({ RoleArn, RoleSessionName: "run", Policy: "{}" }),
                ),
                { name: "NotImplemented" },
            );
            assert.deepEqual(world.refusals, [
                "sts: the local AWS does not implement STS AssumeRole: Policy",
            ]);
        });
    });

    it("refuses services without an HTTP API here, by name", async () => {
        const misdirected = { ...config(), signingName: "ec2" };
        const client = new LambdaClient(misdirected);
        await assert.rejects(client.send(new InvokeCommand({ FunctionName: "f" })), {
            name: "NotImplemented",
        });
        assert.deepEqual(world.refusals, [
            'ec2: the local AWS does not implement the HTTP API of service "ec2"',
        ]);
    });

    it("answers errors of its own with InternalError and tells the rehearsal", async () => {
        answer = () => {
            throw new Error("a bug");
        };
        await assert.rejects(put(new S3Client(config()), "key", "x"), { name: "InternalError" });
        assert.match(world.refusals[0] ?? "", /^s3: internal error: Error: a bug\n/);
    });

    it("renders an AwsError that a service lets through", async () => {
        answer = () => {
            throw new AwsError("SlowDown", 503, "less, please <&>");
        };
        await assert.rejects(put(new S3Client(config()), "key", "x"), {
            name: "SlowDown",
            message: "less, please <&>",
        });
        await assert.rejects(
            new LambdaClient(config()).send(new InvokeCommand({ FunctionName: "f" })),
            { name: "SlowDown" },
        );
        await assert.rejects(
            new S3ControlClient(config()).send(new ListJobsCommand({ AccountId: home })),
            { name: "SlowDown" },
        );
    });

    it("refuses a query parameter given twice", async () => {
        assert.equal(await rawStatus(server.port, "GET", "/b?prefix=a&prefix=b"), 400);
    });

    it("says plain HTTP when told to", async () => {
        const plain = await startServer(world, { secure: false });
        await rawStatus(plain.port, "GET", "/b");
        await plain.close();
        assert.equal(seen[0]?.ctx.secure, false);
    });

    describe("faults", () => {
        const isPut = ({ method }: HttpRequest): boolean => method === "PUT";

        it("cut the connection before the effect", async () => {
            server.inject({ service: "s3", matches: isPut, effect: { kind: "cutBefore" } });
            const client = new S3Client(config());
            await assert.rejects(put(client, "key", "x"), /socket hang up|ECONNRESET/);
            assert.equal(seen.length, 0);
            await put(client, "key", "x");
            assert.equal(seen.length, 1);
        });

        it("cut the connection after the effect, so that a retrying client acts twice", async () => {
            server.inject({ service: "s3", matches: isPut, effect: { kind: "cutAfter" } });
            await put(new S3Client({ ...config(), maxAttempts: 2 }), "key", "x");
            assert.equal(seen.length, 2);
        });

        it("answer errors for the nth to mth request, and for other services never", async () => {
            const effect = { kind: "error", code: "SlowDown", status: 503 } as const;
            const remove = server.inject({
                service: "s3",
                matches: isPut,
                effect,
                skip: 1,
                times: 2,
            });
            server.inject({ service: "sts", matches: isPut, effect });
            const client = new S3Client(config());
            const outcomes: string[] = [];
            for (let i = 0; i < 4; i++) {
                outcomes.push(
                    await put(client, "key", "x").then(
                        () => "done",
                        (error: unknown) => (error as Error).name,
                    ),
                );
            }
            assert.deepEqual(outcomes, ["done", "SlowDown", "SlowDown", "done"]);
            remove();
        });
    });
});

function rawStatus(
    port: number,
    method: string,
    path: string,
    headers: Record<string, string> = {},
): Promise<number> {
    return new Promise((resolve, reject) => {
        const request = httpRequest(
            { port, host: "127.0.0.1", method, path, headers },
            (response) => {
                response.resume();
                response.on("end", () => {
                    resolve(response.statusCode ?? 0);
                });
            },
        );
        request.on("error", reject);
        request.end();
    });
}
