/**
 * Bundles every Lambda function into dist/runtime/<function>/index.mjs with its own pinned SDK and prints the
 * sizes. Runs before tests, rehearsals and `pulumi up`, never during them.
 */
import { build } from "esbuild";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import { functionNames } from "../model/naming/names";

const root = path.resolve(__dirname, "..");
/** Bundles past this would slow every cold start; raise it on purpose, with a reason. */
const maxBundleBytes = 2_500_000;

async function bundle(name: string): Promise<{ name: string; bytes: number; gzip: number }> {
    const entry = path.join(root, "runtime", name, "handler.ts");
    if (!existsSync(entry)) throw new Error(`${entry} not found; every function has a handler.ts`);
    const outdir = path.join(root, "dist", "runtime", name);
    rmSync(outdir, { recursive: true, force: true });
    const outfile = path.join(outdir, "index.mjs");
    await build({
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
        // CommonJS dependencies inside an ES module bundle still ask for require().
        banner: {
            js: 'import{createRequire as __archivalRequire}from"node:module";const require=__archivalRequire(import.meta.url);',
        },
        logLevel: "warning",
    });
    writeFileSync(path.join(outdir, "package.json"), '{ "type": "module" }\n');
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
    for (const { name, bytes, gzip } of await Promise.all(functionNames.map(bundle))) {
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
