/** Bundles the designs as functions are bundled, so that no compiler is in what is measured. */
import { build } from "esbuild";
import { copyFileSync } from "node:fs";
import * as path from "node:path";

const root = path.resolve(__dirname, "..", "..");
const names = ["gunzipAlone", "csvParse", "duckdb", "hyparquetColumns", "ours"];

/** Answers the folder. The WASM scanner comes from `npm run build`. */
export async function bundleDesigns(): Promise<string> {
    const outdir = path.join(root, "dist", "bench");
    await build({
        entryPoints: names.map((name) => path.join(root, "bench", "designs", `${name}.ts`)),
        outdir,
        bundle: true,
        platform: "node",
        target: "node24",
        format: "cjs",
        minify: true,
        external: ["@duckdb/node-api"],
        logLevel: "warning",
    });
    copyFileSync(
        path.join(root, "dist", "wasm", "csvScanner.wasm"),
        path.join(outdir, "csvScanner.wasm"),
    );
    return outdir;
}
