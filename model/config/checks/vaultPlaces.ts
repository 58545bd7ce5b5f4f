import type { Draft } from "../draft";
import type { Findings } from "../findings";
import { pointer, shown } from "../pointer";

interface Place {
    readonly at: string;
    readonly bucket: string;
    readonly versions: "current" | "noncurrent";
    readonly vault: string;
    /** With the "/" that parts it from the key. */
    readonly head: string;
}

/**
 * Copies that would land on the same key of a vault: the later one hides the earlier one behind it, and a listing of
 * the vault can no longer tell which source a copy proves. Different objects must have different places.
 */
export function checkVaultPlaces({ buckets }: Draft, findings: Findings): void {
    const places = buckets.flatMap((bucket) =>
        bucket.tiers.flatMap(({ at, tier: { action, select } }): Place[] =>
            action?.kind === "copyTo"
                ? [
                      {
                          at: at + pointer("action", "keyPrefix"),
                          bucket: bucket.config.name,
                          versions: select.versions,
                          vault: action.vault,
                          head: action.keyPrefix === undefined ? "" : `${action.keyPrefix}/`,
                      },
                  ]
                : [],
        ),
    );
    for (const [i, later] of places.entries()) {
        const clash = places.slice(0, i).find((earlier) => mayMeet(earlier, later));
        if (clash === undefined) continue;
        const what =
            clash.bucket === later.bucket
                ? "noncurrent versions and current objects of one bucket"
                : `objects of "${clash.bucket}" and "${later.bucket}"`;
        findings.problem(
            later.at,
            `must keep ${what} apart in vault ${shown(later.vault)}, got ${shown(later.head.slice(0, -1))} ` +
                `beside ${shown(clash.head.slice(0, -1))}; give each a keyPrefix of its own, neither within the other`,
            [clash.at],
        );
    }
}

/** The same object copied by two tiers of its bucket is one object; anything else on one key is two. */
function mayMeet(a: Place, b: Place): boolean {
    if (a.vault !== b.vault) return false;
    if (a.bucket === b.bucket) return a.versions !== b.versions && a.head === b.head;
    return a.head.startsWith(b.head) || b.head.startsWith(a.head);
}
