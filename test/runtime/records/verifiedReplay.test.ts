import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { BlockSums } from "../../../runtime/records/verifiedReplay";

const mebibyte = 1024 * 1024;

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) {
        await Promise.resolve();
        yield bytes.subarray(at, at + size);
    }
}

async function replayed(before: Buffer, now: Buffer, size: number): Promise<Buffer> {
    const sums = new BlockSums();
    for await (const piece of pieces(before, 70_001)) sums.update(piece);
    const found: Buffer[] = [];
    try {
        for await (const block of sums.replay(pieces(now, size), () => new Error("altered")))
            found.push(block);
    } catch (error) {
        // Whatever came out before is from the bytes that were verified.
        assert.ok(before.subarray(0, Buffer.concat(found).length).equals(Buffer.concat(found)));
        throw error;
    }
    return Buffer.concat(found);
}

describe("BlockSums", () => {
    for (const length of [0, 1, mebibyte - 1, mebibyte, mebibyte + 1, 2 * mebibyte, 2_500_000])
        it(`gives back ${length} bytes that are the same`, async () => {
            const bytes = randomBytes(length);
            for (const size of [30_000, mebibyte, 3_000_000])
                assert.ok((await replayed(bytes, bytes, size)).equals(bytes));
        });
    it("refuses other, fewer and more bytes, and lets none of an altered block through", async () => {
        const bytes = randomBytes(2_500_000);
        for (const at of [0, mebibyte, bytes.length - 1]) {
            const other = Buffer.from(bytes);
            other[at] = (other[at] as number) ^ 1;
            await assert.rejects(replayed(bytes, other, 30_000), { message: "altered" });
        }
        const changes = [
            bytes.subarray(0, -1),
            bytes.subarray(0, 2 * mebibyte),
            bytes.subarray(0, 0),
            Buffer.concat([bytes, Buffer.from("x")]),
        ];
        for (const now of changes)
            await assert.rejects(replayed(bytes, now, 30_000), { message: "altered" });
    });
});
