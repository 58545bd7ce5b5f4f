import type { AlarmDefinition } from "../../core/contracts";
import type { Handlers } from "./handler";

/** SQS, SNS and CloudWatch alarms. */
export const messagingHandlers: Handlers = {
    "aws:sqs/queue:Queue": ({ world, account, inputs }) => {
        const name = inputs.text("name");
        const kmsKeyId = inputs.optionalText("kmsMasterKeyId");
        const retentionSeconds = inputs.optionalNumber("messageRetentionSeconds");
        const visibilityTimeoutSeconds = inputs.optionalNumber("visibilityTimeoutSeconds");
        inputs.without("kmsDataKeyReusePeriodSeconds", "data keys are not modelled");
        inputs.only("fifoQueue", false);
        const { arn, url } = world.sqs.createQueue(account, {
            name,
            ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
            ...(retentionSeconds === undefined ? {} : { retentionSeconds }),
            ...(visibilityTimeoutSeconds === undefined ? {} : { visibilityTimeoutSeconds }),
        });
        return { id: url, outputs: { arn, url } };
    },

    "aws:sqs/queuePolicy:QueuePolicy": ({ world, inputs }) => {
        const url = inputs.text("queueUrl");
        const [account, name] = url.split("/").slice(-2);
        world.sqs.setPolicy(
            `arn:${world.partition}:sqs:${world.region}:${account ?? ""}:${name ?? ""}`,
            inputs.document("policy"),
        );
        return { id: url, outputs: {} };
    },

    "aws:sns/topic:Topic": ({ world, account, inputs }) => {
        const name = inputs.text("name");
        const kmsKeyId = inputs.optionalText("kmsMasterKeyId");
        inputs.without("displayName", "shown to people only");
        const { arn } = world.sns.createTopic(account, {
            name,
            ...(kmsKeyId === undefined ? {} : { kmsKeyId }),
        });
        return { id: arn, outputs: { arn } };
    },

    "aws:sns/topicPolicy:TopicPolicy": ({ world, inputs }) => {
        const arn = inputs.text("arn");
        world.sns.setPolicy(arn, inputs.document("policy"));
        return { id: arn, outputs: {} };
    },

    "aws:sns/topicSubscription:TopicSubscription": ({ world, inputs }) => {
        const { arn } = world.sns.subscribe(
            inputs.text("topic"),
            inputs.text("protocol"),
            inputs.text("endpoint"),
        );
        return { id: arn, outputs: { arn } };
    },

    "aws:cloudwatch/metricAlarm:MetricAlarm": ({ world, account, inputs }) => {
        const name = inputs.text("name");
        inputs.only("actionsEnabled", true);
        const { arn } = world.cloudwatch.putAlarm(account, {
            name,
            description: inputs.optionalText("alarmDescription") ?? "",
            namespace: inputs.text("namespace"),
            metricName: inputs.text("metricName"),
            dimensions: inputs.map("dimensions"),
            statistic: inputs.text("statistic") as AlarmDefinition["statistic"],
            periodSeconds: inputs.number("period"),
            evaluationPeriods: inputs.number("evaluationPeriods"),
            datapointsToAlarm: inputs.optionalNumber("datapointsToAlarm"),
            threshold: inputs.number("threshold"),
            comparison: inputs.text("comparisonOperator"),
            treatMissingData: (inputs.optionalText("treatMissingData") ??
                "missing") as AlarmDefinition["treatMissingData"],
            actions: inputs.texts("alarmActions"),
        });
        inputs.without("okActions", "only alarm actions are delivered");
        return { id: name, outputs: { arn } };
    },
};
