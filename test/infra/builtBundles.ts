import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { functionNames } from "../../model/naming/names";

/** A folder with a placeholder bundle per function: the program only hands the folders over. */
export function builtBundles(): string {
    const root = path.join(mkdtempSync(path.join(tmpdir(), "archival-bundles-")), "dist/runtime");
    for (const fn of functionNames) {
        mkdirSync(path.join(root, fn), { recursive: true });
        writeFileSync(path.join(root, fn, "index.mjs"), "export const handler = () => {};\n");
    }
    return root;
}
