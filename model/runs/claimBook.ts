/**
 * The claims of one run ("these objects are archived now") and what a later inventory says of each. Pure: the
 * inventory's rows are shown to it one by one.
 */
import type { InventoryRow } from "../inventory/inventoryRow";
import { rawKeyHash } from "../inventory/keyHash";
import type { KeyHashSet } from "../inventory/keyHashSet";
import type { JobKind, ProofRecord } from "./records";

/** What a job did to the objects it claims; in a vault, a copy of the same size must be listed. */
export type ClaimKind = Exclude<JobKind, "invoke">;

export interface ClaimTarget {
    readonly kind: ClaimKind;
    readonly storageClass: string;
}

export interface Claim {
    /** Raw key where it must be listed, with the vault's prefix. */
    readonly key: string;
    /** The exact version that was marked; undefined means the current one. Not used for a vault. */
    readonly versionId?: string | undefined;
    readonly size: number;
    /**
     * When the job that claims it was made, milliseconds since the epoch. What was written later is the owner's new
     * object, also while the job still ran: the job takes nothing that is newer than its inventory.
     */
    readonly startedAt: number;
    /**
     * In a vault: a copy written before this is another run's or another writer's, and says nothing of this claim.
     * Undefined where the task may have found its own earlier copy.
     */
    readonly notBefore?: number | undefined;
}

type Verdict = "proven" | "changedSince" | "contradicted" | "waiting";

interface Entry {
    readonly claim: Claim;
    /** Undefined while the object was not listed. */
    verdict: Verdict | undefined;
    found: string;
}

export type ClaimCounts = Pick<
    ProofRecord,
    "claimed" | "proven" | "changedSince" | "gone" | "contradicted" | "examples"
> & {
    /** Neither proven nor false yet: asked again of the next inventory. */
    readonly waiting: number;
};

const maxExamples = 20;

export class ClaimBook {
    readonly target: ClaimTarget;
    readonly #entries = new Map<string, Entry[]>();
    #size = 0;

    constructor(target: ClaimTarget) {
        this.target = target;
    }

    get size(): number {
        return this.#size;
    }

    add(claim: Claim): void {
        const entry: Entry = { claim, verdict: undefined, found: "not listed" };
        const others = this.#entries.get(claim.key);
        if (others === undefined) this.#entries.set(claim.key, [entry]);
        else others.push(entry);
        this.#size++;
    }

    /** Tells which keys' rows it has to see; others say nothing. */
    addKeyHashes(keys: KeyHashSet): void {
        for (const key of this.#entries.keys()) keys.add(rawKeyHash(key));
    }

    /** Shows a row of the target bucket's inventory. */
    watch(row: InventoryRow): void {
        const entries = this.#entries.get(row.key);
        if (entries === undefined || row.isDeleteMarker === true) return;
        if (this.target.kind === "vault") this.#watchVault(row, entries);
        else for (const entry of entries) this.#watchObject(row, entry);
    }

    /**
     * The counts. `final` says that waiting is over: what a vault does not list and what lifecycle has not moved by
     * now counts as a false claim.
     */
    counts(final: boolean): ClaimCounts {
        const counts = { proven: 0, changedSince: 0, gone: 0, contradicted: 0, waiting: 0 };
        const examples: { key: string; found: string }[] = [];
        for (const entries of this.#entries.values())
            for (const { claim, verdict, found } of entries) {
                const absent = this.target.kind === "vault" ? "waiting" : "gone";
                const settled = verdict ?? absent;
                const counted = settled === "waiting" && final ? "contradicted" : settled;
                counts[counted]++;
                if (counted === "contradicted" && examples.length < maxExamples)
                    examples.push({ key: claim.key, found });
            }
        return { claimed: this.#size, ...counts, examples };
    }

    #watchObject(row: InventoryRow, entry: Entry): void {
        const { claim } = entry;
        const isClaimed =
            claim.versionId === undefined
                ? row.isLatest !== false
                : row.versionId === claim.versionId;
        // A rolling inventory may list an object twice, in its old and its new state: the new one counts.
        if (!isClaimed || entry.verdict === "proven") return;
        entry.found = describe(row);
        if (row.storageClass === this.target.storageClass && row.size === claim.size)
            entry.verdict = "proven";
        else if (row.lastModified !== undefined && row.lastModified > claim.startedAt)
            entry.verdict = "changedSince";
        else entry.verdict = this.target.kind === "mark" ? "waiting" : "contradicted";
    }

    /** Versions of one key each have their own copy, so one listed version proves one claim. */
    #watchVault(row: InventoryRow, entries: readonly Entry[]): void {
        const open: Entry[] = [];
        for (const entry of entries) {
            if (entry.verdict === "proven") continue;
            if (isNewEnough(row, entry.claim)) open.push(entry);
            // A rolling inventory may list our own copy later, so this is no contradiction yet.
            else if (entry.verdict === undefined) entry.found = `only older: ${describe(row)}`;
        }
        const match =
            row.storageClass === this.target.storageClass
                ? open.find(({ claim }) => claim.size === row.size)
                : undefined;
        if (match !== undefined) match.verdict = "proven";
        else
            for (const entry of open) {
                entry.verdict = "contradicted";
                entry.found = describe(row);
            }
    }
}

const isNewEnough = ({ lastModified }: InventoryRow, { notBefore }: Claim): boolean =>
    notBefore === undefined || (lastModified !== undefined && lastModified >= notBefore);

function describe(row: InventoryRow): string {
    const written =
        row.lastModified === undefined
            ? ""
            : `, written ${new Date(row.lastModified).toISOString()}`;
    return `${row.storageClass ?? "no class"}, ${row.size ?? "?"} bytes${written}`;
}
