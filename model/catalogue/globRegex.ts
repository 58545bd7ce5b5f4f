/** A glob as a regular expression, in the part of the syntax that Athena (Trino) and RE2 share. */
import { globAlternatives, type GlobToken } from "../selection/glob";

/** Matches whole keys, newlines in them included. Throws GlobError for a bad pattern. */
export function globRegex(pattern: string): string {
    const alternatives = globAlternatives(pattern).map((tokens) => tokens.map(tokenRegex).join(""));
    return `\\A(?:${alternatives.join("|")})\\z`;
}

function tokenRegex(token: GlobToken): string {
    switch (token.kind) {
        case "character":
            return codePoint(token.character.codePointAt(0) ?? 0);
        case "one":
            return "[^/]";
        case "many":
            return token.crossesSlash ? "[\\s\\S]*" : "[^/]*";
        case "class": {
            const ranges = token.ranges
                .map(([low, high]) => `${codePoint(low)}-${codePoint(high)}`)
                .join("");
            return token.negated ? `[^/${ranges}]` : `[${ranges}]`;
        }
    }
}

/** Letters and digits stand for themselves; everything else is a code point, so that no syntax is left to chance. */
function codePoint(code: number): string {
    const character = String.fromCodePoint(code);
    return /^[A-Za-z0-9]$/.test(character) ? character : `\\x{${code.toString(16)}}`;
}
