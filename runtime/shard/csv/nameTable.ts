/** Finds the code of a field's text among a few names without making a string of it. */
import { absentCode, otherCode } from "../../../model/inventory/rowBatch";

const shortestName = 4;
const longestName = 31;
/** Four-byte words of the longest name. */
const wordsPerName = 8;

/** Names by length and first letter, of which no two names of a list have the same pair. */
export class NameTable {
    /** Index: length x 32 + the letter's low five bits; 0 where no name is. */
    readonly #codes = new Uint8Array((longestName + 1) * 32);
    /** Each code's letters as getInt32 reads them; the last word ends with the name and may overlap the one before. */
    readonly #words: Int32Array;

    /** Throws for lists this table cannot hold: they are the program's own, so that a test sees it. */
    constructor(names: readonly string[]) {
        this.#words = new Int32Array((names.length + 1) * wordsPerName);
        for (const [index, text] of names.entries()) {
            const name = Buffer.from(text, "latin1");
            const place = name.length * 32 + ((name[0] ?? 0) & 31);
            if (name.length < shortestName || name.length > longestName || this.#codes[place] !== 0)
                throw new Error(
                    `names: must have ${shortestName} to ${longestName} letters and differ in length or first letter, ` +
                        `got "${text}" among ${names.join(", ")}`,
                );
            this.#codes[place] = index + 1;
            for (let word = 0, at = 0; at < name.length; word++, at += 4)
                this.#words[(index + 1) * wordsPerName + word] = name.readInt32LE(
                    Math.min(at, name.length - 4),
                );
        }
    }

    /** absentCode for no bytes, the name's position + 1, otherCode for any other text. */
    codeOf(view: DataView, start: number, end: number): number {
        const length = end - start;
        if (length === 0) return absentCode;
        if (length > longestName) return otherCode;
        const code = this.#codes[length * 32 + (view.getUint8(start) & 31)] as number;
        if (code === 0) return otherCode;
        const last = end - 4;
        let word = code * wordsPerName;
        for (let at = start; at < last; at += 4)
            if (view.getInt32(at, true) !== this.#words[word++]) return otherCode;
        return view.getInt32(last, true) === this.#words[word] ? code : otherCode;
    }
}
