import type { Draft } from "../draft";
import type { Findings } from "../findings";
import { pointer } from "../pointer";

/** Least that Athena takes as a workgroup's limit per query (Athena API, BytesScannedCutoffPerQuery). */
const leastScanBytes = 10_000_000;

/** The Athena workgroup of saved queries. */
export function checkQueries({ config }: Draft, findings: Findings): void {
    const { maxScanBytes } = config.queries;
    if (maxScanBytes < leastScanBytes)
        findings.problem(
            pointer("queries", "maxScan"),
            `must be at least 10 MB, which is Athena's least limit per query, got ${maxScanBytes} bytes; write 100 GB or leave it out`,
        );
}
