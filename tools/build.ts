/**
 * Compiles the WASM scanner and bundles every Lambda function into dist/runtime/<function>/index.mjs with its own
 * pinned SDK, the scanner beside it if it scans, and prints the sizes. Runs before tests, rehearsals and `pulumi up`, never during them.
 */
import { build } from "esbuild";
import { copyFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { functionNames } from "../model/naming/names";
import { buildWasm, type BuiltWasm } from "./buildWasm";

const root = path.resolve(__dirname, "..");
/** Bundles past this would slow every cold start; raise it on purpose, with a reason. */
const maxBundleBytes = 2_500_000;
/** A bundle that has this file in it looks for the WASM scanner beside itself. */
const wasmReader = "runtime/shard/csv/wasm/csvScannerModule.ts";

async function bundle(
    name: string,
    wasm: BuiltWasm,
): Promise<{ name: string; bytes: number; gzip: number }> {
    const entry = path.join(root, "runtime", name, "handler.ts");
    if (!existsSync(entry)) throw new Error(`${entry} not found; every function has a handler.ts`);
    const outdir = path.join(root, "dist", "runtime", name);
    rmSync(outdir, { recursive: true, force: true });
    const outfile = path.join(outdir, "index.mjs");
    const { metafile } = await build({
        absWorkingDir: root,
        entryPoints: [entry],
        outfile,
        bundle: true,
        platform: "node",
        target: "node24",
        format: "esm",
        mainFields: ["module", "main"],
        minify: true,
        keepNames: true,
        sourcemap: "linked",
        sourcesContent: false,
        legalComments: "none",
        metafile: true,
        // CommonJS dependencies inside an ES module bundle still ask for require(), ours for where they are.
        banner: {
            js:
                'import{createRequire as __archivalRequire}from"node:module";' +
                "const require=__archivalRequire(import.meta.url),__dirname=import.meta.dirname;",
        },
        logLevel: "warning",
    });
    writeFileSync(path.join(outdir, "package.json"), '{ "type": "module" }\n');
    if (metafile.inputs[wasmReader] !== undefined)
        copyFileSync(wasm.file, path.join(outdir, path.basename(wasm.file)));
    const bytes = statSync(outfile).size;
    if (bytes > maxBundleBytes) {
        throw new Error(
            `bundle ${name}: at most ${maxBundleBytes} bytes, got ${bytes}; find what it pulls in`,
        );
    }
    return { name, bytes, gzip: gzipSync(readFileSync(outfile)).length };
}

async function main(): Promise<void> {
    const started = Date.now();
    const kib = (bytes: number): string => `${(bytes / 1024).toFixed(0).padStart(6)} KiB`;
    const wasm = await buildWasm(root);
    const bundles = await Promise.all(functionNames.map((name) => bundle(name, wasm)));
    console.log(`built dist/wasm/csvScanner.wasm ${wasm.bytes} bytes (gzip ${wasm.gzip})`);
    for (const { name, bytes, gzip } of bundles) {
        console.log(
            `built dist/runtime/${name.padEnd(10)} ${kib(bytes)}  (gzip ${kib(gzip).trim()})`,
        );
    }
    console.log(`build took ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
