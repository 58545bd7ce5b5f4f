import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { manifestLine } from "../../../model/jobs/manifestRow";
import { hashedCsvRows } from "../../../runtime/records/hashedCsvRows";

async function* pieces(text: string, size: number): AsyncGenerator<Buffer> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += size) {
        await Promise.resolve();
        yield bytes.subarray(at, at + size);
    }
}

async function read(text: string, size = 3): Promise<{ rows: string[][]; md5: string }> {
    const hash = createHash("md5");
    const rows: string[][] = [];
    for await (const row of hashedCsvRows(pieces(text, size), hash)) rows.push([...row]);
    return { rows, md5: hash.digest("hex") };
}

describe("hashedCsvRows", () => {
    it("reads back what manifestLine wrote, cut anywhere, and hashes every byte", async () => {
        const field = fc.string({ unit: "grapheme", minLength: 1, maxLength: 8 });
        await fc.assert(
            fc.asyncProperty(
                fc.array(fc.array(field, { minLength: 2, maxLength: 4 })),
                fc.integer({ min: 1, max: 9 }),
                async (rows, size) => {
                    const text = rows.map(manifestLine).join("");
                    const found = await read(text, size);
                    assert.deepEqual(found.rows, rows);
                    assert.equal(found.md5, createHash("md5").update(text).digest("hex"));
                },
            ),
        );
    });
    it("takes a quote inside an unquoted message for what it is", async () => {
        assert.deepEqual((await read('src,k,,failed,400,Bad,it said "no"\n')).rows, [
            ["src", "k", "", "failed", "400", "Bad", 'it said "no"'],
        ]);
    });
    it("ends in the error of its source", async () => {
        const broken = async function* (): AsyncGenerator<Buffer> {
            yield Buffer.from("a,b\n");
            await Promise.resolve();
            throw new Error("connection lost");
        };
        const rows = hashedCsvRows(broken(), createHash("md5"));
        await assert.rejects(async () => {
            for await (const row of rows) assert.equal(row.length, 2);
        }, /connection lost/);
    });
});
