import type { ObjectRecord } from "../../local/core/contracts";
import type { BucketConfig } from "../../model/config/types";
import { isLifecycleTier } from "../../model/config/isLifecycleTier";
import { ledgerPrefix } from "../../model/naming/keys";
import { verifyChain } from "../../model/runs/verifyChain";
import type { LocalStack } from "../localStack";
import type { RehearsedObject } from "./expectation";
import type { Before } from "./objectChecks";
import { currentObjects, ledgerOf, observedRuns, type ObservedRun } from "./observe";
import type { Stage } from "./stage";
import { tierReport, type TierReport } from "./tierReport";

/** Tiers that submit jobs; the others are lifecycle's work and leave no runs. */
export const jobTiers = (bucket: BucketConfig): BucketConfig["tiers"] =>
    bucket.tiers.filter((tier) => !isLifecycleTier(tier));

/** Seeds objects bucket by bucket and remembers each version as it then was. */
export function seedObjects(stack: LocalStack, objects: readonly RehearsedObject[]): Before[] {
    const before: Before[] = [];
    for (const bucket of new Set(objects.map((o) => o.bucket))) {
        const mine = objects.filter((o) => o.bucket === bucket);
        stack.world.s3.seed(
            bucket,
            mine.map(({ object }) => object),
        );
        const byKey = new Map<string, RehearsedObject[]>();
        for (const one of mine) {
            const list = byKey.get(one.object.key);
            if (list) list.push(one);
            else byKey.set(one.object.key, [one]);
        }
        // Versions come newest first; the objects of one key were seeded oldest first.
        for (const record of stack.world.s3.versions(bucket)) {
            const rehearsed = byKey.get(record.key)?.pop();
            if (!rehearsed) throw new Error(`s3://${bucket}/${record.key}: seeded once too few`);
            before.push({ rehearsed, record });
        }
    }
    return before;
}

/** All versions of every source bucket, by bucket. */
export function sourceVersions({ world, config }: LocalStack): Map<string, ObjectRecord[]> {
    return new Map(config.buckets.map(({ name }) => [name, [...world.s3.versions(name)]]));
}

/** Current objects of every vault by key, under the vault's config name. */
export function vaultObjects({
    world,
    config,
    names,
}: LocalStack): Map<string, Map<string, ObjectRecord>> {
    return new Map(
        config.vaults.map(({ name, account }) => [
            name,
            new Map(
                currentObjects(world, names.vaultBucket(name, account), "").map((o) => [o.key, o]),
            ),
        ]),
    );
}

/** What was done more than once: vault keys with several versions, objects a function was invoked for again. */
export function doneTwice(stack: LocalStack): string[] {
    const { world, config, names } = stack;
    const twice: string[] = [];
    for (const { name, account } of config.vaults) {
        const seen = new Set<string>();
        for (const { key } of world.s3.versions(names.vaultBucket(name, account))) {
            if (seen.has(key)) twice.push(`${name}: ${JSON.stringify(key)} was copied again`);
            seen.add(key);
        }
    }
    for (const [id, times] of invokedKeys(stack)) {
        if (times > 1)
            twice.push(`${JSON.stringify(id)} was handed to its function ${times} times`);
    }
    return twice;
}

/** `bucket/key` of everything a stand-in function was invoked for, with how often. */
export function invokedKeys({ world, config }: LocalStack): Map<string, number> {
    const invoked = new Map<string, number>();
    for (const { name: bucket, tiers } of config.buckets) {
        for (const { action } of tiers) {
            if (action.kind !== "invoke") continue;
            const logGroup = `/aws/lambda/${action.functionArn.split(":")[6] ?? ""}`;
            for (const { line } of world.logs.lines(config.account, logGroup)) {
                const json = line.slice(line.indexOf("{"));
                if (!json.includes('"standIn":true')) continue;
                const { s3Key } = JSON.parse(json) as { s3Key: string };
                const id = `${bucket}/${decodeURIComponent(s3Key.replaceAll("+", " "))}`;
                invoked.set(id, (invoked.get(id) ?? 0) + 1);
            }
        }
    }
    return invoked;
}

export interface Observed {
    readonly runs: ReadonlyMap<string, readonly ObservedRun[]>;
    readonly tiers: readonly TierReport[];
    readonly ledgerRecords: number;
}

/** Reads all records and checks what must hold of any rehearsal: arithmetic, reports, proofs, ledger, calls. */
export async function observeAndCheck(stage: Stage): Promise<Observed> {
    const { stack } = stage;
    const { world, config } = stack;
    const runs = new Map<string, readonly ObservedRun[]>();
    const tiers: TierReport[] = [];
    let ledgerRecords = 0;
    for (const bucket of config.buckets) {
        const ids: string[] = [];
        for (const tier of jobTiers(bucket)) {
            const name = `${bucket.name}/${tier.name}`;
            const observed = await observedRuns(stack, bucket.name, tier.name);
            runs.set(name, observed);
            const report = tierReport(bucket.name, tier.name, observed);
            tiers.push(report);
            for (const { run, jobs, outcomes, proof } of observed) {
                ids.push(`${run.runId}/run`);
                const skipped = Object.values(run.skipped).reduce((n, t) => n + t.objects, 0);
                if (run.decision !== "refused") {
                    stage.check(
                        `${name} ${run.runId.slice(0, 8)}: selected + skipped = scanned`,
                        run.selected.objects + skipped === run.scanned.objects,
                        `${run.selected.objects} + ${skipped}, ${run.scanned.objects} scanned`,
                    );
                }
                const planned =
                    run.jobs.length + outcomes.filter(({ retry }) => retry !== undefined).length;
                stage.check(
                    `${name} ${run.runId.slice(0, 8)}: one job per planned job`,
                    jobs.length === planned &&
                        new Set(jobs.map(({ jobId }) => jobId)).size === planned,
                    `${planned} planned, ${jobs.length} recorded`,
                );
                for (const outcome of outcomes) {
                    stage.check(
                        `${name} ${run.runId.slice(0, 8)}: report of ${outcome.part}-${outcome.attempt} is sound`,
                        outcome.reportProblems.length === 0 &&
                            outcome.tasks.succeeded + outcome.tasks.failed === outcome.tasks.total,
                        outcome.reportProblems.join("; ") ||
                            `${outcome.tasks.succeeded} + ${outcome.tasks.failed} of ${outcome.tasks.total}`,
                    );
                }
                if (proof) {
                    stage.check(
                        `${name} ${run.runId.slice(0, 8)}: the next inventory proves every claim`,
                        proof.contradicted === 0 &&
                            proof.proven + proof.changedSince + proof.gone === proof.claimed,
                        `${proof.claimed} claimed, ${proof.proven} proven, ${proof.contradicted} contradicted`,
                    );
                }
            }
        }
        const chain = await ledgerOf(stack, bucket.name);
        ledgerRecords += chain.length;
        const findings = verifyChain(bucket.name, chain);
        stage.check(
            `ledger of ${bucket.name} is whole`,
            findings.length === 0 && (ids.length === 0 || chain.length > 0),
            findings[0] ?? `${chain.length} records under ${ledgerPrefix(bucket.name)}`,
        );
    }
    const jobs = world.s3control.jobs(config.account);
    stage.check(
        "no two jobs share a client token",
        new Set(jobs.map(({ clientRequestToken }) => clientRequestToken)).size === jobs.length,
        `${jobs.length} jobs`,
    );
    stage.check(
        "nothing was asked of the local AWS that it does not implement",
        world.refusals.length === 0,
        world.refusals.join("; ") || "no refusals",
    );
    return { runs, tiers, ledgerRecords };
}
