/**
 * Globs over whole object keys. Keys are not paths: dots, leading slashes and empty segments mean nothing special.
 *
 *   `*`      any characters but "/"          `?`     one character but "/"
 *   `**`     any characters                  `[a-z]` one of these, `[!a-z]` one but these and "/"
 *   `{a,b}`  either, may be nested           `\x`    the character x
 *
 * So `a/**` + `/b` needs two slashes; `a/{,**` + `/}b` takes `a/b` too. Matching takes time proportional to
 * key x pattern whatever the pattern: a key of 1,024 bytes cannot stall a scan.
 */

export type GlobToken =
    | { readonly kind: "character"; readonly character: string }
    | {
          readonly kind: "class";
          readonly negated: boolean;
          readonly ranges: readonly (readonly [number, number])[];
      }
    | { readonly kind: "one" }
    | { readonly kind: "many"; readonly crossesSlash: boolean };

/** Alternatives one pattern may expand to; braces multiply. */
const maxAlternatives = 1000;

export class GlobError extends Error {
    /** What is wrong, without the pattern. */
    readonly problem: string;
    constructor(pattern: string, problem: string) {
        super(`glob ${JSON.stringify(pattern)}: ${problem}`);
        this.name = "GlobError";
        this.problem = problem;
    }
}

/** What a glob means: a key matches when one of the alternatives takes all of it. Throws GlobError. */
export const globAlternatives = (pattern: string): readonly (readonly GlobToken[])[] =>
    expandBraces(pattern).map((text) => tokens(pattern, text));

/** A matcher for one glob. Throws GlobError naming what is wrong with the pattern. */
export function globMatcher(pattern: string): (key: string) => boolean {
    const alternatives = globAlternatives(pattern);
    return (key) => {
        const characters = Array.from(key);
        return alternatives.some((alternative) => matches(alternative, characters));
    };
}

/** Simulates the pattern as a non-deterministic automaton: `live[i]` says that i tokens are matched so far. */
function matches(pattern: readonly GlobToken[], key: readonly string[]): boolean {
    let live = new Uint8Array(pattern.length + 1);
    live[0] = 1;
    skipMany(pattern, live);
    for (const character of key) {
        const next = new Uint8Array(pattern.length + 1);
        let any = false;
        for (let index = 0; index < pattern.length; index++) {
            if (live[index] === 0) continue;
            const token = pattern[index];
            if (token === undefined || !takes(token, character)) continue;
            next[token.kind === "many" ? index : index + 1] = 1;
            any = true;
        }
        if (!any) return false;
        skipMany(pattern, next);
        live = next;
    }
    return live[pattern.length] === 1;
}

/** A "many" may match nothing, so whoever stands before it also stands behind it. */
function skipMany(pattern: readonly GlobToken[], live: Uint8Array): void {
    for (let index = 0; index < pattern.length; index++)
        if (live[index] === 1 && pattern[index]?.kind === "many") live[index + 1] = 1;
}

function takes(token: GlobToken, character: string): boolean {
    switch (token.kind) {
        case "character":
            return character === token.character;
        case "one":
            return character !== "/";
        case "many":
            return token.crossesSlash || character !== "/";
        case "class": {
            const code = character.codePointAt(0) ?? 0;
            const listed = token.ranges.some(([low, high]) => code >= low && code <= high);
            return token.negated ? !listed && character !== "/" : listed;
        }
    }
}

function tokens(pattern: string, text: string): GlobToken[] {
    const characters = Array.from(text);
    const result: GlobToken[] = [];
    for (let at = 0; at < characters.length; at++) {
        const character = characters[at] ?? "";
        if (character === "\\") {
            at++;
            const escaped = characters[at];
            if (escaped === undefined)
                throw new GlobError(
                    pattern,
                    'must not end with a single "\\"; write "\\\\" for a backslash',
                );
            result.push({ kind: "character", character: escaped });
        } else if (character === "?") result.push({ kind: "one" });
        else if (character === "*") {
            let end = at;
            while (characters[end + 1] === "*") end++;
            result.push({ kind: "many", crossesSlash: end > at });
            at = end;
        } else if (character === "[") {
            const parsed = characterClass(pattern, characters, at);
            result.push(parsed.token);
            at = parsed.end;
        } else result.push({ kind: "character", character });
    }
    return result;
}

function characterClass(
    pattern: string,
    characters: readonly string[],
    start: number,
): { readonly token: GlobToken; readonly end: number } {
    let at = start + 1;
    const negated = characters[at] === "!" || characters[at] === "^";
    if (negated) at++;
    const first = at;
    const ranges: (readonly [number, number])[] = [];
    const codeAt = (): number => {
        if (characters[at] === "\\") at++;
        const code = characters[at]?.codePointAt(0);
        if (code === undefined)
            throw new GlobError(pattern, 'has "[" without "]"; write "\\[" for a bracket');
        at++;
        return code;
    };
    // "]" right after the opening stands for itself, as in every shell.
    while (characters[at] !== "]" || at === first) {
        const low = codeAt();
        let high = low;
        if (characters[at] === "-" && characters[at + 1] !== "]") {
            at++;
            high = codeAt();
        }
        if (high < low)
            throw new GlobError(
                pattern,
                `has the empty range "${String.fromCodePoint(low)}-${String.fromCodePoint(high)}"; ` +
                    "write the lower character first",
            );
        ranges.push([low, high]);
    }
    return { token: { kind: "class", negated, ranges }, end: at };
}

/** The patterns without braces that a pattern stands for. */
function expandBraces(pattern: string): readonly string[] {
    const { results, end } = expandUntil(pattern, 0, false);
    if (end !== pattern.length) throw new GlobError(pattern, 'has "}" without "{"; write "\\}"');
    return results;
}

function expandUntil(
    pattern: string,
    start: number,
    inBraces: boolean,
): { readonly results: readonly string[]; readonly end: number } {
    const done: string[] = [];
    let current: readonly string[] = [""];
    const append = (endings: readonly string[]): void => {
        if (done.length + current.length * endings.length > maxAlternatives)
            throw new GlobError(
                pattern,
                `stands for more than ${maxAlternatives} patterns; use fewer braces`,
            );
        current = current.flatMap((head) => endings.map((ending) => head + ending));
    };
    let at = start;
    while (at < pattern.length) {
        const character = pattern.charAt(at);
        if (character === "\\") {
            append([pattern.slice(at, at + 2)]);
            // A lone one at the end is reported where escapes are read.
            at = Math.min(at + 2, pattern.length);
        } else if (character === "[") {
            const end = classEnd(pattern, at);
            append([pattern.slice(at, end)]);
            at = end;
        } else if (character === "{") {
            const inner = expandUntil(pattern, at + 1, true);
            if (pattern[inner.end] !== "}")
                throw new GlobError(pattern, 'has "{" without "}"; write "\\{" for a brace');
            append(inner.results);
            at = inner.end + 1;
        } else if (character === "}") {
            // Only an enclosing "{" can end here; without one the caller reports it.
            return { results: [...done, ...current], end: at };
        } else if (character === "," && inBraces) {
            done.push(...current);
            current = [""];
            at++;
        } else {
            append([character]);
            at++;
        }
    }
    return { results: [...done, ...current], end: at };
}

/** Where a character class ends, so that braces and commas inside are left alone. */
function classEnd(pattern: string, start: number): number {
    let at = start + 1;
    if (pattern[at] === "!" || pattern[at] === "^") at++;
    if (pattern[at] === "]") at++;
    while (at < pattern.length && pattern[at] !== "]") at += pattern[at] === "\\" ? 2 : 1;
    return Math.min(at + 1, pattern.length);
}
