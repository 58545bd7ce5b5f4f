/** The four tiers of the bench (reference/inventory-scan.md, section 1), in evaluation order. */
import type { Selection } from "../../model/config/types";
import type { SelectingTier } from "../../model/selection/tierRule";

export { benchNow as benchInventoryTime } from "./benchRows";

const tier = (name: string, select: Partial<Selection>): SelectingTier => ({
    name,
    select: {
        prefixes: [],
        suffixes: [],
        include: [],
        exclude: [],
        storageClasses: ["STANDARD"],
        minSizeBytes: 0,
        versions: "current",
        replication: ["NONE", "PENDING", "COMPLETED", "FAILED", "REPLICA"],
        locked: "skip",
        ...select,
    },
    action: { kind: "changeClass", storageClass: "DEEP_ARCHIVE", mechanism: "copy" },
});

const warm = ["STANDARD", "STANDARD_IA"] as const;
const kib128 = 128 * 1024;

export const benchTiers: readonly SelectingTier[] = [
    tier("logs", { prefixes: ["logs/"], minSizeBytes: kib128, olderThanDays: 90 }),
    tier("raw-data", {
        prefixes: ["data/raw/"],
        storageClasses: warm,
        minSizeBytes: kib128,
        olderThanDays: 365,
    }),
    tier("media", {
        suffixes: [".mp4"],
        storageClasses: warm,
        minSizeBytes: kib128,
        olderThanDays: 180,
    }),
    tier("backups", { prefixes: ["backup/"], suffixes: [".bak"], olderThanDays: 30 }),
];
