/**
 * Instants of an ORC column: seconds since the beginning of 2015 and nanoseconds, each in its stream (ORC
 * specification v1, "Timestamp").
 *
 * `timestamp` counts from 2015-01-01 00:00:00 on the clock of the writer's time zone. Writers of the Java library put in
 * instants (java.sql.Timestamp) and store their distance from that moment, so adding the moment back gives the very
 * instant that the writer was handed, for every zone and on both sides of a daylight-saving change. Readers such as
 * Hive, Athena and pyarrow show the writer's wall clock instead, which is not the same instant when its zone was not
 * UTC, and is ambiguous for an hour a year. In UTC both are one. That Amazon's writer runs in UTC is likely and
 * [unverified].
 */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { IntegerRuns } from "./integerRuns";
import { OrcProblem } from "./orcProblem";
import type { Presence } from "./presence";

export class InstantColumn {
    /** Milliseconds since 1970, finer parts cut off; NaN for null. */
    readonly values = new Float64Array(batchCapacity);
    readonly #presence: Presence;
    readonly #seconds: IntegerRuns;
    readonly #nanos: IntegerRuns;
    readonly #baseSeconds: number;
    readonly #scratch = new Float64Array(batchCapacity);

    /** `baseSeconds`: what the seconds count from, in seconds since 1970. */
    constructor(presence: Presence, seconds: IntegerRuns, nanos: IntegerRuns, baseSeconds: number) {
        this.#presence = presence;
        this.#seconds = seconds;
        this.#nanos = nanos;
        this.#baseSeconds = baseSeconds;
    }

    read(rows: number): void {
        const count = this.#presence.read(rows);
        const { values } = this;
        this.#seconds.read(values, count);
        this.#nanos.read(this.#scratch, count);
        for (let index = 0; index < count; index++) {
            let seconds = (values[index] as number) + this.#baseSeconds;
            const coded = this.#scratch[index] as number;
            if (coded === 0) {
                values[index] = seconds * 1000;
                continue;
            }
            const nanos = decodedNanos(coded);
            // Both Apache writers cut seconds before 1970 towards zero when there are whole milliseconds after them
            // (TimestampTreeReader; what lies within the last second before 1970 they write as after it).
            if (seconds < 0 && nanos > 999_999) seconds--;
            values[index] = seconds * 1000 + Math.floor(nanos / 1_000_000);
        }
        this.#presence.spread(values, count, rows, Number.NaN);
    }

    /** As a CSV inventory spells it; "" for null. */
    text(row: number): string {
        const value = this.values[row] as number;
        if (Number.isNaN(value)) return "";
        return Math.abs(value) <= 8.64e15 ? new Date(value).toISOString() : `${value} ms from 1970`;
    }

    hasMore(): boolean {
        return this.#presence.hasMore() || this.#seconds.hasMore() || this.#nanos.hasMore();
    }
}

/**
 * The lowest three bits say how many zeros at the end were left out, less one; 0 says none. pyarrow writes the
 * fractions of seconds before 1970 as negative ones, which is against the specification but means only one thing.
 */
function decodedNanos(coded: number): number {
    const digits = Math.floor(coded / 8);
    const zeros = coded - digits * 8;
    const nanos = zeros === 0 ? digits : digits * 10 ** (zeros + 1);
    if (Math.abs(nanos) > 999_999_999)
        throw new OrcProblem(`SECONDARY stream must have nanoseconds below 10^9, got ${nanos}`);
    return nanos;
}
