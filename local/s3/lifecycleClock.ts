import { runLifecycle } from "./lifecycleRun";
import type { S3State } from "./s3State";

const dayMilliseconds = 86_400_000;

/** Runs lifecycle at each virtual midnight UTC, for as long as some bucket has an enabled rule. */
export class LifecycleClock {
    private readonly s3: S3State;
    private isArmed = false;

    constructor(s3: S3State) {
        this.s3 = s3;
    }

    /** Called when a bucket's rules change. */
    arm(): void {
        if (this.isArmed || !this.hasRules()) return;
        const { clock } = this.s3.world;
        const midnight = (Math.floor(clock.now() / dayMilliseconds) + 1) * dayMilliseconds;
        this.isArmed = true;
        clock.at(midnight, "S3 lifecycle", () => {
            this.isArmed = false;
            for (const bucket of [...this.s3.buckets.values()]) runLifecycle(this.s3, bucket);
            this.arm();
        });
    }

    private hasRules(): boolean {
        return [...this.s3.buckets.values()].some((bucket) =>
            bucket.configuration.lifecycleRules.some((rule) => rule.Status === "Enabled"),
        );
    }
}
