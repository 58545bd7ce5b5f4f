/** The WASM engine of the CSV scanner: its window and its columns lie in the module's memory. */
import { batchCapacity, newRowBatch } from "../../../../model/inventory/rowBatch";
import type { ReadContext } from "../../batchSource";
import { maxRecordBytes, windowBytes, type CanonicalRows } from "../canonicalRows";
import { columnPlan } from "./columnPlan";
import type { CompiledScanner } from "./csvScannerModule";
import { judgedRows } from "./judgedRows";
import { canJudge, judgePlan, type JudgePlan } from "./judgePlan";
import { scannerInstance, type LayoutName, type ScannerInstance } from "./scannerInstance";

/** Throws RangeError when the module was built for other batches, or there is no memory for its window. */
export function wasmCanonicalRows(context: ReadContext, module: CompiledScanner): CanonicalRows {
    const { judging } = context;
    if (judging === undefined || !canJudge(judging))
        return instanceRows(context, scannerInstance(module, windowBytes));
    let plan: JudgePlan | undefined;
    const instance = scannerInstance(module, windowBytes, (at, address) => {
        plan = judgePlan(judging, context, at, address);
        return plan;
    });
    const engine = instanceRows(context, instance);
    return plan === undefined ? engine : judgedRows(engine, instance, context, judging, plan);
}

/** As wasmCanonicalRows; `instance` has a window of `windowBytes` and is used for nothing else. */
export function instanceRows(context: ReadContext, instance: ScannerInstance): CanonicalRows {
    const { at, buffer } = instance;
    const capacity = at("CAPACITY");
    if (capacity !== batchCapacity)
        throw new RangeError(
            `WASM scanner: must fill batches of ${batchCapacity} rows, got one that fills ${capacity}; ` +
                `run "npm run build"`,
        );
    const window = new Uint8Array(buffer, at("WINDOW"), windowBytes);
    const numbers = (name: LayoutName): Float64Array =>
        new Float64Array(buffer, at(name), capacity);
    const places = (name: LayoutName): Int32Array => new Int32Array(buffer, at(name), capacity);
    const codes = (name: LayoutName): Uint8Array => new Uint8Array(buffer, at(name), capacity);
    const batch = {
        ...newRowBatch(true, context.columns.includes("VersionId")),
        keyBytes: window,
        keyStart: places("KEY_START"),
        keyEnd: places("KEY_END"),
        versionBytes: window,
        versionStart: places("VERSION_START"),
        versionEnd: places("VERSION_END"),
        state: codes("STATE"),
        size: numbers("SIZE"),
        lastModified: numbers("MODIFIED"),
        lockedUntil: numbers("LOCKED_UNTIL"),
        storageClass: codes("CLASS"),
        replication: codes("REPLICATION"),
        accessTier: codes("ACCESS_TIER"),
    };
    const plan = columnPlan(instance, context);
    const origin = at("WINDOW");
    const rowsRead = new Int32Array(buffer, at("ROWS"), 1);

    function scan(from: number, to: number): number {
        batch.rows = 0;
        if (plan === undefined) return from;
        const { columns, bucketLength, baseState } = plan;
        let next: number;
        try {
            next =
                instance.scan(
                    origin + from,
                    origin + to,
                    columns,
                    bucketLength,
                    baseState,
                    maxRecordBytes,
                ) - origin;
        } catch (error) {
            throw new Error(
                `data file ${context.fileKey}: the WASM scanner failed: ${(error as Error).message}`,
                { cause: error },
            );
        }
        const rows = rowsRead[0] ?? -1;
        // Nothing that a sound module does; rows that silently went missing would be worse than this error.
        const isWithin = rows >= 0 && rows <= capacity && next >= from && next <= to;
        if (!isWithin || (rows > 0 && next === from))
            throw new Error(
                `data file ${context.fileKey}: the WASM scanner must stay within bytes ${from} to ${to} ` +
                    `and ${capacity} rows, got byte ${next} and ${rows} rows`,
            );
        batch.rows = rows;
        return next;
    }
    return { window, batch, scan };
}
