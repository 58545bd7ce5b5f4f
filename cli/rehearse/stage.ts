import type { Decision } from "../../local/core/contracts";
import type { LocalStack } from "../localStack";

export interface Check {
    readonly name: string;
    readonly ok: boolean;
    /** What was found; for a failure, what was expected as well. */
    readonly detail: string;
}

/** A call that the deployed policies denied: the rehearsal ends there and names it. */
export class CallDenied extends Error {
    readonly decision: Decision;
    constructor(decision: Decision) {
        super(
            `denied: ${decision.principal} may not ${decision.action} on ${decision.resource} (${decision.decidedBy})`,
        );
        this.name = "CallDenied";
        this.decision = decision;
    }
}

const hour = 3_600_000;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Runs virtual time, tells the person watching, and collects what held and what did not. */
export class Stage {
    readonly stack: LocalStack;
    readonly checks: Check[] = [];
    private readonly print: (line: string) => void;
    private decisionsSeen = 0;
    private reported = new Set<string>();

    constructor(stack: LocalStack, print: (line: string) => void) {
        this.stack = stack;
        this.print = print;
    }

    /** A line with the virtual time in front. */
    say(text: string): void {
        const now = this.stack.world.clock.date();
        const stamp = `${weekdays[now.getUTCDay()] ?? ""} ${now.toISOString().slice(0, 16).replace("T", " ")}`;
        this.print(`${stamp}  ${text}`);
    }

    check(name: string, ok: boolean, detail: string): void {
        this.checks.push({ name, ok, detail });
        if (!ok) this.say(`DOES NOT HOLD: ${name}: ${detail}`);
    }

    /** The first call since the last look that was denied. */
    firstDenied(): CallDenied | undefined {
        const { decisions } = this.stack.world;
        for (; this.decisionsSeen < decisions.length; this.decisionsSeen += 1) {
            const decision = decisions[this.decisionsSeen];
            if (decision && !decision.allowed) return new CallDenied(decision);
        }
        return undefined;
    }

    /** Throws CallDenied if any call was denied since the last look. */
    failOnDenied(): void {
        const denied = this.firstDenied();
        if (denied) throw denied;
    }

    /** Advances hour by hour to a UTC instant, reporting job changes on the way. */
    async until(iso: string): Promise<void> {
        const target = new Date(iso).getTime();
        const { clock } = this.stack.world;
        while (clock.now() < target) {
            await clock.advance(Math.min(hour, target - clock.now()));
            this.failOnDenied();
            this.reportJobs();
        }
    }

    private reportJobs(): void {
        const { world, config } = this.stack;
        for (const job of world.s3control.jobs(config.account)) {
            const id = `${job.jobId} ${job.status}`;
            if (this.reported.has(id)) continue;
            this.reported.add(id);
            if (!["Complete", "Failed", "Cancelled", "Suspended"].includes(job.status)) continue;
            const { total, succeeded, failed } = job.tasks;
            this.say(
                `job ${job.jobId.slice(0, 8)} ${job.status.padEnd(9)} ${job.operation.padEnd(16)} ` +
                    (job.status === "Suspended"
                        ? `${total} tasks wait for approval`
                        : `${succeeded} of ${total} tasks succeeded, ${failed} failed`),
            );
        }
    }
}
