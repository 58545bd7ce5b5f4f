/** Somebody who wants to see certain keys' rows, whatever the tiers make of them: the proof of earlier runs. */
import type { InventoryRow } from "../../model/inventory/inventoryRow";
import type { KeyHashSet } from "../../model/inventory/keyHashSet";

export interface RowWatch {
    /** Hashes of the keys that are waited for (keyHash.ts); only rows with one of these are shown, and few others. */
    readonly keys: KeyHashSet;
    /** Sees readable rows of the inventory's own bucket, in order. */
    see(row: InventoryRow): void;
}
