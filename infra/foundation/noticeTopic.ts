import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { StackConfig } from "../../model/config/types";
import { policyText } from "../../model/iam/documents/statement";
import { topicPolicy } from "../../model/iam/documents/topicPolicy";
import { namesOf } from "../../model/naming/names";

/** The topic people hear from: plans that wait for approval, results, alarms. The owner is subscribed. */
export function noticeTopic(
    config: StackConfig,
    kmsKeyArn: pulumi.Input<string>,
    opts: pulumi.CustomResourceOptions,
): aws.sns.Topic {
    const name = namesOf(config.namePrefix, config).topic;
    const topic = new aws.sns.Topic("notices", { name, kmsMasterKeyId: kmsKeyArn }, opts);
    new aws.sns.TopicPolicy(
        "notices-policy",
        { arn: topic.arn, policy: policyText("topic", name, topicPolicy(config)) },
        opts,
    );
    // The address must confirm by mail before anything is sent to it.
    new aws.sns.TopicSubscription(
        "notices-owner",
        { topic: topic.arn, protocol: "email", endpoint: config.owner.email },
        opts,
    );
    return topic;
}
