import type { InventoryConfiguration } from "../core/contracts";

const dayMilliseconds = 86_400_000;
/** Hour of the day, UTC, at which scans start. Observed in the real delivery (2024-05-07T01-00Z); AWS names none. */
const scanHour = 1;

/** The first scan time after `now`, in milliseconds: 01:00 UTC of today or tomorrow. */
export function nextScan(now: number): number {
    const today = Math.floor(now / dayMilliseconds) * dayMilliseconds + scanHour * 3_600_000;
    return today > now ? today : today + dayMilliseconds;
}

/** Whether a configuration is scanned at this scan time: daily, or the first time and then on Sundays (UTC). */
export function isScanned(
    configuration: InventoryConfiguration,
    scanAt: number,
    scannedBefore: boolean,
): boolean {
    if (!configuration.enabled) return false;
    if (configuration.frequency === "Daily" || !scannedBefore) return true;
    return new Date(scanAt).getUTCDay() === 0;
}
