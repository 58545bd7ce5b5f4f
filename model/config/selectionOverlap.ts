import { anyPrefixesMeet, anySuffixesMeet, literalHead, prefixesCover } from "./keyPattern";
import type { Selection } from "./types";

/**
 * True unless the two surely never select the same object. Ages never separate them, because both only ask for
 * a minimum; tags do not, because inventories have none and the first tier takes the object unseen.
 */
export function overlap(a: Selection, b: Selection): boolean {
    return (
        a.versions === b.versions &&
        a.storageClasses.some((each) => b.storageClasses.includes(each)) &&
        a.replication.some((each) => b.replication.includes(each)) &&
        a.minSizeBytes <= (b.maxSizeBytes ?? Infinity) &&
        b.minSizeBytes <= (a.maxSizeBytes ?? Infinity) &&
        anyPrefixesMeet(a.prefixes, b.prefixes) &&
        anyPrefixesMeet(heads(a), heads(b)) &&
        anyPrefixesMeet(heads(a), b.prefixes) &&
        anyPrefixesMeet(a.prefixes, heads(b)) &&
        anySuffixesMeet(a.suffixes, b.suffixes)
    );
}

/** The literal beginnings that `include` demands; empty when it demands none. */
function heads({ include }: Selection): string[] {
    const all = include.map(literalHead);
    return all.includes("") ? [] : all;
}

/** True when `outer` surely selects every object that `inner` selects. */
export function covers(outer: Selection, inner: Selection): boolean {
    return (
        outer.versions === inner.versions &&
        inner.storageClasses.every((each) => outer.storageClasses.includes(each)) &&
        inner.replication.every((each) => outer.replication.includes(each)) &&
        (outer.locked === "include" || inner.locked === "skip") &&
        outer.minSizeBytes <= inner.minSizeBytes &&
        (outer.maxSizeBytes ?? Infinity) >= (inner.maxSizeBytes ?? Infinity) &&
        (outer.olderThanDays ?? 0) <= (inner.olderThanDays ?? 0) &&
        (outer.createdBefore === undefined ||
            (inner.createdBefore !== undefined && outer.createdBefore >= inner.createdBefore)) &&
        prefixesCover(outer.prefixes, inner.prefixes) &&
        isSubset(outer.suffixes, inner.suffixes) &&
        isSubset(outer.include, inner.include) &&
        outer.exclude.every((each) => inner.exclude.includes(each))
    );
}

/** True when the inner list, of which one must match, is at least as narrow as the outer; empty means any. */
const isSubset = (outer: readonly string[], inner: readonly string[]): boolean =>
    outer.length === 0 || (inner.length > 0 && inner.every((each) => outer.includes(each)));
