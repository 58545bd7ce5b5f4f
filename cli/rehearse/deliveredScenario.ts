/**
 * A team's own bucket, seeded from a delivered inventory: keys, versions, sizes, dates and classes as listed. Nobody
 * wrote down what each object must become, so what is checked is what must hold of any run.
 */
import type { SeedDelivery } from "../../local/inventory/seedFromDelivery";
import { approveRun, waitingJobs } from "../approve";
import { UserError } from "../stackFile";
import { approverClients } from "./approveAsApprover";
import {
    doneTwice,
    observeAndCheck,
    sourceVersions,
    vaultObjects,
    type Observed,
} from "./scenario";
import type { Stage } from "./stage";

export type Delivery = SeedDelivery;

export async function deliveredScenario(
    stage: Stage,
    delivery: Delivery,
    days: number,
): Promise<Observed> {
    const { stack } = stage;
    const { world, config } = stack;
    if (!config.buckets.some(({ name }) => name === delivery.sourceBucket)) {
        throw new UserError(
            `the inventory lists bucket "${delivery.sourceBucket}", which the config does not declare; ` +
                `it declares ${config.buckets.map(({ name }) => `"${name}"`).join(", ") || "none"}`,
        );
    }
    world.s3.seed(delivery.sourceBucket, delivery.objects);
    const before = [...world.s3.versions(delivery.sourceBucket)];
    stage.say(`${before.length} object versions seeded into ${delivery.sourceBucket} as listed`);
    const start = world.clock.now();
    for (let day = 1; day <= days; day += 1) {
        await stage.until(new Date(start + day * 86_400_000 - 43_200_000).toISOString());
        if (config.approvers.length > 0) {
            const clients = await approverClients(stack);
            for (const { record } of await waitingJobs(clients, config)) {
                stage.say(`approval of ${record.bucket}/${record.tier} is given by the rehearsal`);
                await approveRun(clients, config, record.runId);
            }
            clients.s3.destroy();
            clients.s3control.destroy();
        }
        await stage.until(new Date(start + day * 86_400_000).toISOString());
    }
    const observed = await observeAndCheck(stage);
    const after = sourceVersions(stack).get(delivery.sourceBucket) ?? [];
    const ids = new Set(after.map(({ key, versionId }) => `${key}\u0000${versionId}`));
    const versioned = before.every(({ versionId }) => versionId !== "null");
    const lost = versioned
        ? before.filter(({ key, versionId }) => !ids.has(`${key}\u0000${versionId}`))
        : before.filter(({ key }) => !after.some((now) => now.key === key));
    stage.check(
        "no object version is lost",
        lost.length === 0,
        lost.length === 0
            ? `${before.length} versions before, ${after.length} after`
            : JSON.stringify(lost[0]?.key),
    );
    const classOf = (versions: typeof after): Map<string, string> =>
        new Map(
            versions
                .filter(({ isLatest, isDeleteMarker }) => isLatest && !isDeleteMarker)
                .map(({ key, storageClass }) => [key, storageClass]),
        );
    const classBefore = classOf(before);
    const moved = [...classOf(after)].filter(
        ([key, storageClass]) => classBefore.get(key) !== storageClass,
    );
    const twice = doneTwice(stack);
    stage.check(
        "nothing was copied to a vault or handed to a function twice",
        twice.length === 0,
        `${twice.length} done again${twice.length > 0 ? `, e.g. ${twice[0] ?? ""}` : ""}`,
    );
    const vaulted = [...vaultObjects(stack).values()].reduce((n, objects) => n + objects.size, 0);
    stage.say(`${moved.length} objects are in another class now, ${vaulted} copies lie in vaults`);
    return observed;
}
