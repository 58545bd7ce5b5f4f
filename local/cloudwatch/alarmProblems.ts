import type { AlarmDefinition } from "../core/contracts";
import { comparisons } from "./alarmState";

const treatments = ["missing", "ignore", "breaching", "notBreaching"];
const statistics = ["Sum", "Maximum", "Minimum", "Average", "SampleCount"];

/** Every reason PutMetricAlarm would refuse this alarm (API Reference, PutMetricAlarm), or an empty list. */
export function alarmProblems(alarm: AlarmDefinition): string[] {
    const problems: string[] = [];
    const check = (holds: boolean, problem: string): void => {
        if (!holds) problems.push(problem);
    };
    const oneOf = (field: string, value: string, allowed: readonly string[]): void => {
        check(
            allowed.includes(value),
            `${field}: must be one of ${allowed.join(", ")}, got "${value}"`,
        );
    };
    const { periodSeconds: period, evaluationPeriods: periods, datapointsToAlarm: points } = alarm;
    check(
        alarm.name.length > 0 && alarm.name.length <= 255,
        `name: must have 1-255 characters, got ${alarm.name.length}`,
    );
    check(
        alarm.description.length <= 1024,
        `description: must have at most 1024 characters, got ${alarm.description.length}`,
    );
    check(
        Number.isInteger(period) && period >= 60 && period % 60 === 0,
        `periodSeconds: must be a multiple of 60 (high resolution is not supported), got ${period}`,
    );
    check(
        Number.isInteger(periods) && periods >= 1,
        `evaluationPeriods: must be a whole number from 1 up, got ${periods}`,
    );
    const longest = period >= 3600 ? 604_800 : 86_400;
    check(
        period * periods <= longest,
        `evaluationPeriods x periodSeconds: must be at most ${longest}, got ${period * periods}`,
    );
    check(
        points === undefined || (Number.isInteger(points) && points >= 1 && points <= periods),
        `datapointsToAlarm: must be from 1 to evaluationPeriods (${periods}), got ${points}`,
    );
    check(Number.isFinite(alarm.threshold), `threshold: must be a number, got ${alarm.threshold}`);
    oneOf("comparison", alarm.comparison, comparisons);
    oneOf("statistic", alarm.statistic, statistics);
    oneOf("treatMissingData", alarm.treatMissingData, treatments);
    check(alarm.actions.length <= 5, `actions: must be at most 5, got ${alarm.actions.length}`);
    for (const action of alarm.actions) {
        check(
            /^arn:[^:]+:sns:/.test(action),
            `actions: only SNS topics are supported here, got "${action}"`,
        );
    }
    return problems;
}
