import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storedVerified } from "../../../runtime/shard/verifiedFile";

const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const file = {
    key: "f",
    size: bytes.length,
    md5: createHash("md5").update(bytes).digest("hex"),
};

async function* pieces(of: Buffer, failure?: Error): AsyncGenerator<Buffer> {
    await Promise.resolve();
    for (let at = 0; at < of.length; at += 77) yield of.subarray(at, at + 77);
    if (failure !== undefined) throw failure;
}

const left = (): string[] => readdirSync(tmpdir());

describe("storedVerified", () => {
    const before = process.env["TMPDIR"];
    let own: string | undefined;
    beforeEach(() => {
        process.env["TMPDIR"] = own = mkdtempSync(join(tmpdir(), "verified-file-"));
    });
    afterEach(() => {
        if (own !== undefined) rmSync(own, { recursive: true });
        own = undefined;
        if (before === undefined) delete process.env["TMPDIR"];
        else process.env["TMPDIR"] = before;
    });

    it("gives any bytes of the file, and is not on the disk by name", async () => {
        const stored = await storedVerified(file, pieces(bytes));
        assert.deepEqual(left(), []);
        assert.equal(stored.size, 1000);
        assert.deepEqual(stored.read(0, 1000), bytes);
        assert.deepEqual(stored.read(990, 10), bytes.subarray(990));
        const first = stored.read(5, 3);
        assert.deepEqual(stored.read(1000, 0), Buffer.alloc(0));
        assert.deepEqual(first, bytes.subarray(5, 8));
        for (const [offset, length] of [
            [999, 2],
            [-1, 1],
            [0, -1],
            [1001, 0],
        ] as const)
            assert.throws(() => stored.read(offset, length), {
                name: "RangeError",
                message: `must be within the file's 1000 bytes, got ${length} bytes at ${offset}`,
            });
        await stored.close();
        assert.throws(() => stored.read(0, 1));
    });

    it("refuses other bytes before any of them is read, and leaves nothing", async () => {
        const altered = Buffer.from(bytes);
        altered[500] = 1;
        const refused = [
            [altered, /^data file f: MD5 must be/],
            [
                bytes.subarray(1),
                /^data file f: must have the 1000 bytes .* got 999; it is truncated/,
            ],
            [Buffer.concat([bytes, bytes]), /^data file f: must have the 1000 bytes .* got more/],
        ] as const;
        for (const [given, message] of refused)
            await assert.rejects(() => storedVerified(file, pieces(given)), {
                name: "DataFileRefused",
                message,
            });
        assert.deepEqual(left(), []);
    });

    it("lets a failure of transport out as it is", async () => {
        const failure = new Error("ECONNRESET");
        await assert.rejects(
            () => storedVerified(file, pieces(bytes.subarray(9), failure)),
            (error) => error === failure,
        );
        assert.deepEqual(left(), []);
    });
});
