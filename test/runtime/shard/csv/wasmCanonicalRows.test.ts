import assert from "node:assert/strict";
import type { ReadContext } from "../../../../runtime/shard/batchSource";
import { blockScanner } from "../../../../runtime/shard/csv/blockScanner";
import { windowBytes } from "../../../../runtime/shard/csv/canonicalRows";
import { csvScannerModule } from "../../../../runtime/shard/csv/wasm/csvScannerModule";
import { scannerInstance } from "../../../../runtime/shard/csv/wasm/scannerInstance";
import {
    instanceRows,
    wasmCanonicalRows,
} from "../../../../runtime/shard/csv/wasm/wasmCanonicalRows";

const context: ReadContext = { fileKey: "data/1.csv.gz", columns: ["Key"], sourceBucket: "b" };

describe("wasmCanonicalRows", () => {
    it("turns a trap of the module into an error that names the file", () => {
        const engine = wasmCanonicalRows(context, csvScannerModule());
        // Without the quotes behind the data a field never ends, and the search leaves the memory.
        engine.window.fill(0x61);
        engine.window[0] = 0x22;
        assert.throws(() => engine.scan(0, windowBytes), {
            name: "Error",
            message:
                "data file data/1.csv.gz: the WASM scanner failed: memory access out of bounds",
        });
    });

    it("lets the scan end in an error, not without rows, when the module fails half-way", () => {
        const instance = scannerInstance(csvScannerModule(), windowBytes);
        let calls = 0;
        const scan: typeof instance.scan = (...args) => {
            if (++calls > 1) throw new WebAssemblyTrap("unreachable");
            return instance.scan(...args);
        };
        const scanner = blockScanner(context, instanceRows(context, { ...instance, scan }));
        assert.equal([...scanner.push(Buffer.from('"k"\n'))].length, 1);
        assert.throws(
            () => [...scanner.push(Buffer.from('"k"\n'))],
            /^Error: data file data\/1\.csv\.gz: the WASM scanner failed: unreachable$/,
        );
    });

    it("refuses answers of a module outside the bytes it was given", () => {
        const instance = scannerInstance(csvScannerModule(), windowBytes);
        const origin = instance.at("WINDOW");
        const rows = new Int32Array(instance.buffer, instance.at("ROWS"), 1);
        const answer = (next: number, count: number): (() => number) => {
            const engine = instanceRows(context, {
                ...instance,
                scan: () => {
                    rows[0] = count;
                    return origin + next;
                },
            });
            return () => engine.scan(8, 16);
        };
        assert.equal(answer(8, 0)(), 8);
        assert.equal(answer(12, 1)(), 12);
        for (const [next, count] of [
            [7, 1],
            [17, 1],
            [8, 1],
            [12, -1],
            [12, 4097],
        ] as const)
            assert.throws(
                answer(next, count),
                new RegExp(
                    `^Error: data file data/1\\.csv\\.gz: the WASM scanner must stay within bytes 8 to 16 ` +
                        `and 4096 rows, got byte ${next} and ${count} rows$`,
                ),
            );
    });

    it("begins with empty columns however often it is made", () => {
        for (let made = 0; made < 300; made++) {
            const { batch } = wasmCanonicalRows(context, csvScannerModule());
            assert.equal(batch.rows, 0);
            assert.ok(batch.size.every(Number.isNaN));
        }
    });
});

class WebAssemblyTrap extends Error {}
