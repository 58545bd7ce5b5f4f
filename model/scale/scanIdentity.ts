/** The hashes that make a scan happen once. */
import { createHash } from "node:crypto";
import { canonicalJson } from "../runs/canonicalJson";
import type { InventoryReference } from "../runs/records";

/** Beginning of the ids of all scans of one inventory. */
export const scanIdPrefix = ({ manifestMd5 }: Pick<InventoryReference, "manifestMd5">): string =>
    manifestMd5.slice(0, 16);

/** Id of a scan: 64 hex digits. The same work gives the same id, whoever asks for it. */
export function scanId(scan: {
    readonly account: string;
    readonly inventory: InventoryReference;
    /** Ids of the runs that select. */
    readonly runs: readonly string[];
    /** Ids of the runs whose claims are looked for. */
    readonly proofs: readonly string[];
    /** Id of the refused scan that it repeats. */
    readonly after?: string | undefined;
}): string {
    const { account, inventory, after } = scan;
    const hash = createHash("sha256")
        .update(
            canonicalJson({
                account,
                sourceBucket: inventory.sourceBucket,
                manifestKey: inventory.manifestKey,
                manifestMd5: inventory.manifestMd5,
                runs: [...scan.runs].sort(),
                proofs: [...scan.proofs].sort(),
                after,
            }),
        )
        .digest("hex");
    return scanIdPrefix(inventory) + hash.slice(0, 48);
}

/** Name of an execution: at most 80 characters, and used once in 90 days (Step Functions API, StartExecution). */
export const executionName = (id: string, attempt: number): string => `${id}-${attempt}`;
