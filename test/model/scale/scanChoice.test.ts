import assert from "node:assert/strict";
import { chooseScans, wishedAgain } from "../../../model/scale/scanChoice";
import type { ScanRecord } from "../../../model/scale/scanRecords";

type Known = Pick<ScanRecord, "scanId" | "after" | "tiers" | "proofs">;

/** A scan of a bucket one of whose tiers does not select. */
const scan = (runs: readonly string[], proofs: readonly string[] = []): Known =>
    ({
        tiers: [{ selecting: {} }, ...runs.map((runId) => ({ selecting: {}, run: { runId } }))],
        proofs: proofs.map((runId) => ({ bucket: "b", tier: "t", runId })),
    }) as unknown as Known;

describe("chooseScans", () => {
    it("begins one for everything when there is none", () => {
        const wish = { runs: ["r1", "r2"], proofs: ["p1"] };
        assert.deepEqual(chooseScans([], wish), { goOn: [], begin: wish });
    });
    it("begins none for nothing, and goes on with none", () => {
        const known = [scan(["r1"], ["p1"])];
        assert.deepEqual(chooseScans(known, { runs: [], proofs: [] }), { goOn: [] });
        assert.deepEqual(chooseScans([], { runs: [], proofs: [] }), { goOn: [] });
    });
    it("goes on with every scan that has a run or a proof of it, and begins one for the runs that none has", () => {
        const first = scan(["r1"], ["p1"]);
        const second = scan(["r2"]);
        const other = scan(["r9"], ["p9"]);
        assert.deepEqual(
            chooseScans([first, other, second], {
                runs: ["r1", "r2", "r3"],
                proofs: ["p1", "p2"],
            }),
            { goOn: [first, second], begin: { runs: ["r3"], proofs: ["p2"] } },
        );
        assert.deepEqual(chooseScans([first, second], { runs: [], proofs: ["p1"] }), {
            goOn: [first],
        });
    });
    it("goes on with the scan that repeats a refused one, and not with that", () => {
        const refused = { ...scan(["r1", "r2"]), scanId: "a" };
        const repeats = { ...scan(["r1"]), scanId: "b", after: "a" };
        const wish = { runs: ["r1", "r2"], proofs: [] };
        assert.deepEqual(chooseScans([refused, repeats], wish), {
            goOn: [repeats],
            begin: { runs: ["r2"], proofs: [] },
        });
    });
    it("repeats of a refused scan what is still wished for", () => {
        assert.deepEqual(
            wishedAgain(scan(["r1", "r2"], ["p1", "p2"]), {
                runs: ["r2", "r3"],
                proofs: ["p1", "p3"],
            }),
            { runs: ["r2"], proofs: ["p1"] },
        );
    });
    it("reads the files again for no proof alone, but does so for the first scan", () => {
        assert.deepEqual(
            chooseScans([scan(["r1"])], { runs: ["r1"], proofs: ["p1"] }).begin,
            undefined,
        );
        assert.deepEqual(chooseScans([], { runs: [], proofs: ["p1"] }).begin, {
            runs: [],
            proofs: ["p1"],
        });
    });
});
