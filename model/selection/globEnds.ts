/** What a glob asks of a key's ends, so that most keys can be refused without a look at the whole pattern. */
import { globAlternatives, type GlobToken } from "./glob";

/** Texts that a key must begin and end with to match an alternative; either may be empty, and both may overlap. */
export interface LiteralEnds {
    readonly head: string;
    readonly tail: string;
}

/** A key that has none of these ends cannot match the glob. Throws GlobError. */
export const literalEnds = (pattern: string): readonly LiteralEnds[] =>
    globAlternatives(pattern).map((alternative) => ({
        head: leading(alternative).join(""),
        tail: leading(alternative.toReversed()).reverse().join(""),
    }));

function leading(tokens: readonly GlobToken[]): string[] {
    const characters: string[] = [];
    for (const token of tokens) {
        if (token.kind !== "character") break;
        characters.push(token.character);
    }
    return characters;
}
