/** Node's gunzip with 1 MiB chunks and nothing else: the floor of every design in Node that reads gzip. */
import { createReadStream } from "node:fs";
import { createGunzip } from "node:zlib";
import { designArguments } from "./handWritten";

let bytes = 0;
createReadStream(designArguments().file, { highWaterMark: 1024 * 1024 })
    .pipe(createGunzip({ chunkSize: 1024 * 1024 }))
    .on("data", (chunk: Buffer) => {
        bytes += chunk.length;
    })
    .on("end", () => {
        console.log(JSON.stringify({ bytes }));
    });
