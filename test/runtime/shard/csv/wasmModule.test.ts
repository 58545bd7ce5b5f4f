import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { ReadContext } from "../../../../runtime/shard/batchSource";
import { csvScannerFactory } from "../../../../runtime/shard/csv/csvScannerFactory";
import {
    compileCsvScanner,
    csvScannerModule,
    WasmUnavailable,
    webAssemblyApi,
} from "../../../../runtime/shard/csv/wasm/csvScannerModule";
import { scannedRows } from "./scannedRows";

const context: ReadContext = { fileKey: "f", columns: ["Bucket", "Key"], sourceBucket: "b" };
const bytes = Buffer.from('"b","k"\n"c","l"\n');

describe("the module of the WASM scanner", () => {
    let folder = "";
    before(() => (folder = mkdtempSync(path.join(tmpdir(), "archival-wasm-"))));
    after(() => {
        rmSync(folder, { recursive: true });
    });

    it("is compiled once per process", () => {
        assert.equal(csvScannerModule(), csvScannerModule());
    });

    it("is an error with the fix when it was not built", () => {
        const places = [path.join(folder, "a.wasm"), path.join(folder, "b.wasm")];
        assert.throws(() => compileCsvScanner(webAssemblyApi(), places), {
            name: "Error",
            message:
                `csvScanner.wasm must be at one of ${places.join(", ")}, got no file there; ` +
                'run "npm run build" first',
        });
    });

    it("is unavailable where it does not compile", () => {
        const file = path.join(folder, "other.wasm");
        writeFileSync(file, "not wasm");
        assert.throws(
            () => compileCsvScanner(webAssemblyApi(), [file]),
            (error) =>
                error instanceof WasmUnavailable &&
                /^the WASM scanner does not compile here: .*expected magic word/.test(
                    error.message,
                ),
        );
    });

    it("is an error with the fix when it is of an older build", () => {
        // The smallest module there is: magic and version, no exports.
        const file = path.join(folder, "stale.wasm");
        writeFileSync(file, Buffer.from("0061736d01000000", "hex"));
        const scannerOf = csvScannerFactory(
            () => compileCsvScanner(webAssemblyApi(), [file]),
            () => assert.fail("no fallback"),
        );
        assert.throws(() => scannedRows(scannerOf(context), context, bytes, 4), {
            name: "Error",
            message:
                "csvScanner.wasm must export memory, got a file of another version; " +
                'run "npm run build"',
        });
    });

    it("is unavailable without WebAssembly", () => {
        assert.throws(
            () => webAssemblyApi({}),
            new WasmUnavailable("this process has no WebAssembly"),
        );
    });
});

describe("csvScannerFactory", () => {
    const rowsOf = (scanner: ReturnType<ReturnType<typeof csvScannerFactory>>) =>
        scannedRows(scanner, context, bytes, 4);

    it("loads the module with the first file and keeps it", () => {
        let loads = 0;
        const scannerOf = csvScannerFactory(
            () => {
                loads++;
                return csvScannerModule();
            },
            () => assert.fail("nothing to warn of"),
        );
        assert.equal(loads, 0);
        assert.equal(rowsOf(scannerOf(context)).length, 2);
        assert.equal(rowsOf(scannerOf(context)).length, 2);
        assert.equal(loads, 1);
    });

    it("goes on with the TypeScript scanner without WebAssembly, and says so once", () => {
        const warnings: string[] = [];
        const scannerOf = csvScannerFactory(
            () => {
                throw new WasmUnavailable("no vectors");
            },
            (message) => warnings.push(message),
        );
        const wasm = csvScannerFactory(csvScannerModule, () => undefined);
        assert.deepEqual(rowsOf(scannerOf(context)), rowsOf(wasm(context)));
        assert.deepEqual(rowsOf(scannerOf(context)), rowsOf(wasm(context)));
        assert.deepEqual(warnings, [
            "inventories are scanned by the TypeScript scanner, which takes more CPU time: no vectors",
        ]);
    });

    it("does not hide that the module was not built", () => {
        const scannerOf = csvScannerFactory(
            () => compileCsvScanner(webAssemblyApi(), ["/nowhere/csvScanner.wasm"]),
            () => assert.fail("no fallback"),
        );
        assert.throws(() => scannerOf(context), /run "npm run build" first$/);
    });
});
