import type { InventoryConfiguration, ObjectRecord } from "../core/contracts";

/** Which of a bucket's versions a report lists. "Current" has live current objects only [derived]. */
export function listedRecords(
    records: Iterable<ObjectRecord>,
    configuration: InventoryConfiguration,
): ObjectRecord[] {
    const prefix = configuration.prefix ?? "";
    const listed: ObjectRecord[] = [];
    for (const record of records) {
        if (!record.key.startsWith(prefix)) continue;
        if (configuration.versions === "Current" && (!record.isLatest || record.isDeleteMarker)) {
            continue;
        }
        listed.push(record);
    }
    return listed;
}
