/** CSV inventories as S3 delivers them: gzip, no header, every field quoted, keys form-style percent-encoded. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { encodeInventoryKey } from "../../model/inventory/keyCodec";
import type { BenchRow } from "./benchRows";

/** Lines are joined to this many characters before they go to gzip. */
const blockCharacters = 1024 * 1024;

/** A row's line in the bench's columns, with its newline. */
export function benchLine(row: BenchRow): string {
    return (
        `"${row.bucket}","${encodeInventoryKey(row.key)}","${row.versionId ?? ""}","${row.isLatest}",` +
        `"${row.isDeleteMarker}","${row.size ?? ""}","${isoInstant(row.lastModified)}","${row.eTag ?? ""}",` +
        `"${row.storageClass ?? ""}","${row.encryptionStatus ?? ""}"\n`
    );
}

/** A line of any fields; a quote within one is doubled, as RFC 4180 has it. */
export function quotedLine(fields: readonly string[]): string {
    return `"${fields.map((field) => field.replaceAll('"', '""')).join('","')}"\n`;
}

/**
 * Writes lines as `gzip -6` (the program: Node's own zlib compresses this data 4 % smaller than that, and S3's writer
 * is the ordinary one), streamed. Answers the number of uncompressed bytes (lines are ASCII).
 */
export async function writeCsvFile(file: string, lines: Iterable<string>): Promise<number> {
    let bytes = 0;
    function* blocks(): Generator<Buffer> {
        let block = "";
        for (const line of lines) {
            block += line;
            if (block.length < blockCharacters) continue;
            bytes += block.length;
            yield Buffer.from(block, "latin1");
            block = "";
        }
        bytes += block.length;
        yield Buffer.from(block, "latin1");
    }
    const gzip = spawn("gzip", ["-6", "--no-name"], { stdio: ["pipe", "pipe", "inherit"] });
    const exit = once(gzip, "exit");
    await Promise.all([
        pipeline(Readable.from(blocks()), gzip.stdin),
        pipeline(gzip.stdout, createWriteStream(file)),
        exit,
    ]);
    const [code] = (await exit) as [number | null];
    if (code !== 0) throw new Error(`gzip -6: must end with code 0, got ${code ?? "a signal"}`);
    return bytes;
}

let lastDay = -1;
let lastDayText = "";

/** Date.prototype.toISOString, with the day's text kept: rows of a run are close in time. */
function isoInstant(milliseconds: number): string {
    const day = Math.floor(milliseconds / 86_400_000);
    if (day !== lastDay) {
        lastDay = day;
        lastDayText = new Date(day * 86_400_000).toISOString().slice(0, 11);
    }
    const second = Math.floor(milliseconds / 1000) % 86_400;
    const hours = Math.floor(second / 3600);
    const minutes = Math.floor(second / 60) % 60;
    return `${lastDayText}${two[hours] ?? ""}:${two[minutes] ?? ""}:${two[second % 60] ?? ""}.000Z`;
}

const two = Array.from({ length: 60 }, (_, value) => value.toString().padStart(2, "0"));
