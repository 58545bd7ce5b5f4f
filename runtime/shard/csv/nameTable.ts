/** Finds the code of a field's text among a few names without making a string of it. */
import { absentCode, otherCode } from "../../../model/inventory/rowBatch";

const longestName = 31;

/** Names by length and first letter, of which no two names of a list have the same pair. */
export class NameTable {
    /** Index: length x 32 + the letter's low five bits; 0 where no name is. */
    readonly #codes = new Uint8Array((longestName + 1) * 32);
    readonly #names: readonly Buffer[];

    /** Throws for lists this table cannot hold: they are the program's own, so that a test sees it. */
    constructor(names: readonly string[]) {
        this.#names = names.map((name) => Buffer.from(name, "latin1"));
        for (const [index, name] of this.#names.entries()) {
            const place = name.length * 32 + ((name[0] ?? 0) & 31);
            if (name.length === 0 || name.length > longestName || this.#codes[place] !== 0)
                throw new Error(
                    `names: must have 1 to ${longestName} letters and differ in length or first letter, ` +
                        `got "${names[index] ?? ""}" among ${names.join(", ")}`,
                );
            this.#codes[place] = index + 1;
        }
    }

    /** absentCode for no bytes, the name's position + 1, otherCode for any other text. */
    codeOf(bytes: Uint8Array, start: number, end: number): number {
        const length = end - start;
        if (length === 0) return absentCode;
        if (length > longestName) return otherCode;
        const code = this.#codes[length * 32 + ((bytes[start] as number) & 31)] as number;
        const name = this.#names[code - 1];
        if (name === undefined) return otherCode;
        for (let index = 0; index < length; index++)
            if (bytes[start + index] !== name[index]) return otherCode;
        return code;
    }
}
