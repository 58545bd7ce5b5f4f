/** What an inventory said of earlier claims, written down once it has been read to its end. */
import { proofKey, runFolder } from "../../model/naming/keys";
import { proofNotice } from "../../model/runs/proofNotice";
import { hasLastWord } from "../../model/runs/proofPatience";
import type { InventoryReference, ProofRecord } from "../../model/runs/records";
import { appendToLedger } from "../aws/ledger";
import { createRecord } from "../aws/records";
import type { PendingProof } from "./pendingProofs";
import type { SubmitPorts } from "./ports";

/** Call it only after a scan that ended well. Answers how many proofs were recorded. */
export async function recordProofs(
    ports: SubmitPorts,
    pending: readonly PendingProof[],
    inventory: InventoryReference,
): Promise<number> {
    let recorded = 0;
    for (const proof of pending) {
        const { run } = proof.history;
        const final = hasLastWord(proof.endedAt, Date.parse(inventory.createdAt));
        const { waiting, ...counts } = proof.book.counts(final);
        const details = { bucket: run.bucket, tier: run.tier, runId: run.runId };
        if (waiting > 0) {
            ports.telemetry.info(`${waiting} claims wait for a later inventory`, details);
            continue;
        }
        const { record, created } = await createRecord<ProofRecord>(
            ports.control,
            proofKey(runFolder(run.bucket, run.tier, run.runId)),
            {
                kind: "proof",
                schemaVersion: 1,
                runId: run.runId,
                bucket: run.bucket,
                tier: run.tier,
                at: ports.now().toISOString(),
                inventory,
                ...counts,
                ...(proof.problems.length === 0 ? {} : { problems: proof.problems }),
            },
        );
        await appendToLedger(
            ports.audit,
            run.bucket,
            { id: `${run.runId}/proof`, entry: record },
            () => ports.now(),
        );
        if (!created) continue;
        recorded++;
        ports.telemetry.metric("objectsProven", record.proven, details);
        ports.telemetry.metric("proofsContradicted", record.contradicted, details);
        ports.telemetry.info("proof recorded", {
            ...details,
            claimed: record.claimed,
            proven: record.proven,
            contradicted: record.contradicted,
        });
        const notice = proofNotice(record);
        if (notice !== undefined) await ports.notifier.notify(notice.subject, notice.body);
    }
    return recorded;
}
