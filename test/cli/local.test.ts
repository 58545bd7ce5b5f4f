import assert from "node:assert/strict";
import {
    CreateBucketCommand,
    GetObjectCommand,
    PutObjectCommand,
    S3Client,
} from "@aws-sdk/client-s3";
import { spawn, type ChildProcess } from "node:child_process";
import * as path from "node:path";

const launcher = path.resolve(__dirname, "../../cli/archival.js");

describe("archival local", function () {
    this.timeout(60_000);
    let child: ChildProcess;
    let printed = "";
    before(async () => {
        child = spawn(process.execPath, [launcher, "local", "--port", "0"], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        await new Promise<void>((resolve, reject) => {
            child.stdout?.on("data", (chunk: Buffer) => {
                printed += chunk.toString();
                if (printed.includes("path-style")) resolve();
            });
            child.once("exit", (code) => {
                reject(new Error(`ended with ${String(code)}`));
            });
        });
        child.removeAllListeners("exit");
    });
    after(async () => {
        const ended = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        assert.equal(await ended, 0);
    });

    it("serves S3 to a client with the settings it prints, and to nobody else", async () => {
        const setting = (name: string): string =>
            new RegExp(`export ${name}=(\\S*)`).exec(printed)?.[1] ?? "";
        const client = (secretAccessKey: string): S3Client =>
            new S3Client({
                endpoint: setting("AWS_ENDPOINT_URL"),
                region: setting("AWS_REGION"),
                forcePathStyle: true,
                credentials: { accessKeyId: setting("AWS_ACCESS_KEY_ID"), secretAccessKey },
            });
        const s3 = client(setting("AWS_SECRET_ACCESS_KEY"));
        await s3.send(new CreateBucketCommand({ Bucket: "hello-bucket" }));
        await s3.send(new PutObjectCommand({ Bucket: "hello-bucket", Key: "a b", Body: "hello" }));
        const { Body } = await s3.send(
            new GetObjectCommand({ Bucket: "hello-bucket", Key: "a b" }),
        );
        assert.equal(await Body?.transformToString(), "hello");
        await assert.rejects(
            client("wrong").send(new GetObjectCommand({ Bucket: "hello-bucket", Key: "a b" })),
            { name: "SignatureDoesNotMatch" },
        );
    });
});

describe("the command line", function () {
    this.timeout(30_000);
    const run = (args: readonly string[]): Promise<{ code: number | null; printed: string }> =>
        new Promise((resolve) => {
            const child = spawn(process.execPath, [launcher, ...args]);
            let printed = "";
            child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
            child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
            child.once("close", (code) => {
                resolve({ code, printed });
            });
        });

    const refused: readonly [readonly string[], RegExp][] = [
        [["rehearse", "--stack", "nowhere"], /^\S+Pulumi\.nowhere\.yaml not found\n$/],
        [
            ["rehearse", "--stack", "prod"],
            /^without --inventory the rehearsal seeds the buckets of stack "dev", got "prod"; /,
        ],
        [["rehearse", "--days", "3"], /^--days goes with --inventory: /],
        [["rehearse", "--inventory", "/nowhere"], /^\S*nowhere\S* .*\n$/],
        [
            ["rehearse", "--config", "test/fixtures/stacks/Pulumi.mistakes.yaml"],
            /^the config of stack "mistakes" has 3 problems:\n {2}- archival:account: .*\n {2}- .*exclude\[0\]: must be a glob.*\n {2}- aws:region: must be a Region.*\n$/,
        ],
        [
            ["local", "--port", "99999"],
            /^--port must be a whole number from 0 to 65535, got "99999"\n$/,
        ],
        [["graph"], /required option '--stack <name>' not specified/],
        [["unknown"], /unknown command 'unknown'/],
    ];
    for (const [args, message] of refused) {
        it(`refuses ${args.join(" ")} with a reason, without a stack trace`, async () => {
            const { code, printed } = await run(args);
            assert.equal(code, 1);
            assert.match(printed, message);
            assert.doesNotMatch(printed, /\n\s+at /);
        });
    }
});
