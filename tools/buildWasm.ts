/** Compiles the WASM scanner from its AssemblyScript into dist/wasm/csvScanner.wasm. */
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

const run = promisify(execFile);

export interface BuiltWasm {
    readonly file: string;
    readonly bytes: number;
    readonly gzip: number;
}

/** Below `root`, the repository. The compiler's own messages are the error's. */
export async function buildWasm(root: string): Promise<BuiltWasm> {
    const source = path.join(root, "runtime", "shard", "csv", "wasm", "assembly", "csvScanner.ts");
    const file = path.join(root, "dist", "wasm", "csvScanner.wasm");
    mkdirSync(path.dirname(file), { recursive: true });
    // As a program of its own: its declarations would put AssemblyScript's global types into all of ours.
    await run(
        process.execPath,
        [
            require.resolve("assemblyscript/bin/asc.js"),
            path.relative(root, source),
            ...["--outFile", path.relative(root, file)],
            "-O3",
            "--noAssert",
            ...["--runtime", "stub"],
            ...["--enable", "simd"],
            // It asserts nothing and allocates nothing, so there is nothing to abort; this leaves it without imports.
            ...["--use", "abort="],
        ],
        { cwd: root },
    );
    return { file, bytes: statSync(file).size, gzip: gzipSync(readFileSync(file)).length };
}
