import assert from "node:assert/strict";
import { inventoryAgeHours, isFromFuture, isStale } from "../../../model/inventory/inventoryAge";
import { inventoryRefusal } from "../../../model/runs/inventoryRefusal";
import { coldLogs, columns, plan } from "../../runtime/submit/submitWorld";

const createdAt = new Date("2026-11-22T01:00:00.000Z");
const after = (hours: number): Date => new Date(createdAt.getTime() + hours * 3_600_000);
const refusal = (hours: number, names: readonly string[] = columns, tier = coldLogs) =>
    inventoryRefusal(plan, tier, { createdAt, columns: names }, after(hours));

describe("inventoryRefusal", () => {
    it("is none up to the greatest age, and an hour into the future", () => {
        assert.equal(refusal(72), undefined);
        assert.equal(refusal(-1), undefined);
        assert.equal(refusal(72.1)?.code, "stale");
        assert.equal(refusal(-1.1)?.code, "future");
    });

    it("names the missing columns in its code, so that another lack is another refusal", () => {
        const without = (...lacking: string[]) => columns.filter((name) => !lacking.includes(name));
        assert.equal(refusal(1, without("StorageClass"))?.code, "columns StorageClass");
        assert.equal(
            refusal(1, without("StorageClass", "LastModifiedDate"))?.code,
            "columns LastModifiedDate,StorageClass",
        );
    });

    it("holds for noncurrent versions in place", () => {
        const select = { ...coldLogs.select, versions: "noncurrent" } as const;
        assert.equal(refusal(1, columns, { ...coldLogs, select })?.code, "noncurrent-in-place");
    });
});

describe("inventoryAge", () => {
    it("counts hours from the start of the scan", () => {
        assert.equal(inventoryAgeHours(createdAt, after(1.5)), 1.5);
        assert.deepEqual([isStale(72, 72), isStale(72.01, 72)], [false, true]);
        assert.deepEqual([isFromFuture(-1), isFromFuture(-1.01)], [false, true]);
    });
});
