import type { Draft } from "../draft";
import type { Findings } from "../findings";
import { pointer } from "../pointer";

/** Least that a workgroup's limit per query may be (@pulumi/aws 7.48, WorkgroupConfiguration; its own check is the same). */
const leastScanBytes = 10 * 1024 * 1024;

/** The Athena workgroup of saved queries. */
export function checkQueries({ config }: Draft, findings: Findings): void {
    const { maxScanBytes } = config.queries;
    if (maxScanBytes < leastScanBytes)
        findings.problem(
            pointer("queries", "maxScan"),
            `must be at least 10 MiB, which is Athena's least limit per query, got ${maxScanBytes} bytes; write 100 GB or leave it out`,
        );
}
