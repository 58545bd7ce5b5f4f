import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { canonicalJson } from "../../../model/runs/canonicalJson";
import type { PlannedJob } from "../../../model/runs/records";
import type { ManifestPieces } from "../../../model/scale/scanRecords";
import { manifestPiecesOf, piecewiseSum, wholeSum } from "../../../runtime/records/manifestSums";
import { rowsWhere } from "../../../runtime/records/reportReader";
import { Faults, MemoryManifests, MemoryStore } from "../submit/memoryStores";

const sha256 = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");
const listOf = (pieces: readonly Buffer[]): ManifestPieces => ({
    kind: "manifest-pieces",
    schemaVersion: 1,
    pieces: pieces.map((bytes) => ({ length: bytes.length, sha256: sha256(bytes) })),
});

function verdict(list: ManifestPieces, bytes: Buffer, chunk: number): string | undefined {
    const sum = piecewiseSum(list);
    for (let at = 0; at < bytes.length; at += chunk) sum.update(bytes.subarray(at, at + chunk));
    return sum.problem();
}

describe("piecewiseSum", () => {
    const piece = fc.uint8Array({ minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes));
    const pieces = fc.array(piece, { minLength: 1, maxLength: 8 });
    const chunk = fc.integer({ min: 1, max: 30 });

    it("takes what the pieces were joined to, cut anywhere", () => {
        fc.assert(
            fc.property(pieces, chunk, (list, size) => {
                assert.equal(verdict(listOf(list), Buffer.concat(list), size), undefined);
            }),
        );
    });

    it("finds any changed, missing or additional byte", () => {
        fc.assert(
            fc.property(pieces, chunk, fc.nat(), (list, size, at) => {
                const whole = Buffer.concat(list);
                const changed = Buffer.from(whole);
                const place = at % whole.length;
                changed[place] = (changed[place] ?? 0) ^ 1;
                assert.match(
                    verdict(listOf(list), changed, size) ?? "",
                    /SHA-256 of piece \d+ must be/,
                );
                assert.match(
                    verdict(listOf(list), whole.subarray(0, place), size) ?? "",
                    /must have all of its/,
                );
                const longer = Buffer.concat([whole, Buffer.from("x")]);
                assert.match(verdict(listOf(list), longer, size) ?? "", /got more bytes/);
            }),
        );
    });

    it("names the first piece that is wrong", () => {
        const list = [Buffer.from("aa"), Buffer.from("bb"), Buffer.from("cc")];
        assert.match(
            verdict(listOf(list), Buffer.from("aaxbcx"), 2) ?? "",
            /^SHA-256 of piece 1 must be/,
        );
    });
});

describe("wholeSum", () => {
    it("takes the planned bytes alone", () => {
        const sum = (text: string): string | undefined => {
            const found = wholeSum(sha256("ab"));
            found.update(Buffer.from(text));
            return found.problem();
        };
        assert.equal(sum("ab"), undefined);
        assert.match(
            sum("ac") ?? "",
            /^SHA-256 must be .* as planned, got .*; the manifest was altered$/,
        );
    });
});

describe("manifestPiecesOf", () => {
    it("reads the list that was planned and nothing else", () => {
        const bytes = Buffer.from(canonicalJson(listOf([Buffer.from("a")])));
        assert.deepEqual(manifestPiecesOf(bytes, sha256(bytes)), listOf([Buffer.from("a")]));
        assert.throws(() => manifestPiecesOf(bytes, sha256("x")), /SHA-256 must be/);
        const other = Buffer.from('{"kind":"joined"}');
        assert.throws(
            () => manifestPiecesOf(other, sha256(other)),
            /must hold kind "manifest-pieces"/,
        );
    });
});

describe("rows of a joined manifest", () => {
    const pieces = ["b,k1,10\nb,k2,20\n", "b,k3,30\n"].map((text) => Buffer.from(text));
    const list = Buffer.from(canonicalJson(listOf(pieces)));
    const planned = {
        part: "copy2",
        attempt: 0,
        kind: "in-place",
        manifest: {
            key: "m",
            etag: "e",
            fields: ["Bucket", "Key", "Ignore"],
            rows: 3,
            bytes: 60,
            sha256: sha256(list),
            pieces: { key: "p" },
        },
        request: {},
    } as const satisfies PlannedJob;

    async function keys(stored: Buffer, storedList?: Buffer): Promise<string[]> {
        const faults = new Faults();
        const control = new MemoryStore("control", faults, () => new Date(0));
        control.put("m", stored);
        if (storedList !== undefined) control.put("p", storedList);
        const stores = { audit: control, manifests: new MemoryManifests(control, faults) };
        const found: string[] = [];
        for await (const { key } of rowsWhere(stores, planned, [], () => true)) found.push(key);
        return found.sort();
    }

    it("are read when every piece is the one that its shard wrote", async () => {
        assert.deepEqual(await keys(Buffer.concat(pieces), list), ["k1", "k2", "k3"]);
    });

    it("are not believed when a piece, or the list of them, is another", async () => {
        const altered = Buffer.from("b,k1,10\nb,k2,20\nb,k4,30\n");
        await assert.rejects(keys(altered, list), {
            name: "ReportUnsound",
            message: /^m: SHA-256 of piece 1/,
        });
        await assert.rejects(keys(Buffer.concat(pieces), Buffer.from("{}")), {
            name: "ReportUnsound",
            message: /^p: SHA-256 must be/,
        });
        await assert.rejects(keys(Buffer.concat(pieces)), {
            name: "ReportUnsound",
            message: /^p: must exist/,
        });
    });
});
