/** What people are told of a proof that does not hold or could not be made. */
import type { ProofRecord } from "./records";
import type { Notice } from "./runNotice";

/** Undefined when every claim holds. */
export function proofNotice(proof: ProofRecord): Notice | undefined {
    const problems = proof.problems ?? [];
    if (proof.contradicted === 0 && problems.length === 0) return undefined;
    return {
        subject: `archival: claims of ${proof.bucket}/${proof.tier} do not hold`,
        body: [
            `Run ${proof.runId} of tier "${proof.tier}" on bucket "${proof.bucket}" claims ${proof.claimed} archived objects.`,
            `The inventory ${proof.inventory.manifestKey} shows: ${proof.proven} proven, ${proof.changedSince} changed since, ` +
                `${proof.gone} gone, ${proof.contradicted} not in the class they were archived to.`,
            ...problems,
            ...proof.examples.map(({ key, found }) => `  ${JSON.stringify(key)}: ${found}`),
            "Compare the completion report with the bucket, and look for other lifecycle rules or writers.",
        ].join("\n"),
    };
}
