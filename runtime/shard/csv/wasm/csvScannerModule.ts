/**
 * The compiled WASM scanner: read and compiled once per process, when it is first asked for. `npm run build` makes it
 * from assembly/ and puts it beside every bundle that scans; no binary is in git.
 */
import { readFileSync } from "node:fs";
import * as path from "node:path";

/** A WebAssembly.Module. The TypeScript library of this project has no names for WebAssembly. */
export interface CompiledScanner {
    readonly compiledScanner?: never;
}

/** The part of the WebAssembly API that this product uses. */
export interface WebAssemblyApi {
    readonly Module: new (bytes: Uint8Array) => CompiledScanner;
    readonly Instance: new (module: CompiledScanner) => { readonly exports: unknown };
}

/** Thrown where WebAssembly, or its vectors, are not to be had; the TypeScript scanner does the same work. */
export class WasmUnavailable extends Error {
    constructor(message: string, cause?: unknown) {
        super(message, { cause });
        this.name = "WasmUnavailable";
    }
}

export const scannerFileName = "csvScanner.wasm";

/** Beside the running bundle (tools/build.ts gives bundles a `__dirname`), else where the build puts it. */
const usualPlaces: readonly string[] = [
    path.join(__dirname, scannerFileName),
    path.resolve(__dirname, "../../../../dist/wasm", scannerFileName),
];

/** @throws WasmUnavailable when this process has no WebAssembly. */
export function webAssemblyApi(
    scope: object & { readonly WebAssembly?: WebAssemblyApi } = globalThis,
): WebAssemblyApi {
    const { WebAssembly: api } = scope;
    if (api === undefined) throw new WasmUnavailable("this process has no WebAssembly");
    return api;
}

let compiled: CompiledScanner | undefined;

/**
 * @throws WasmUnavailable when this machine cannot run it, and an Error that names the places and the fix when the
 * file is not there or cannot be read.
 */
export function csvScannerModule(): CompiledScanner {
    return (compiled ??= compileCsvScanner(webAssemblyApi(), usualPlaces));
}

/** As csvScannerModule, from the first of these places that has the file. Compiles every time. */
export function compileCsvScanner(api: WebAssemblyApi, places: readonly string[]): CompiledScanner {
    const bytes = firstFile(places);
    try {
        return new api.Module(bytes);
    } catch (error) {
        throw new WasmUnavailable(
            `the WASM scanner does not compile here: ${(error as Error).message}`,
            error,
        );
    }
}

function firstFile(places: readonly string[]): Uint8Array {
    for (const place of places) {
        try {
            return readFileSync(place);
        } catch (error) {
            if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        }
    }
    throw new Error(
        `${scannerFileName} must be at one of ${places.join(", ")}, got no file there; run "npm run build" first`,
    );
}
