/** Rows that are judged in the scanner's own memory as soon as they are read. */
import { batchCapacity } from "../../../../model/inventory/rowBatch";
import type { Judging, ReadContext } from "../../batchSource";
import type { WrittenLines } from "../../rowSink";
import type { CanonicalRows } from "../canonicalRows";
import type { JudgePlan } from "./judgePlan";
import type { LayoutName, ScannerInstance } from "./scannerInstance";

/** `engine` and `plan` are of this instance. */
export function judgedRows(
    engine: CanonicalRows,
    { at, buffer, judge }: ScannerInstance,
    { sourceBucket }: Pick<ReadContext, "sourceBucket">,
    by: Judging,
    plan: JudgePlan,
): CanonicalRows {
    const { tiers, tiersEnd, takers, reasons } = plan;
    const bucketLength = Buffer.byteLength(sourceBucket);
    const places = (name: LayoutName): Int32Array =>
        new Int32Array(buffer, at(name), batchCapacity);
    const lines = {
        bytes: new Uint8Array(buffer, plan.lines, plan.lineBytes),
        rows: places("TAKEN_ROWS"),
        taken: 0,
        starts: places("LINE_STARTS"),
        ends: places("LINE_ENDS"),
    } satisfies WrittenLines;
    const { window, batch } = engine;
    batch.judged = {
        by,
        verdicts: {
            takers: new Int32Array(buffer, takers, batchCapacity),
            reasons: by.tiers.map(
                (_, tier) => new Uint8Array(buffer, reasons + tier * batchCapacity, batchCapacity),
            ),
        },
        lines,
        hasLines: plan.hasLines,
    };
    return {
        window,
        batch,
        scan(from, to) {
            const next = engine.scan(from, to);
            lines.taken = judge(
                batch.rows,
                tiers,
                tiersEnd,
                takers,
                reasons,
                bucketLength,
                plan.lines,
            );
            return next;
        },
    };
}
