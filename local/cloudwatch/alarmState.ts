import type { AlarmDefinition } from "../core/contracts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

export interface Datapoint {
    /** Milliseconds since the epoch. */
    readonly at: number;
    readonly value: number;
}

/**
 * How many periods before the evaluation periods CloudWatch looks back for data to replace missing points. The User
 * Guide ("how alarms evaluate missing data") shows 5 points for 3 evaluation periods and says the number depends on
 * the period; 2 for every period is therefore partly unverified.
 */
const extraPeriods = 2;

/** Milliseconds before an evaluation in which a datapoint can still matter to the alarm. */
export function evaluationRangeMilliseconds(alarm: AlarmDefinition): number {
    return alarm.periodSeconds * 1000 * (alarm.evaluationPeriods + extraPeriods);
}

/**
 * State of an alarm at `now` (a whole minute), from the datapoints of its metric, by the rules and the table of the
 * CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data": enough real points decide alone; then
 * missing ones are filled as `treatMissingData` says; `ignore` keeps `current` unless the real points decide.
 */
export function alarmState(
    alarm: AlarmDefinition,
    datapoints: readonly Datapoint[],
    now: number,
    current: AlarmState,
): { readonly state: AlarmState; readonly reason: string } {
    const needed = alarm.evaluationPeriods;
    const toAlarm = alarm.datapointsToAlarm ?? needed;
    const real: number[] = [];
    let breachesRecently = false;
    for (let i = 0; i < needed + extraPeriods && real.length < needed; i += 1) {
        const to = now - i * alarm.periodSeconds * 1000;
        const from = to - alarm.periodSeconds * 1000;
        const values = datapoints
            .filter(({ at }) => at >= from && at < to)
            .map(({ value }) => value);
        if (values.length === 0) continue;
        const value = statisticOf(alarm.statistic, values);
        real.push(value);
        breachesRecently ||= i < needed && breaches(alarm, value);
    }
    const breaching = real.filter((value) => breaches(alarm, value)).length;
    const fine = real.length - breaching;
    const missing = needed - real.length;
    const reason =
        `${real.length} datapoint(s) [${real.join(", ")}], ${breaching} of ${toAlarm} needed breach the threshold: ` +
        `${alarm.comparison} ${alarm.threshold}; ${missing} missing (${alarm.treatMissingData})`;
    const decide = (): AlarmState => {
        // Data from before the evaluation periods can keep an alarm ringing but not make it ring again: windows that
        // slide over a point that is fine would otherwise find the older breach behind it once more [unverified].
        if (breaching >= toAlarm) return breachesRecently ? "ALARM" : current;
        if (missing === 0) return "OK";
        switch (alarm.treatMissingData) {
            case "breaching":
                return breaching + missing >= toAlarm ? "ALARM" : "OK";
            case "notBreaching":
                return "OK";
            case "ignore":
                return fine > needed - toAlarm ? "OK" : current;
            case "missing":
                if (real.length === 0) return "INSUFFICIENT_DATA";
                return fine === 0 ? "ALARM" : "OK";
        }
    };
    return { state: decide(), reason };
}

function statisticOf(statistic: AlarmDefinition["statistic"], values: readonly number[]): number {
    switch (statistic) {
        case "Sum":
            return values.reduce((sum, value) => sum + value, 0);
        case "Average":
            return values.reduce((sum, value) => sum + value, 0) / values.length;
        case "Maximum":
            return Math.max(...values);
        case "Minimum":
            return Math.min(...values);
        case "SampleCount":
            return values.length;
    }
}

/** CloudWatch's names of static-threshold comparisons. */
export const comparisons = [
    "GreaterThanOrEqualToThreshold",
    "GreaterThanThreshold",
    "LessThanThreshold",
    "LessThanOrEqualToThreshold",
] as const;

function breaches(alarm: AlarmDefinition, value: number): boolean {
    switch (alarm.comparison as (typeof comparisons)[number]) {
        case "GreaterThanOrEqualToThreshold":
            return value >= alarm.threshold;
        case "GreaterThanThreshold":
            return value > alarm.threshold;
        case "LessThanThreshold":
            return value < alarm.threshold;
        case "LessThanOrEqualToThreshold":
            return value <= alarm.threshold;
    }
}
