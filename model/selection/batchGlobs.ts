/** A list of globs over the keys of a batch: a key becomes a string only when its ends fit one of them. */
import { affixBytes, keyEndsWith, keyStartsWith } from "../inventory/keyAffix";
import type { RowBatch } from "../inventory/rowBatch";
import { globMatcher } from "./glob";
import { literalEnds } from "./globEnds";
import type { RowKey } from "./rowKey";

interface Ends {
    readonly head: Uint8Array;
    readonly tail: Uint8Array;
}

/** Answers of `BatchGlobs.any`. */
export const globVerdict = { none: 0, some: 1, undecodable: 2 } as const;

export class BatchGlobs {
    readonly isEmpty: boolean;
    readonly #ends: readonly Ends[];
    readonly #matchers: readonly ((key: string) => boolean)[];

    /** Throws GlobError for a bad pattern. */
    constructor(patterns: readonly string[]) {
        this.isEmpty = patterns.length === 0;
        this.#matchers = patterns.map(globMatcher);
        this.#ends = patterns
            .flatMap(literalEnds)
            // Half a character is in no key, so such an alternative matches nothing.
            .filter(({ head, tail }) => head.isWellFormed() && tail.isWellFormed())
            .map(({ head, tail }) => ({ head: affixBytes(head), tail: affixBytes(tail) }));
    }

    /** Whether any of the globs matches a row's key: a member of `globVerdict`. */
    any(batch: RowBatch, index: number, key: RowKey): number {
        if (!this.#mayMatch(batch, index)) return globVerdict.none;
        const text = key.text;
        if (text === undefined) return globVerdict.undecodable;
        for (const matches of this.#matchers) if (matches(text)) return globVerdict.some;
        return globVerdict.none;
    }

    #mayMatch(batch: RowBatch, index: number): boolean {
        const { keyBytes, keysEncoded } = batch;
        const start = batch.keyStart[index] as number;
        const end = batch.keyEnd[index] as number;
        for (const { head, tail } of this.#ends)
            if (
                keyStartsWith(keyBytes, start, end, keysEncoded, head) &&
                keyEndsWith(keyBytes, start, end, keysEncoded, tail)
            )
                return true;
        return false;
    }
}
