import { compareUtf8 } from "./utf8Order";
import type { StoredVersion } from "./storedVersion";

/**
 * All versions of one bucket. A key has a chain, newest first. Keys are kept in UTF-8 order lazily: inserts collect
 * until somebody reads in order, so that seeding 10^6 keys sorts once.
 */
export class VersionStore {
    /** An emptied key keeps an empty chain until `compact`, so that `ordered` need not be searched on delete. */
    private readonly chains = new Map<string, StoredVersion[]>();
    private ordered: string[] = [];
    private unordered: string[] = [];
    private emptied = 0;
    private versions = 0;

    /** Number of versions and delete markers. */
    get size(): number {
        return this.versions;
    }

    /** Newest first; empty when the key has none. */
    chain(key: string): readonly StoredVersion[] {
        return this.chains.get(key) ?? [];
    }

    /** The newest version or delete marker. */
    current(key: string): StoredVersion | undefined {
        return this.chains.get(key)?.[0];
    }

    find(key: string, versionId: string): StoredVersion | undefined {
        return this.chains.get(key)?.find((version) => version.versionId === versionId);
    }

    /** Adds as newest. A version of the same id (a null version) is replaced. */
    add(version: StoredVersion): void {
        const chain = this.chainWithout(version);
        if (chain === undefined) this.addKey(version);
        else chain.unshift(version);
        this.versions++;
    }

    /** Adds at its place by date: seeding gets versions in any order; of equal dates the later call is newer. */
    addByDate(version: StoredVersion): void {
        const chain = this.chainWithout(version);
        this.versions++;
        if (chain === undefined) {
            this.addKey(version);
            return;
        }
        const at = chain.findIndex((other) => other.lastModified <= version.lastModified);
        chain.splice(at === -1 ? chain.length : at, 0, version);
    }

    remove(version: StoredVersion): void {
        const chain = this.chains.get(version.key);
        const at = chain?.indexOf(version) ?? -1;
        if (chain === undefined || at === -1) return;
        chain.splice(at, 1);
        this.versions--;
        if (chain.length === 0) this.emptied++;
        if (this.emptied > 1000 && this.emptied * 2 > this.chains.size) this.compact();
    }

    /** Keys that have a version, in UTF-8 order, from the first that is >= `from` (or > it with `after`). */
    *keys(from = "", after = false): Generator<string> {
        const keys = this.inOrder();
        let low = 0;
        let high = keys.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            const order = compareUtf8(keys[middle] ?? "", from);
            if (order < 0 || (after && order === 0)) low = middle + 1;
            else high = middle;
        }
        for (let i = low; i < keys.length; i++) {
            const key = keys[i];
            if (key !== undefined && this.chain(key).length > 0) yield key;
        }
    }

    /** The key's chain without a version of the same id; undefined when the key is new. */
    private chainWithout(version: StoredVersion): StoredVersion[] | undefined {
        const chain = this.chains.get(version.key);
        if (chain === undefined) return undefined;
        if (chain.length === 0) this.emptied--;
        const at = chain.findIndex((other) => other.versionId === version.versionId);
        if (at !== -1) {
            chain.splice(at, 1);
            this.versions--;
        }
        return chain;
    }

    private addKey(version: StoredVersion): void {
        const { key } = version;
        // A literal has room for one; growing an empty array would reserve seventeen places per key.
        this.chains.set(key, [version]);
        const last = this.ordered.at(-1);
        const isNext = last === undefined || compareUtf8(last, key) < 0;
        if (this.unordered.length === 0 && isNext) this.ordered.push(key);
        else this.unordered.push(key);
    }

    private inOrder(): readonly string[] {
        if (this.unordered.length > 0) {
            const added = this.unordered.sort(compareUtf8);
            this.unordered = [];
            this.ordered = merge(this.ordered, added);
        }
        return this.ordered;
    }

    private compact(): void {
        const keep = this.inOrder().filter((key) => (this.chains.get(key)?.length ?? 0) > 0);
        for (const [key, chain] of this.chains) if (chain.length === 0) this.chains.delete(key);
        this.ordered = keep;
        this.emptied = 0;
    }
}

function merge(a: readonly string[], b: readonly string[]): string[] {
    const out: string[] = [];
    let i = 0;
    for (const key of b) {
        for (let next = a[i]; next !== undefined && compareUtf8(next, key) < 0; next = a[i]) {
            out.push(next);
            i++;
        }
        out.push(key);
    }
    for (; i < a.length; i++) out.push(a[i] ?? "");
    return out;
}
