import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import { alarmDefinitions } from "./alarmDefinitions";

/** One alarm per definition, each telling the topic. */
export function alarms(
    config: StackConfig,
    topicArn: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): void {
    for (const alarm of alarmDefinitions(config)) {
        new aws.cloudwatch.MetricAlarm(
            alarm.name,
            {
                name: `${config.namePrefix}-${alarm.name}`,
                alarmDescription: alarm.description,
                namespace: alarm.namespace,
                metricName: alarm.metricName,
                dimensions: { ...alarm.dimensions },
                statistic: alarm.statistic,
                period: alarm.periodSeconds,
                evaluationPeriods: 1,
                threshold: 0,
                comparisonOperator: "GreaterThanThreshold",
                // These metrics exist only when something happened.
                treatMissingData: "notBreaching",
                alarmActions: [topicArn],
            },
            opts,
        );
    }
}
