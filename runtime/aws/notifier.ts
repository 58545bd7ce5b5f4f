/** Notices to people, on the foundation's SNS topic. */
import { PublishCommand, type SNSClient } from "@aws-sdk/client-sns";

export interface Notifier {
    notify(subject: string, message: string): Promise<void>;
}

/** SNS API: a subject is ASCII without line breaks and under 100 characters; a message at most 256 KiB. */
const maxSubject = 99;
const maxMessageBytes = 250_000;

export function snsNotifier(sns: SNSClient, topicArn: string): Notifier {
    return {
        async notify(subject, message) {
            const text = Buffer.from(message);
            await sns.send(
                new PublishCommand({
                    TopicArn: topicArn,
                    Subject: subject.replace(/[^\x20-\x7e]/g, "?").slice(0, maxSubject),
                    Message:
                        text.length <= maxMessageBytes
                            ? message
                            : `${text.subarray(0, maxMessageBytes).toString("utf8")}\n(cut)`,
                }),
            );
        },
    };
}
