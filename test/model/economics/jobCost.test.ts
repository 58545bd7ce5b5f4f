import assert from "node:assert/strict";
import { mechanismOf, oneOffCostUsd } from "../../../model/economics/jobCost";

const near = (actual: number, expected: number): void => {
    assert.ok(Math.abs(actual - expected) < 1e-9, `${actual} is not ${expected}`);
};

describe("oneOffCostUsd", () => {
    it("prices a million STANDARD objects copied to DEEP_ARCHIVE as worked by hand", () => {
        // 2 jobs x 0.25 + 1,000,000 x 1.00 per million + 1,000,000 / 1,000 x 0.05, nothing to retrieve
        near(
            oneOffCostUsd({
                jobs: 2,
                mechanism: "copy",
                sourceClasses: { STANDARD: { objects: 1_000_000, bytes: 10 ** 12 } },
                targetClass: "DEEP_ARCHIVE",
            }),
            0.5 + 1 + 50,
        );
    });

    it("adds the retrieval fee of each source class, in binary GB", () => {
        // 0.25 + 30 / 10^6 + 30 / 1,000 x 0.02 + 100 GB x 0.01 (STANDARD_IA) + 10 GB x 0.03 (GLACIER_IR)
        near(
            oneOffCostUsd({
                jobs: 1,
                mechanism: "copy",
                sourceClasses: {
                    STANDARD_IA: { objects: 10, bytes: 100 * 2 ** 30 },
                    GLACIER_IR: { objects: 20, bytes: 10 * 2 ** 30 },
                },
                targetClass: "GLACIER_IR",
            }),
            0.25 + 0.00003 + 0.0006 + 1 + 0.3,
        );
    });

    it("agrees with the reference's 100 million objects by each mechanism", () => {
        const sourceClasses = { STANDARD: { objects: 100_000_000, bytes: 0 } };
        const usd = (mechanism: "copy" | "mark" | "lifecycle", jobs: number): number =>
            oneOffCostUsd({ jobs, mechanism, sourceClasses, targetClass: "DEEP_ARCHIVE" });
        near(usd("lifecycle", 0), 5000);
        near(usd("copy", 1), 5100.25);
        near(usd("mark", 1), 5600.25);
    });

    it("prices an invoke by its batch fees alone, and nothing at nothing", () => {
        near(
            oneOffCostUsd({
                jobs: 1,
                mechanism: "invoke",
                sourceClasses: { STANDARD: { objects: 1000, bytes: 1 } },
            }),
            0.251,
        );
        assert.equal(
            oneOffCostUsd({
                jobs: 0,
                mechanism: "copy",
                sourceClasses: {},
                targetClass: "GLACIER",
            }),
            0,
        );
    });
});

describe("mechanismOf", () => {
    it("costs a copy to a vault like a copy and a change of class like its mechanism", () => {
        const target = { storageClass: "GLACIER" } as const;
        for (const mechanism of ["copy", "mark", "lifecycle"] as const)
            assert.equal(mechanismOf({ kind: "changeClass", mechanism, ...target }), mechanism);
        assert.equal(mechanismOf({ kind: "copyTo", vault: "v", ...target }), "copy");
        assert.equal(mechanismOf({ kind: "invoke", functionArn: "a", arguments: {} }), "invoke");
    });
});
