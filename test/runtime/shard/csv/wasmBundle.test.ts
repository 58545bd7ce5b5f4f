import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { functionNames } from "../../../../model/naming/names";

const dist = path.resolve(__dirname, "../../../../dist");

describe("the built WASM scanner", () => {
    it("lies beside the bundles that scan, and beside no other", () => {
        const built = readFileSync(path.join(dist, "wasm", "csvScanner.wasm"));
        const beside = functionNames.filter((name) => {
            const file = path.join(dist, "runtime", name, "csvScanner.wasm");
            if (!existsSync(file)) return false;
            assert.ok(readFileSync(file).equals(built), name);
            return true;
        });
        assert.deepEqual(beside, ["submit", "shard"]);
    });

    it("imports nothing", async () => {
        const built = readFileSync(path.join(dist, "wasm", "csvScanner.wasm"));
        const { WebAssembly: api } = globalThis as unknown as {
            WebAssembly: {
                compile(bytes: Uint8Array): Promise<object>;
                Module: { imports(module: object): unknown[] };
            };
        };
        assert.deepEqual(api.Module.imports(await api.compile(built)), []);
    });
});
