/** Rows that are judged in the scanner's own memory as soon as they are read. */
import { batchCapacity } from "../../../../model/inventory/rowBatch";
import type { Judging } from "../../batchSource";
import type { CanonicalRows } from "../canonicalRows";
import type { JudgePlan } from "./judgePlan";
import type { ScannerInstance } from "./scannerInstance";

/** `engine` and `plan` are of this instance. */
export function judgedRows(
    engine: CanonicalRows,
    { buffer, judge }: ScannerInstance,
    by: Judging,
    plan: JudgePlan,
): CanonicalRows {
    const { tiers, tiersEnd, takers, reasons } = plan;
    const { window, batch } = engine;
    batch.judged = {
        by,
        verdicts: {
            takers: new Int32Array(buffer, takers, batchCapacity),
            reasons: by.tiers.map(
                (_, tier) => new Uint8Array(buffer, reasons + tier * batchCapacity, batchCapacity),
            ),
        },
    };
    return {
        window,
        batch,
        scan(from, to) {
            const next = engine.scan(from, to);
            judge(batch.rows, tiers, tiersEnd, takers, reasons);
            return next;
        },
    };
}
