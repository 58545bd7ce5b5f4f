import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { s3ManifestStore } from "../../../runtime/aws/s3ManifestStore";

const md5 = (bytes: Buffer): Buffer => createHash("md5").update(bytes).digest();
const failure = (name: string, status: number): Error =>
    Object.assign(new Error(name), { name, $metadata: { httpStatusCode: status } });

/** S3 as far as one object and its uploads go. */
class OneObject {
    stored: { body: Buffer; etag: string } | undefined;
    readonly calls: string[] = [];
    readonly inputs: Record<string, unknown>[] = [];
    lostAnswer = false;
    #parts: Buffer[] = [];

    readonly client = {
        send: async (command: {
            constructor: { name: string };
            input: Record<string, unknown>;
        }) => {
            await Promise.resolve();
            const name = command.constructor.name.replace(/Command$/, "");
            this.calls.push(name);
            this.inputs.push(command.input);
            return this.#answer(name, command.input);
        },
    } as unknown as S3Client;

    #answer(name: string, input: Record<string, unknown>): object {
        switch (name) {
            case "PutObject":
                return this.#store(
                    input["Body"] as Buffer,
                    md5(input["Body"] as Buffer).toString("hex"),
                );
            case "CreateMultipartUpload":
                this.#parts = [];
                return { UploadId: "u" };
            case "UploadPart":
                this.#parts.push(input["Body"] as Buffer);
                return { ETag: `"${md5(input["Body"] as Buffer).toString("hex")}"` };
            case "CompleteMultipartUpload":
                return this.#store(
                    Buffer.concat(this.#parts),
                    `${md5(Buffer.concat(this.#parts.map(md5))).toString("hex")}-${this.#parts.length}`,
                );
            case "HeadObject":
                return { ETag: `"${this.stored?.etag}"`, VersionId: "v1" };
            default:
                return {};
        }
    }

    #store(body: Buffer, etag: string): object {
        if (this.stored !== undefined) throw failure("PreconditionFailed", 412);
        this.stored = { body, etag };
        if (this.lostAnswer) throw failure("PreconditionFailed", 412);
        return { ETag: `"${etag}"`, VersionId: "v1" };
    }
}

async function write(object: OneObject, text: string, chunk = 7): Promise<object> {
    const writer = s3ManifestStore(object.client, "control", "111111111111", 10).open("m.csv");
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += chunk)
        await writer.write(bytes.subarray(at, at + chunk));
    return writer.finish();
}

describe("s3ManifestStore", () => {
    it("stores a small manifest in one conditional PUT under SSE-S3", async () => {
        const object = new OneObject();
        const stored = await write(object, "0123456789");
        assert.deepEqual(object.calls, ["PutObject"]);
        assert.deepEqual(object.inputs[0], {
            Bucket: "control",
            Key: "m.csv",
            ExpectedBucketOwner: "111111111111",
            ServerSideEncryption: "AES256",
            ContentType: "text/csv",
            IfNoneMatch: "*",
            Body: Buffer.from("0123456789"),
        });
        assert.deepEqual(stored, {
            key: "m.csv",
            etag: md5(Buffer.from("0123456789")).toString("hex"),
            versionId: "v1",
            sha256: createHash("sha256").update("0123456789").digest("hex"),
        });
    });

    it("stores a large one in parts of one size, whatever the writes were", async () => {
        const text = "0123456789abcdefghijKLM";
        const etags: unknown[] = [];
        for (const chunk of [1, 7, 10, 23]) {
            const object = new OneObject();
            etags.push(await write(object, text, chunk));
            assert.equal(object.stored?.body.toString(), text);
            assert.deepEqual(object.calls, [
                "CreateMultipartUpload",
                "UploadPart",
                "UploadPart",
                "UploadPart",
                "CompleteMultipartUpload",
            ]);
            assert.equal(object.inputs[4]?.["IfNoneMatch"], "*");
        }
        assert.deepEqual(etags, Array(4).fill(etags[0]));
    });

    for (const text of ["small", "larger than one part of it"])
        it(`answers the object that is there when the same bytes were stored before: ${text}`, async () => {
            const object = new OneObject();
            const first = await write(object, text);
            assert.deepEqual(await write(object, text), first);
            const lost = new OneObject();
            lost.lostAnswer = true;
            assert.deepEqual(await write(lost, text), first);
        });

    it("refuses other bytes under the same key and leaves no upload behind", async () => {
        const object = new OneObject();
        await write(object, "larger than one part of it");
        await assert.rejects(() => write(object, "other bytes under the same key"), {
            name: "ManifestDiffers",
        });
        assert.equal(object.calls.at(-2), "AbortMultipartUpload");
    });

    it("aborts a begun upload", async () => {
        const object = new OneObject();
        const writer = s3ManifestStore(object.client, "control", "1", 4).open("m.csv");
        await writer.write(Buffer.from("12345"));
        await writer.abort();
        await writer.abort();
        assert.deepEqual(object.calls, [
            "CreateMultipartUpload",
            "UploadPart",
            "AbortMultipartUpload",
        ]);
    });
});
