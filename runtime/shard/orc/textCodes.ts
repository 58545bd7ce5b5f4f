/** Codes of a column with few values: the position of a text in a list + 1, found without making a string. */
import { absentCode, otherCode } from "../../../model/inventory/rowBatch";

interface Entry {
    readonly text: Uint8Array;
    readonly code: number;
}

export class TextCodes {
    /** By length, so that most comparisons are with the one candidate. */
    readonly #byLength: readonly (readonly Entry[])[];

    /** @param absent A text that means as much as none. */
    constructor(texts: readonly string[], absent?: string) {
        const byLength: (Entry[] | undefined)[] = [];
        const add = (name: string, code: number): void => {
            const text = Buffer.from(name);
            (byLength[text.length] ??= []).push({ text, code });
        };
        texts.forEach((text, index) => {
            add(text, index + 1);
        });
        if (absent !== undefined) add(absent, absentCode);
        this.#byLength = Array.from(byLength, (entries) => entries ?? []);
    }

    /** absentCode for nothing, otherCode for a text that is not in the list. */
    code(bytes: Uint8Array, start: number, end: number): number {
        if (start === end) return absentCode;
        const candidates = this.#byLength[end - start];
        if (candidates === undefined) return otherCode;
        for (const { text, code } of candidates) {
            let index = 0;
            while (index < text.length && text[index] === bytes[start + index]) index++;
            if (index === text.length) return code;
        }
        return otherCode;
    }
}
