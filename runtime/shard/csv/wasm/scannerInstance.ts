/** One instance of the WASM scanner, as assembly/ exports it. */
import type { fieldKind } from "../fieldPlan";
import { scannerFileName, webAssemblyApi, type CompiledScanner } from "./csvScannerModule";

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
    | "TAKEN_ROWS"
    | `LINE_${"STARTS" | "ENDS"}`
    | "WINDOW"
    | `TIER_${"MIN_SIZE" | "MAX_SIZE" | "NEWEST" | "BEFORE" | "LOCKED_AFTER" | "LOCKS"}`
    | `TIER_${"NONCURRENT" | "LACKS_VERSION_IDS" | "LINES" | "PREFIXES" | "SUFFIXES"}`
    | `TIER_${"CLASSES" | "ARCHIVED_ACCESS" | "REPLICATION" | "BYTES"}`;

/** See assembly/csvScanner.ts. */
export type Scan = (
    from: number,
    to: number,
    columns: number,
    bucketLength: number,
    baseState: number,
    maxRowBytes: number,
) => number;

/** See assembly/judge.ts. */
export type Judge = (
    rows: number,
    tiers: number,
    tiersEnd: number,
    takers: number,
    reasons: number,
    bucketLength: number,
    lines: number,
) => number;

export type Layout = (name: LayoutName) => number;

export interface ScannerInstance {
    /** Of the whole memory, which never grows after this. */
    readonly buffer: ArrayBuffer;
    readonly scan: Scan;
    readonly judge: Judge;
    readonly at: Layout;
}

const pageBytes = 65_536;
const nothing: Behind = { image: new Uint8Array(0), bytes: 0 };

/** What lies behind the window. */
export interface Behind {
    /** What must be there at first; zeros follow. */
    readonly image: Uint8Array;
    /** At least the image's. */
    readonly bytes: number;
}

/**
 * An instance with `windowBytes` for the window. Throws RangeError when there is no memory for it, Error when the module
 * is not of this version.
 * @param behindOf Asked what lies behind the window, at an address that is a multiple of 8.
 */
export function scannerInstance(
    module: CompiledScanner,
    windowBytes: number,
    behindOf: (at: Layout, address: number) => Behind = () => nothing,
): ScannerInstance {
    const api = webAssemblyApi();
    const exports = new api.Instance(module).exports as {
        readonly memory: Memory;
        readonly scan: Scan;
        readonly judge: Judge;
    } & Readonly<Partial<Record<LayoutName, Constant>>>;
    for (const name of ["memory", "scan", "judge"] as const)
        if (!(name in exports)) throw staleModule(name);
    const { memory, scan, judge } = exports;
    const at = (name: LayoutName): number => {
        const constant: Constant | undefined = exports[name];
        if (constant === undefined) throw staleModule(name);
        return constant.value;
    };
    const address = Math.ceil((at("WINDOW") + windowBytes + at("SLACK")) / 8) * 8;
    const { image, bytes } = behindOf(at, address);
    const missing = address + bytes - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / pageBytes));
    new Uint8Array(memory.buffer).set(image, address);
    return { buffer: memory.buffer, at, scan, judge };
}

/** A file of an older build: nothing it would answer can be relied on, so there is no going on without. */
const staleModule = (name: string): Error =>
    new Error(
        `${scannerFileName} must export ${name}, got a file of another version; run "npm run build"`,
    );
