/** One instance of the WASM scanner, as assembly/ exports it. */
import { webAssemblyApi, type CompiledScanner } from "./csvScannerModule";

interface Constant {
    readonly value: number;
}

interface Memory {
    readonly buffer: ArrayBuffer;
    /** Makes every view of `buffer` useless. Throws RangeError when there is no more memory. */
    grow(pages: number): number;
}

/** The numbers of assembly/memoryLayout.ts, by name. */
export type LayoutName =
    | `KIND_${
          | "SKIP"
          | "BUCKET"
          | "KEY"
          | "VERSION"
          | "LATEST"
          | "DELETE_MARKER"
          | "SIZE"
          | "MODIFIED"
          | "CLASS"
          | "REPLICATION"
          | "ENCRYPTION"
          | "LOCKED_UNTIL"
          | "LEGAL_HOLD"
          | "EVENT_HOLD"
          | "ACCESS_TIER"}`
    | `STOP_${"END" | "FULL" | "ODD"}`
    | `MAX_${"COLUMNS" | "BUCKET" | "NAME" | "NAMES"}`
    | `NAME_${"ENTRY" | "CODE" | "NEXT" | "TABLE"}`
    | `KEY_${"START" | "END"}`
    | `VERSION_${"START" | "END"}`
    | "CAPACITY"
    | "SENTINEL"
    | "SLACK"
    | "NEXT"
    | "STOP"
    | "PLAN"
    | "BUCKET"
    | "NAMES"
    | "SIZE"
    | "MODIFIED"
    | "LOCKED_UNTIL"
    | "STATE"
    | "CLASS"
    | "REPLICATION"
    | "ACCESS_TIER"
    | "WINDOW";

interface ScannerExports {
    readonly memory: Memory;
    /** See assembly/csvScanner.ts. */
    scan(
        from: number,
        to: number,
        columns: number,
        bucketLength: number,
        baseState: number,
        maxRowBytes: number,
    ): number;
}

export interface ScannerInstance extends ScannerExports {
    readonly at: (name: LayoutName) => number;
}

const pageBytes = 65_536;

/** An instance with at least `windowBytes` for the window, the bytes that must follow it not counted. */
export function scannerInstance(module: CompiledScanner, windowBytes: number): ScannerInstance {
    const api = webAssemblyApi();
    const exports = new api.Instance(module).exports as ScannerExports &
        Readonly<Record<LayoutName, Constant>>;
    const { memory } = exports;
    const at = (name: LayoutName): number => exports[name].value;
    const missing = at("WINDOW") + windowBytes + at("SLACK") - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return { memory, at, scan: (...args) => exports.scan(...args) };
}
