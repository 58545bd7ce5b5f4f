import { AwsError, type AlarmDefinition, type CloudWatchApi, type World } from "../core/contracts";
import { refuseUnknownFields } from "../logs/refusal";
import { alarmProblems } from "./alarmProblems";
import { alarmState, evaluationRangeMilliseconds, type AlarmState } from "./alarmState";

interface Metric {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly value: number;
    readonly at: Date;
    readonly unit?: string | undefined;
}

interface Alarm {
    readonly account: string;
    readonly arn: string;
    definition: AlarmDefinition;
    state: AlarmState;
    readonly history: { readonly at: Date; readonly state: string; readonly reason: string }[];
    /** Cancel functions of evaluations that are still to come, by their time. */
    readonly evaluations: Map<number, () => void>;
}

const minute = 60_000;

const alarmFields = [
    ...[
        "name",
        "description",
        "namespace",
        "metricName",
        "dimensions",
        "statistic",
        "periodSeconds",
    ],
    ...["evaluationPeriods", "datapointsToAlarm", "threshold", "comparison", "treatMissingData"],
    "actions",
];

/**
 * CloudWatch metrics and static-threshold alarms. An alarm's state can change only when a datapoint enters or crosses
 * a period of its evaluation range, so exactly those minutes are evaluated and idle months cost nothing.
 */
export class CloudWatchService implements CloudWatchApi {
    readonly #world: World;
    readonly #metrics = new Map<string, Metric[]>();
    /** Datapoints by account and series, for alarms. */
    readonly #series = new Map<string, { at: number; value: number }[]>();
    /** By ARN. */
    readonly #alarms = new Map<string, Alarm>();

    constructor(world: World) {
        this.#world = world;
    }

    putMetric(account: string, metric: Parameters<CloudWatchApi["putMetric"]>[1]): void {
        const { namespace, name, dimensions, value, at, unit } = metric;
        if (!Number.isFinite(value)) {
            throw new AwsError(
                "InvalidParameterValue",
                400,
                `metric ${namespace}/${name}: value must be a finite number, got ${value}`,
            );
        }
        const all = this.#metrics.get(account) ?? [];
        this.#metrics.set(account, all);
        all.push({ namespace, name, dimensions, value, at: new Date(at), unit });
        const key = seriesKey(account, namespace, name, dimensions);
        const series = this.#series.get(key) ?? [];
        this.#series.set(key, series);
        series.push({ at, value });
        for (const alarm of this.#alarms.values()) {
            if (alarmSeriesKey(alarm) === key) this.#plan(alarm, at);
        }
    }

    putAlarm(account: string, alarm: AlarmDefinition): { arn: string } {
        refuseUnknownFields(this.#world, `alarm ${alarm.name}`, alarm, alarmFields);
        const problems = alarmProblems(alarm);
        if (problems.length > 0) {
            throw new AwsError(
                "ValidationError",
                400,
                `alarm "${alarm.name}":\n  - ${problems.join("\n  - ")}`,
            );
        }
        const { partition, region, clock } = this.#world;
        const arn = `arn:${partition}:cloudwatch:${region}:${account}:alarm:${alarm.name}`;
        const existing = this.#alarms.get(arn);
        const stored: Alarm = existing ?? {
            account,
            arn,
            definition: alarm,
            state: "INSUFFICIENT_DATA",
            history: [],
            evaluations: new Map(),
        };
        stored.definition = alarm;
        this.#alarms.set(arn, stored);
        const oldest = clock.now() - evaluationRangeMilliseconds(alarm);
        for (const { at } of this.#series.get(alarmSeriesKey(stored)) ?? []) {
            if (at >= oldest) this.#plan(stored, at);
        }
        this.#evaluateAt(stored, nextMinute(clock.now()));
        return { arn };
    }

    deleteAlarm(account: string, name: string): void {
        for (const alarm of this.#alarms.values()) {
            if (alarm.account !== account || alarm.definition.name !== name) continue;
            for (const cancel of alarm.evaluations.values()) cancel();
            this.#alarms.delete(alarm.arn);
        }
    }

    alarms(account: string): readonly {
        readonly name: string;
        readonly state: AlarmState;
        readonly history: readonly {
            readonly at: Date;
            readonly state: string;
            readonly reason: string;
        }[];
    }[] {
        return [...this.#alarms.values()]
            .filter((alarm) => alarm.account === account)
            .map(({ definition, state, history }) => ({
                name: definition.name,
                state,
                history: [...history],
            }));
    }

    metrics(account: string): readonly Metric[] {
        return [...(this.#metrics.get(account) ?? [])];
    }

    /** Evaluations at every minute at which a datapoint of time `at` moves into another period of the alarm. */
    #plan(alarm: Alarm, at: number): void {
        const now = this.#world.clock.now();
        const period = alarm.definition.periodSeconds * 1000;
        const last = at + evaluationRangeMilliseconds(alarm.definition);
        for (let crossing = at; crossing <= last; crossing += period) {
            const time = nextMinute(crossing);
            if (time > now) this.#evaluateAt(alarm, time);
        }
        // A datapoint that arrives late counts at the next evaluation, wherever its periods begin.
        if (at < now && now <= last) this.#evaluateAt(alarm, nextMinute(now));
    }

    #evaluateAt(alarm: Alarm, time: number): void {
        if (alarm.evaluations.has(time)) return;
        const name = `evaluate alarm ${alarm.definition.name}`;
        const cancel = this.#world.clock.at(time, name, () => {
            alarm.evaluations.delete(time);
            this.#evaluate(alarm, time);
        });
        alarm.evaluations.set(time, cancel);
    }

    #evaluate(alarm: Alarm, time: number): void {
        const key = alarmSeriesKey(alarm);
        const oldest = time - evaluationRangeMilliseconds(alarm.definition);
        const points = (this.#series.get(key) ?? []).filter(({ at }) => at >= oldest);
        this.#series.set(key, this.#keptFor(key, time));
        const { state, reason } = alarmState(alarm.definition, points, time, alarm.state);
        if (state === alarm.state) return;
        const before = alarm.state;
        alarm.state = state;
        const at = this.#world.clock.date();
        const failures = state === "ALARM" ? this.#act(alarm, before, reason, at) : [];
        alarm.history.push({ at, state, reason: [reason, ...failures].join("; ") });
    }

    /** Drops datapoints that no alarm on the series can see any more, so that evaluation stays cheap for months. */
    #keptFor(key: string, time: number): { at: number; value: number }[] {
        const ranges = [...this.#alarms.values()]
            .filter((alarm) => alarmSeriesKey(alarm) === key)
            .map((alarm) => evaluationRangeMilliseconds(alarm.definition));
        const oldest = time - Math.max(0, ...ranges) - minute;
        return (this.#series.get(key) ?? []).filter(({ at }) => at >= oldest);
    }

    /** Does the alarm's actions as cloudwatch.amazonaws.com; answers what failed, which the history shows, as on AWS. */
    #act(alarm: Alarm, before: AlarmState, reason: string, at: Date): string[] {
        const { definition, account, arn } = alarm;
        const ctx = this.#world.serviceContext("cloudwatch.amazonaws.com", { arn, account });
        const body = JSON.stringify({
            AlarmName: definition.name,
            AlarmDescription: definition.description,
            AWSAccountId: account,
            NewStateValue: "ALARM",
            NewStateReason: reason,
            StateChangeTime: at.toISOString(),
            Region: this.#world.region,
            AlarmArn: arn,
            OldStateValue: before,
            Trigger: {
                MetricName: definition.metricName,
                Namespace: definition.namespace,
                StatisticType: "Statistic",
                Statistic: definition.statistic.toUpperCase(),
                Dimensions: Object.entries(definition.dimensions).map(([name, value]) => ({
                    name,
                    value,
                })),
                Period: definition.periodSeconds,
                EvaluationPeriods: definition.evaluationPeriods,
                ComparisonOperator: definition.comparison,
                Threshold: definition.threshold,
                TreatMissingData: definition.treatMissingData,
            },
        });
        const subject = `ALARM: "${definition.name}" in ${this.#world.region}`.slice(0, 100);
        return definition.actions.flatMap((action) => {
            try {
                this.#world.sns.publish(ctx, action, { subject, body });
                return [];
            } catch (error) {
                if (!(error instanceof AwsError)) throw error;
                return [`action ${action} failed: ${error.code}: ${error.message}`];
            }
        });
    }
}

/** The first whole minute after `time`. */
const nextMinute = (time: number): number => (Math.floor(time / minute) + 1) * minute;

function seriesKey(
    account: string,
    namespace: string,
    name: string,
    dimensions: Readonly<Record<string, string>>,
): string {
    const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([account, namespace, name, sorted]);
}

const alarmSeriesKey = ({ account, definition }: Alarm): string =>
    seriesKey(account, definition.namespace, definition.metricName, definition.dimensions);
