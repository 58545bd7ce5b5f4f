/** What a rehearsal left behind, read back from the local AWS: records, ledgers, jobs, object versions. */
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import type { LocalAws } from "../../local/core/world";
import type { ObjectRecord } from "../../local/core/contracts";
import { ledgerPrefix, tierRunsPrefix } from "../../model/naming/keys";
import type { JobRecord, OutcomeRecord, ProofRecord, RunRecord } from "../../model/runs/records";
import type { StoredLedgerRecord } from "../../model/runs/ledgerChain";
import type { LocalStack } from "../localStack";

/** Everything recorded of one run. */
export interface ObservedRun {
    readonly run: RunRecord;
    readonly jobs: readonly JobRecord[];
    readonly outcomes: readonly OutcomeRecord[];
    readonly proof: ProofRecord | undefined;
}

/** Current objects under a prefix, in key order. */
export function currentObjects(world: LocalAws, bucket: string, prefix: string): ObjectRecord[] {
    return [...world.s3.versions(bucket)].filter(
        ({ key, isLatest, isDeleteMarker }) =>
            isLatest && !isDeleteMarker && key.startsWith(prefix),
    );
}

export async function objectBytes(world: LocalAws, bucket: string, key: string): Promise<Buffer> {
    const owner = world.s3.bucketAccount(bucket) ?? "";
    const { body } = await world.s3.getObject(world.administrator(owner), { bucket, key });
    if (!("bytes" in body)) throw new Error(`s3://${bucket}/${key} has no real bytes`);
    return body.bytes;
}

/** Writes everything the product recorded (config, inventories, manifests, runs, reports, ledger) as files. */
export async function saveRecords(
    { world, names }: Pick<LocalStack, "world" | "names">,
    folder: string,
): Promise<number> {
    let saved = 0;
    for (const bucket of [names.controlBucket, names.auditBucket]) {
        for (const { key } of currentObjects(world, bucket, "")) {
            const file = path.join(folder, bucket, key);
            if (!path.resolve(file).startsWith(path.resolve(folder) + path.sep)) continue;
            mkdirSync(path.dirname(file), { recursive: true });
            writeFileSync(file, await objectBytes(world, bucket, key));
            saved += 1;
        }
    }
    return saved;
}

/** All runs of a tier, oldest first. */
export async function observedRuns(
    { world, names }: Pick<LocalStack, "world" | "names">,
    bucket: string,
    tier: string,
): Promise<ObservedRun[]> {
    const folders = new Map<
        string,
        { run?: RunRecord; jobs: JobRecord[]; outcomes: OutcomeRecord[]; proof?: ProofRecord }
    >();
    const prefix = tierRunsPrefix(bucket, tier);
    for (const { key } of currentObjects(world, names.controlBucket, prefix)) {
        const runId = key.slice(prefix.length).split("/")[0] ?? "";
        const folder = folders.get(runId) ?? { jobs: [], outcomes: [] };
        folders.set(runId, folder);
        const record = JSON.parse(
            (await objectBytes(world, names.controlBucket, key)).toString("utf8"),
        ) as RunRecord | JobRecord | OutcomeRecord | ProofRecord | { kind: "notice" };
        switch (record.kind) {
            case "run":
                folder.run = record;
                break;
            case "job":
                folder.jobs.push(record);
                break;
            case "outcome":
                folder.outcomes.push(record);
                break;
            case "proof":
                folder.proof = record;
                break;
            case "notice":
                // Marks that a person was told; it says nothing of objects.
                break;
            default:
                throw new Error(`${key}: not a record of a run`);
        }
    }
    return [...folders.values()]
        .flatMap(({ run, jobs, outcomes, proof }) => (run ? [{ run, jobs, outcomes, proof }] : []))
        .sort((a, b) => (a.run.at < b.run.at ? -1 : 1));
}

/** The stored chain of one bucket's ledger. */
export async function ledgerOf(
    { world, names }: Pick<LocalStack, "world" | "names">,
    bucket: string,
): Promise<StoredLedgerRecord[]> {
    const chain: StoredLedgerRecord[] = [];
    for (const { key } of currentObjects(world, names.auditBucket, ledgerPrefix(bucket))) {
        chain.push({ key, bytes: await objectBytes(world, names.auditBucket, key) });
    }
    return chain;
}
