import { anyPrefixesMeet, anySuffixesMeet, literalHead, prefixesCover } from "./keyPattern";
import type { Selection } from "./types";

/** What two selections say of each other in one condition. */
interface Comparison {
    /** False when this condition alone surely keeps every object of one from the other; symmetric. */
    readonly mayShare: (a: Selection, b: Selection) => boolean;
    /** True when whatever meets the inner's condition surely meets the outer's. */
    readonly covers: (outer: Selection, inner: Selection) => boolean;
}

const cannotTell = (): boolean => true;

/** A condition without an entry does not compile: an unknown one could make a narrower tier look as wide as another. */
const comparisons: Readonly<Record<keyof Selection, Comparison>> = {
    prefixes: {
        mayShare: (a, b) =>
            anyPrefixesMeet(a.prefixes, b.prefixes) &&
            anyPrefixesMeet(heads(a), b.prefixes) &&
            anyPrefixesMeet(a.prefixes, heads(b)),
        covers: (outer, inner) => prefixesCover(outer.prefixes, inner.prefixes),
    },
    suffixes: {
        mayShare: (a, b) => anySuffixesMeet(a.suffixes, b.suffixes),
        covers: (outer, inner) => isSubset(outer.suffixes, inner.suffixes),
    },
    include: {
        mayShare: (a, b) => anyPrefixesMeet(heads(a), heads(b)),
        covers: (outer, inner) => isSubset(outer.include, inner.include),
    },
    exclude: {
        mayShare: cannotTell,
        covers: (outer, inner) => outer.exclude.every((each) => inner.exclude.includes(each)),
    },
    // Ages never separate two tiers, because both only ask for a minimum.
    olderThanDays: {
        mayShare: cannotTell,
        covers: (outer, inner) => (outer.olderThanDays ?? 0) <= (inner.olderThanDays ?? 0),
    },
    createdBefore: {
        mayShare: cannotTell,
        covers: (outer, inner) =>
            outer.createdBefore === undefined ||
            (inner.createdBefore !== undefined && outer.createdBefore >= inner.createdBefore),
    },
    storageClasses: {
        mayShare: (a, b) => a.storageClasses.some((each) => b.storageClasses.includes(each)),
        covers: (outer, inner) =>
            inner.storageClasses.every((each) => outer.storageClasses.includes(each)),
    },
    minSizeBytes: {
        mayShare: (a, b) =>
            a.minSizeBytes <= (b.maxSizeBytes ?? Infinity) &&
            b.minSizeBytes <= (a.maxSizeBytes ?? Infinity),
        covers: (outer, inner) => outer.minSizeBytes <= inner.minSizeBytes,
    },
    maxSizeBytes: {
        // Judged with minSizeBytes.
        mayShare: cannotTell,
        covers: (outer, inner) =>
            (outer.maxSizeBytes ?? Infinity) >= (inner.maxSizeBytes ?? Infinity),
    },
    // Inventories have no tags: the first tier takes the object unseen, so its tags leave nothing for the next.
    tags: { mayShare: cannotTell, covers: cannotTell },
    versions: {
        mayShare: (a, b) => a.versions === b.versions,
        covers: (outer, inner) => outer.versions === inner.versions,
    },
    replication: {
        mayShare: (a, b) => a.replication.some((each) => b.replication.includes(each)),
        covers: (outer, inner) =>
            inner.replication.every((each) => outer.replication.includes(each)),
    },
    locked: {
        mayShare: cannotTell,
        covers: (outer, inner) => outer.locked === "include" || inner.locked === "skip",
    },
};

/** True unless the two surely never select the same object. */
export function overlap(a: Selection, b: Selection): boolean {
    return Object.values(comparisons).every(({ mayShare }) => mayShare(a, b));
}

/** True when `outer` surely selects every object that `inner` selects. */
export function covers(outer: Selection, inner: Selection): boolean {
    return Object.values(comparisons).every((condition) => condition.covers(outer, inner));
}

/** The literal beginnings that `include` demands; empty when it demands none. */
function heads({ include }: Selection): string[] {
    const all = include.map(literalHead);
    return all.includes("") ? [] : all;
}

/** True when the inner list, of which one must match, is at least as narrow as the outer; empty means any. */
const isSubset = (outer: readonly string[], inner: readonly string[]): boolean =>
    outer.length === 0 || (inner.length > 0 && inner.every((each) => outer.includes(each)));
