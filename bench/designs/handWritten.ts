/**
 * The bench's four tiers written out by hand, for the designs of others: what somebody would write around their library.
 * Designs that decode a row to values ask `tierOf`; all write the lines that our manifests have without the size.
 */
import { closeSync, openSync, writeSync } from "node:fs";
import * as path from "node:path";
import { benchNow } from "../generate/benchRows";

export const tierNames = ["logs", "raw-data", "media", "backups"] as const;
const day = 24 * 60 * 60 * 1000;
const kib128 = 128 * 1024;

/** Tier of a current object that is no delete marker; -1 for none. Prefixes and suffixes are plain ASCII. */
export function tierOf(
    key: string,
    storageClass: string,
    size: number,
    lastModified: number,
): number {
    const isStandard = storageClass === "STANDARD";
    const isWarm = isStandard || storageClass === "STANDARD_IA";
    if (!isWarm) return -1;
    if (
        isStandard &&
        size >= kib128 &&
        lastModified <= benchNow - 90 * day &&
        key.startsWith("logs/")
    )
        return 0;
    if (size >= kib128 && lastModified <= benchNow - 365 * day && key.startsWith("data/raw/"))
        return 1;
    if (size >= kib128 && lastModified <= benchNow - 180 * day && key.endsWith(".mp4")) return 2;
    if (
        isStandard &&
        lastModified <= benchNow - 30 * day &&
        key.startsWith("backup/") &&
        key.endsWith(".bak")
    )
        return 3;
    return -1;
}

/** One manifest per tier, written in blocks; counts objects and bytes. */
export class HandWrittenManifests {
    readonly #files: readonly number[];
    readonly #lines: string[][] = tierNames.map(() => []);
    readonly #counts = tierNames.map(() => ({ objects: 0, bytes: 0 }));

    constructor(directory: string) {
        this.#files = tierNames.map((name) => openSync(path.join(directory, `${name}.csv`), "w"));
    }

    add(tier: number, line: string, size: number): void {
        const lines = this.#lines[tier];
        const count = this.#counts[tier];
        if (lines === undefined || count === undefined) throw new Error(`no tier ${tier}`);
        lines.push(line);
        count.objects++;
        count.bytes += size;
        if (lines.length >= 8192) this.#flush(tier);
    }

    /** Prints the counts as the bench's harness reads them. */
    finish(rows: number): void {
        for (const tier of tierNames.keys()) this.#flush(tier);
        for (const file of this.#files) closeSync(file);
        console.log(JSON.stringify({ rows, selected: this.#counts.map(({ objects }) => objects) }));
    }

    #flush(tier: number): void {
        const file = this.#files[tier];
        const lines = this.#lines[tier];
        if (file === undefined || lines === undefined) return;
        writeSync(file, lines.join(""));
        lines.length = 0;
    }
}

/** The data file and the folder for manifests: every design's two arguments. */
export function designArguments(): { readonly file: string; readonly out: string } {
    const [file, out] = process.argv.slice(2);
    if (file === undefined || out === undefined)
        throw new Error("a design must be given a data file and a folder for manifests");
    return { file, out };
}
