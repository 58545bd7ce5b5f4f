/**
 * The seam for data-file formats and faster scanners: something that turns the stored bytes of one data file into
 * rows. It need not check the file's sum; `verifiedBytes` does, on the same stream.
 */
import type { InventoryRow, UnreadableRow } from "../../model/inventory/inventoryRow";

export type RowReader = (
    bytes: AsyncIterable<Buffer>,
    columns: readonly string[],
) => AsyncIterable<InventoryRow | UnreadableRow>;
