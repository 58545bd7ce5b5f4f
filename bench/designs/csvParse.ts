/** csv-parse as people write it: Node's default chunks, rows as arrays. */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { designArguments, HandWrittenManifests, tierOf } from "./handWritten";

async function main(): Promise<void> {
    const { file, out } = designArguments();
    const manifests = new HandWrittenManifests(out);
    const rows = createReadStream(file).pipe(createGunzip()).pipe(parse());
    let count = 0;
    for await (const row of rows as AsyncIterable<string[]>) {
        count++;
        const [bucket = "", key = "", version = "", latest, marker, size = "", date = ""] = row;
        if (latest !== "true" || marker === "true") continue;
        const tier = tierOf(key, row[8] ?? "", Number(size), Date.parse(date));
        if (tier >= 0)
            manifests.add(
                tier,
                `${bucket},${key.replaceAll("+", "%20")},${version === "" ? "null" : version}\n`,
                Number(size),
            );
    }
    manifests.finish(count);
}

void main();
