/** Which CSV scanner a process uses: the WASM one where it runs, else the TypeScript one. Both answer the same rows. */
import type { CsvBlockScanner, ReadContext } from "../batchSource";
import { tsBlockScanner } from "./tsBlockScanner";
import { csvScannerModule, WasmUnavailable, type CompiledScanner } from "./wasm/csvScannerModule";
import { wasmBlockScanner } from "./wasm/wasmBlockScanner";

/**
 * Makes scanners; decides with the first. A machine without WebAssembly or its vectors is slower, not wrong, so it
 * says so once and goes on. A file that was not built is a mistake, and stays an error.
 */
export function csvScannerFactory(
    load: () => CompiledScanner,
    warn: (message: string) => void,
): (context: ReadContext) => CsvBlockScanner {
    let chosen: ((context: ReadContext) => CsvBlockScanner) | undefined;
    const choose = (): ((context: ReadContext) => CsvBlockScanner) => {
        try {
            const module = load();
            return (context) => wasmBlockScanner(context, module);
        } catch (error) {
            if (!(error instanceof WasmUnavailable)) throw error;
            warn(
                `inventories are scanned by the TypeScript scanner, which takes more CPU time: ${error.message}`,
            );
            return tsBlockScanner;
        }
    };
    return (context) => (chosen ??= choose())(context);
}

/** What this process uses. */
export const csvScanner = csvScannerFactory(csvScannerModule, (message) => {
    console.warn(message);
});
