import { createHash } from "node:crypto";
import type { Ids } from "./contracts";

const versionAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
const requestAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** sfc32, a small fast generator of 32-bit numbers (Chris Doty-Humphrey, PractRand). Not for secrets of real systems. */
function sfc32(seed: string): () => number {
    const digest = createHash("sha256").update(seed).digest();
    let [a, b, c, counter] = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as [
        number,
        number,
        number,
        number,
    ];
    return () => {
        const sum = (((a + b) >>> 0) + counter) >>> 0;
        counter = (counter + 1) >>> 0;
        a = (b ^ (b >>> 9)) >>> 0;
        b = (c + (c << 3)) >>> 0;
        c = ((((c << 21) | (c >>> 11)) >>> 0) + sum) >>> 0;
        return sum;
    };
}

/**
 * Identifiers that look like AWS's, from a seed. Every kind has its own stream, so that one more request id (a retry)
 * does not change the version ids after it.
 */
export class SeededIds implements Ids {
    readonly #streams = new Map<string, () => number>();
    readonly #seed: number;

    constructor(seed: number) {
        this.#seed = seed;
    }

    hex(length: number): string {
        return this.#text("hex", "0123456789abcdef", length);
    }

    uuid(): string {
        const hex = this.#text("uuid", "0123456789abcdef", 30);
        const variant = "89ab"[this.#stream("uuid")() & 3] ?? "8";
        return [
            hex.slice(0, 8),
            hex.slice(8, 12),
            `4${hex.slice(12, 15)}`,
            `${variant}${hex.slice(15, 18)}`,
            hex.slice(18, 30),
        ].join("-");
    }

    versionId(): string {
        return this.#text("version", versionAlphabet, 32);
    }

    requestId(): string {
        return this.#text("request", requestAlphabet, 16);
    }

    bytes(n: number): Buffer {
        const stream = this.#stream("bytes");
        return Buffer.from(Array.from({ length: n }, () => stream() & 0xff));
    }

    random(): number {
        return this.#stream("random")() / 2 ** 32;
    }

    #text(kind: string, alphabet: string, length: number): string {
        const stream = this.#stream(kind);
        let text = "";
        for (let i = 0; i < length; i++) text += alphabet.charAt(stream() % alphabet.length);
        return text;
    }

    #stream(kind: string): () => number {
        let stream = this.#streams.get(kind);
        if (stream === undefined) {
            stream = sfc32(`${kind}:${this.#seed}`);
            this.#streams.set(kind, stream);
        }
        return stream;
    }
}
