import { floorBytes } from "../../economics/floorBytes";
import { type StorageClass, lifecycleMoves } from "../../storageClass";
import type { DraftTier } from "../draftTier";
import type { Findings } from "../findings";
import { pointer } from "../pointer";
import { sizeText } from "../sizes";

/** Objects so small that the target class costs more for ever, or is billed for more than they are. */
export function checkFloor(
    draft: DraftTier,
    target: StorageClass,
    targetAt: string,
    sources: readonly StorageClass[],
    findings: Findings,
): void {
    const at = draft.at + pointer("select", "minSize");
    const { minSizeBytes } = draft.tier.select;
    const floors = sources
        .filter((source) => lifecycleMoves[source].includes(target))
        .map((source) => ({ source, floor: floorBytes(source, target) }))
        .sort((a, b) => b.floor - a.floor);
    const worst = floors[0];
    if (worst !== undefined && minSizeBytes < worst.floor) {
        findings.problem(
            at,
            `must be at least ${worst.floor} (${Math.ceil(worst.floor / 102.4) / 10} KiB) for ${worst.source} to ${target}, got ` +
                `${sizeText(minSizeBytes)}: smaller objects cost more there for ever; raise minSize`,
            [targetAt, draft.at + pointer("select", "storageClasses")],
        );
        return;
    }
    const billedAs128KiB = ["STANDARD_IA", "ONEZONE_IA", "GLACIER_IR"].includes(target);
    if (billedAs128KiB && minSizeBytes < 128 * 1024) {
        findings.warning(
            at,
            `objects under 128 KiB are billed as 128 KiB in ${target}, and minSize is ${sizeText(minSizeBytes)}`,
            [targetAt],
        );
    }
}
