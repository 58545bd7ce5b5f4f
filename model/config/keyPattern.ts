/** The literal text before a glob's first wildcard: every key it matches begins with it. */
export const literalHead = (glob: string): string => /^[^*?[\]{}\\]*/.exec(glob)?.[0] ?? "";

/** True when some key could begin with both. */
export const prefixesMeet = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);

/** True when some key could begin with one of each; an empty list means every key. */
export const anyPrefixesMeet = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === 0 || b.length === 0 || a.some((x) => b.some((y) => prefixesMeet(x, y)));

/** True when every key that begins with one of `inner` begins with one of `outer`. */
export const prefixesCover = (outer: readonly string[], inner: readonly string[]): boolean =>
    outer.length === 0 ||
    (inner.length > 0 && inner.every((x) => outer.some((y) => x.startsWith(y))));

/** True when a key could end with one of each; an empty list means every key. */
export const anySuffixesMeet = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === 0 ||
    b.length === 0 ||
    a.some((x) => b.some((y) => x.endsWith(y) || y.endsWith(x)));

/** True when the glob surely matches every key with this prefix. */
export const globCovers = (glob: string, prefix: string): boolean =>
    glob.endsWith("**") &&
    literalHead(glob) === glob.slice(0, -2) &&
    prefix.startsWith(glob.slice(0, -2));
