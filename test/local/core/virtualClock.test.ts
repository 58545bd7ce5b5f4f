import assert from "node:assert/strict";
import fc from "fast-check";
import { VirtualClock } from "../../../local/core/virtualClock";

const start = Date.parse("2026-01-05T00:00:00Z");
const newClock = (): VirtualClock => new VirtualClock(new Date(start));

describe("VirtualClock", () => {
    it("stands still until it is moved", async () => {
        const clock = newClock();
        assert.equal(clock.now(), start);
        await clock.advance(1500);
        assert.equal(clock.date().toISOString(), "2026-01-05T00:00:01.500Z");
    });

    it("runs due tasks by time and then by order of adding, each at its own time", async () => {
        await fc.assert(
            fc.asyncProperty(
                fc.array(fc.integer({ min: -5, max: 20 }), { maxLength: 30 }),
                fc.integer({ min: 0, max: 20 }),
                async (delays, advance) => {
                    const clock = newClock();
                    const ran: [number, number][] = [];
                    delays.forEach((delay, i) => {
                        clock.after(delay, `task ${i}`, () => {
                            ran.push([i, clock.now() - start]);
                        });
                    });
                    await clock.advance(advance);
                    const expected = delays
                        .map((delay, i) => [i, delay] as const)
                        .filter(([, delay]) => delay <= advance)
                        .sort(([i, a], [j, b]) => a - b || i - j)
                        .map(([i, delay]) => [i, Math.max(0, delay)]);
                    assert.deepEqual(ran, expected);
                    assert.equal(clock.now(), start + advance);
                    assert.equal(clock.pending().length, delays.length - expected.length);
                },
            ),
        );
    });

    it("gives the same sequence however an advance is cut into pieces", async () => {
        const run = async (cuts: readonly number[]): Promise<string[]> => {
            const clock = newClock();
            const ran: string[] = [];
            const every = (period: number, name: string): void => {
                clock.after(period, name, () => {
                    ran.push(`${name}@${clock.now() - start}`);
                    every(period, name);
                });
            };
            every(3, "three");
            every(5, "five");
            for (const cut of cuts) await clock.advance(cut);
            return ran;
        };
        const whole = await run([60]);
        assert.equal(whole.length, 32);
        await fc.assert(
            fc.asyncProperty(fc.integer({ min: 0, max: 60 }), async (cut) => {
                assert.deepEqual(await run([cut, 60 - cut]), whole);
            }),
        );
    });

    it("runs tasks that tasks add, as far as they are due", async () => {
        const clock = newClock();
        const ran: string[] = [];
        clock.after(10, "first", () => {
            clock.after(0, "at once", () => {
                ran.push(`at once ${clock.now() - start}`);
            });
            clock.at(start, "in the past", () => {
                ran.push(`past ${clock.now() - start}`);
            });
            clock.after(5, "soon", () => {
                ran.push(`soon ${clock.now() - start}`);
            });
            clock.after(11, "too late", () => {
                ran.push("too late");
            });
        });
        await clock.advance(20);
        assert.deepEqual(ran, ["past 10", "at once 10", "soon 15"]);
        assert.deepEqual(clock.pending(), [{ at: start + 21, name: "too late" }]);
    });

    it("awaits a task before the next one", async () => {
        const clock = newClock();
        const ran: string[] = [];
        clock.after(1, "slow", async () => {
            await new Promise((resolve) => setImmediate(resolve));
            ran.push("slow");
        });
        clock.after(1, "quick", () => {
            ran.push("quick");
        });
        await clock.advance(1);
        assert.deepEqual(ran, ["slow", "quick"]);
    });

    it("does not run a cancelled task, and cancelling late does nothing", async () => {
        const clock = newClock();
        let ran = 0;
        const cancel = clock.after(1, "cancelled", () => {
            ran++;
        });
        const cancelLate = clock.after(1, "kept", () => {
            ran++;
        });
        cancel();
        cancel();
        assert.deepEqual(clock.pending(), [{ at: start + 1, name: "kept" }]);
        await clock.advance(1);
        cancelLate();
        assert.equal(ran, 1);
    });

    it("runs due tasks on advance(0)", async () => {
        const clock = newClock();
        let ran = false;
        clock.after(0, "due", () => {
            ran = true;
        });
        assert.equal(ran, false);
        await clock.advance(0);
        assert.equal(ran, true);
    });

    it("names the task that failed and keeps the others", async () => {
        const clock = newClock();
        const cause = new Error("boom");
        clock.after(1, "bad", () => {
            throw cause;
        });
        clock.after(2, "good", () => undefined);
        await assert.rejects(clock.advance(5), { message: 'clock task "bad" failed: boom', cause });
        assert.equal(clock.now(), start + 1);
        assert.deepEqual(clock.pending(), [{ at: start + 2, name: "good" }]);
    });

    it("refuses to be moved by a task, which would wait for itself", async () => {
        const clock = newClock();
        clock.after(1, "greedy", () => clock.advance(1));
        await assert.rejects(clock.advance(1), /clock task "greedy" must not move the clock/);
    });

    it("moves once after the other when two callers advance", async () => {
        const clock = newClock();
        const ran: number[] = [];
        for (const at of [1, 2, 3, 4])
            clock.after(at, String(at), () => {
                ran.push(at);
            });
        await Promise.all([clock.advance(2), clock.advance(2)]);
        assert.deepEqual(ran, [1, 2, 3, 4]);
        assert.equal(clock.now(), start + 4);
    });

    it("refuses times that are no numbers", async () => {
        const clock = newClock();
        assert.throws(() => clock.at(NaN, "odd", () => undefined), /must have a finite time/);
        await assert.rejects(clock.advance(-1), /from 0 up, got -1/);
        assert.throws(() => new VirtualClock(new Date("never")), /must be a valid date/);
    });

    describe("runUntil", () => {
        it("stops at the first task that makes the condition true", async () => {
            const clock = newClock();
            let count = 0;
            for (const at of [10, 20, 30])
                clock.after(at, String(at), () => {
                    count++;
                });
            await clock.runUntil(() => count === 2, 1000, "two tasks");
            assert.equal(clock.now(), start + 20);
            assert.equal(count, 2);
        });

        it("does not move when the condition holds already", async () => {
            const clock = newClock();
            clock.after(1, "task", () => undefined);
            await clock.runUntil(() => Promise.resolve(true), 1000, "nothing");
            assert.equal(clock.now(), start);
        });

        it("says what did not come about and what is next", async () => {
            const clock = newClock();
            clock.after(2000, "later", () => undefined);
            await assert.rejects(
                clock.runUntil(() => false, 1000, "the job's end"),
                {
                    message:
                        "waited from 2026-01-05T00:00:00.000Z for 1000 ms of virtual time, but the job's end " +
                        'did not come about; next task: "later" at 2026-01-05T00:00:02.000Z',
                },
            );
        });
    });

    describe("startRealTime", () => {
        it("runs due tasks, gives failures to the handler, and stands still once stopped", async () => {
            const clock = newClock();
            const failures: string[] = [];
            clock.after(0, "bad", () => {
                throw new Error("boom");
            });
            const ran = new Promise<void>((resolve) => {
                clock.after(0, "good", resolve);
            });
            const stop = clock.startRealTime((error) => {
                failures.push(String(error));
            });
            assert.throws(() => clock.startRealTime(), /already runs/);
            await ran;
            await stop();
            assert.deepEqual(failures, ['Error: clock task "bad" failed: boom']);
            const stopped = clock.now();
            await new Promise((resolve) => setImmediate(resolve));
            assert.equal(clock.now(), stopped);
        });
    });
});
