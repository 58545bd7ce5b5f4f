/** One instance of the WASM scanner, as assembly/ exports it. */
import type { fieldKind } from "../fieldPlan";
import { webAssemblyApi, type CompiledScanner } from "./csvScannerModule";

interface Constant {
    readonly value: number;
}

interface Memory {
    readonly buffer: ArrayBuffer;
    /** Makes every view of `buffer` useless. Throws RangeError when there is no more memory. */
    grow(pages: number): number;
}

type Snake<Name extends string> = Name extends `${infer Head}${infer Tail}`
    ? `${Head extends Lowercase<Head> ? "" : "_"}${Uppercase<Head>}${Snake<Tail>}`
    : "";

/** The numbers of assembly/memoryLayout.ts that the host needs, by name. */
export type LayoutName =
    | `KIND_${Snake<keyof typeof fieldKind>}`
    | `MAX_${"COLUMNS" | "BUCKET" | "NAME" | "NAMES"}`
    | `NAME_${"ENTRY" | "CODE" | "NEXT" | "TABLE"}`
    | `KEY_${"START" | "END"}`
    | `VERSION_${"START" | "END"}`
    | "CAPACITY"
    | "ODD_CODE"
    | "SLACK"
    | "ROWS"
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

/** See assembly/csvScanner.ts. */
export type Scan = (
    from: number,
    to: number,
    columns: number,
    bucketLength: number,
    baseState: number,
    maxRowBytes: number,
) => number;

export interface ScannerInstance {
    /** Of the whole memory, which never grows after this. */
    readonly buffer: ArrayBuffer;
    readonly scan: Scan;
    readonly at: (name: LayoutName) => number;
}

const pageBytes = 65_536;

/** An instance with `windowBytes` for the window. Throws RangeError when there is no memory for it. */
export function scannerInstance(module: CompiledScanner, windowBytes: number): ScannerInstance {
    const api = webAssemblyApi();
    const exports = new api.Instance(module).exports as {
        readonly memory: Memory;
        readonly scan: Scan;
    } & Readonly<Record<LayoutName, Constant>>;
    const { memory, scan } = exports;
    const at = (name: LayoutName): number => exports[name].value;
    const missing = at("WINDOW") + windowBytes + at("SLACK") - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    return { buffer: memory.buffer, at, scan };
}
