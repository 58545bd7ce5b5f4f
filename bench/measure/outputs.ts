/** What a design wrote and said, for the comparison with the others: a fast design that is wrong is no design. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { tierNames } from "../designs/handWritten";

export interface Output {
    /** Rows per tier, in the tiers' order. */
    readonly rows: readonly number[];
    /** One digest over all files and their names. */
    readonly digest: string;
}

/** Reads a folder of manifests: `<tier>.csv`, `<tier>-<part>.csv`, or `tier=<tier>/*.csv`. */
export function outputOf(folder: string): Output {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => name.endsWith(".csv"))
        .sort();
    const digest = createHash("sha256");
    const rows = tierNames.map(() => 0);
    for (const name of files) {
        const bytes = readFileSync(path.join(folder, name));
        digest.update(name).update("\0").update(bytes);
        const tier = tierNames.findIndex((each) => name.replace("tier=", "").startsWith(each));
        if (tier < 0) throw new Error(`no tier wrote ${name}`);
        rows[tier] = (rows[tier] ?? 0) + newlines(bytes);
    }
    return { rows, digest: digest.digest("hex") };
}

function newlines(bytes: Buffer): number {
    let count = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) count++;
    return count;
}
