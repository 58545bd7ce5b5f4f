import Table from "cli-table3";
import type { TierReport } from "./tierReport";

/** Bytes for people, binary units. */
export function humanBytes(bytes: number): string {
    const units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
    let value = bytes;
    let unit = 0;
    while (value >= 1024 && unit < units.length - 1) {
        value /= 1024;
        unit += 1;
    }
    return unit === 0 ? `${value} B` : `${value.toFixed(value < 10 ? 2 : 1)} ${units[unit] ?? ""}`;
}

const counts = (of: Readonly<Record<string, number>>, most = 20): string =>
    Object.entries(of)
        .sort(([, a], [, b]) => b - a)
        .slice(0, most)
        .map(([name, n]) => `${n} ${name}`)
        .join("\n");

/** The rehearsal's table, one row per tier. */
export function tierTable(reports: readonly TierReport[]): string {
    const table = new Table({
        head: [
            "bucket / tier",
            "runs",
            "selected (all runs)",
            "skipped (first run)",
            "jobs",
            "archived",
            "failed",
            "retried",
            "proven",
        ],
        style: { head: [], border: [] },
    });
    for (const r of reports) {
        table.push([
            `${r.bucket}\n${r.tier}`,
            counts(r.runs),
            `${r.selected.objects}\n${humanBytes(r.selected.bytes)}`,
            counts(r.skipped),
            String(r.jobs),
            `${r.succeeded}\n${humanBytes(r.bytesSucceeded)}${r.leftAlone > 0 ? `\n${r.leftAlone} left alone` : ""}`,
            `${r.finallyFailed}${Object.keys(r.failures).length > 0 ? `\n${counts(r.failures)}` : ""}`,
            String(r.retried),
            `${r.proven} of ${r.claimed}`,
        ]);
    }
    return table.toString();
}
