/** A message of a queue. Times are milliseconds of virtual time. */
export interface QueueMessage {
    readonly id: string;
    readonly body: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly sentAt: number;
    visibleAt: number;
    receiveCount: number;
    receiptHandle?: string | undefined;
}

/** A standard SQS queue's state. */
export interface Queue {
    readonly name: string;
    readonly account: string;
    readonly arn: string;
    readonly url: string;
    readonly kmsKeyId: string | undefined;
    readonly retentionSeconds: number;
    readonly visibilityTimeoutSeconds: number;
    readonly createdAt: number;
    policy: object | undefined;
    messages: QueueMessage[];
    /** Cancels the metric tick that is to come. */
    cancelTick?: (() => void) | undefined;
}

/** Removes what is older than the queue keeps messages. */
export function dropExpired(queue: Queue, now: number): void {
    const oldest = now - queue.retentionSeconds * 1000;
    if (queue.messages.some(({ sentAt }) => sentAt <= oldest)) {
        queue.messages = queue.messages.filter(({ sentAt }) => sentAt > oldest);
    }
}
