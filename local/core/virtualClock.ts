import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "./contracts";
import { TaskQueue } from "./taskQueue";

/** Longest time the real-time drive sleeps before it looks at the queue again, in real milliseconds. */
const realTimeTickMilliseconds = 200;

/**
 * The one clock of a local AWS. Time moves only by `advance` and `runUntil`, so that the same steps give the same
 * state; `startRealTime` hands it to the machine's clock for `archival local`.
 */
export class VirtualClock implements Clock {
    readonly #queue = new TaskQueue();
    readonly #insideTask = new AsyncLocalStorage<string>();
    #now: number;
    /** Machine time that corresponds to #now while real time drives; undefined otherwise. */
    #realBase: number | undefined;
    /** Moves wait for each other: two callers of advance() never interleave. */
    #lastMove: Promise<unknown> = Promise.resolve();

    constructor(startAt: Date) {
        if (Number.isNaN(startAt.getTime())) {
            throw new RangeError("startAt: must be a valid date, got an invalid one");
        }
        this.#now = startAt.getTime();
    }

    now(): number {
        if (this.#realBase === undefined) return this.#now;
        return this.#now + Math.max(0, Date.now() - this.#realBase);
    }

    date(): Date {
        return new Date(this.now());
    }

    at(at: number, name: string, task: () => Promise<void> | void): () => void {
        if (!Number.isFinite(at)) {
            throw new RangeError(`clock task "${name}": must have a finite time, got ${at}`);
        }
        return this.#queue.add(at, name, task);
    }

    after(milliseconds: number, name: string, task: () => Promise<void> | void): () => void {
        return this.at(this.now() + milliseconds, name, task);
    }

    pending(): readonly { readonly at: number; readonly name: string }[] {
        return this.#queue.list();
    }

    async advance(milliseconds: number): Promise<void> {
        if (!(milliseconds >= 0) || !Number.isFinite(milliseconds)) {
            throw new RangeError(
                `advance: must be a finite number of milliseconds from 0 up, got ${milliseconds}`,
            );
        }
        await this.#move("advance", async () => {
            const target = this.now() + milliseconds;
            while (await this.#runNext(target)) {
                // Each task may add others that are due before the target.
            }
            this.#set(Math.max(target, this.now()));
        });
    }

    async runUntil(
        condition: () => boolean | Promise<boolean>,
        limitMilliseconds: number,
        what: string,
    ): Promise<void> {
        await this.#move("runUntil", async () => {
            const start = this.now();
            const deadline = start + limitMilliseconds;
            while (!(await condition())) {
                if (await this.#runNext(deadline)) continue;
                const next = this.#queue.peek();
                throw new Error(
                    `waited from ${new Date(start).toISOString()} for ${limitMilliseconds} ms of virtual time, ` +
                        `but ${what} did not come about; next task: ` +
                        (next === undefined
                            ? "none"
                            : `"${next.name}" at ${new Date(next.at).toISOString()}`),
                );
            }
        });
    }

    /**
     * Lets the machine's clock drive this one from now on (at its own virtual date); answers the function that stops it.
     * A failing task is given to `onError` (by default written to stderr) and does not stop the drive.
     */
    startRealTime(onError: (error: unknown) => void = console.error): () => Promise<void> {
        if (this.#realBase !== undefined) throw new Error("the clock already runs in real time");
        this.#realBase = Date.now();
        let stopped = false;
        let timer: NodeJS.Timeout | undefined;
        let running: Promise<void> = Promise.resolve();
        const tick = (): void => {
            running = this.advance(0)
                .catch(onError)
                .then(() => {
                    if (stopped) return;
                    const next = this.#queue.peek();
                    const wait = next === undefined ? Infinity : Math.max(0, next.at - this.now());
                    timer = setTimeout(tick, Math.min(wait, realTimeTickMilliseconds));
                });
        };
        tick();
        return async () => {
            stopped = true;
            clearTimeout(timer);
            await running;
            this.#now = this.now();
            this.#realBase = undefined;
        };
    }

    /** Runs the first task due by `limit`; false when there is none. Time never goes back. */
    async #runNext(limit: number): Promise<boolean> {
        const next = this.#queue.peek();
        if (next === undefined || next.at > limit) return false;
        this.#queue.take();
        this.#set(Math.max(this.now(), next.at));
        try {
            await this.#insideTask.run(next.name, async () => {
                await next.run();
            });
        } catch (cause) {
            const reason = cause instanceof Error ? cause.message : String(cause);
            throw new Error(`clock task "${next.name}" failed: ${reason}`, { cause });
        }
        return true;
    }

    #set(time: number): void {
        this.#now = time;
        if (this.#realBase !== undefined) this.#realBase = Date.now();
    }

    async #move(what: string, body: () => Promise<void>): Promise<void> {
        const inside = this.#insideTask.getStore();
        if (inside !== undefined) {
            // It would wait for the task that called it, for ever.
            throw new Error(
                `${what}: clock task "${inside}" must not move the clock; add a task with after() instead`,
            );
        }
        const before = this.#lastMove;
        const move = before.then(body);
        this.#lastMove = move.catch(() => undefined);
        await move;
    }
}
