import { createHash } from "node:crypto";
import { dnsSuffix, queueArn } from "../../model/naming/arn";
import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    type SqsApi,
    type World,
} from "../core/contracts";
import { checkResourcePolicy } from "../iam/checkResourcePolicy";
import { refuseUnknownFields } from "../logs/refusal";
import { dropExpired, type Queue, type QueueMessage } from "./queue";
import { handleSqs } from "./sqsHttp";

/** Largest message with its attributes, in bytes (SQS quotas since August 2025: 1 MiB). */
const maxMessageBytes = 1_048_576;
/** SQS's defaults and ranges, in seconds. */
const retention = { default: 345_600, min: 60, max: 1_209_600 };
const visibility = { default: 30, min: 0, max: 43_200 };
const minute = 60_000;

/** Standard SQS queues: policies, CMK encryption, visibility timeouts, retention, and the depth metric. */
export class SqsService implements SqsApi {
    readonly #world: World;
    /** By ARN. */
    readonly #queues = new Map<string, Queue>();

    constructor(world: World) {
        this.#world = world;
    }

    createQueue(
        account: string,
        queue: Parameters<SqsApi["createQueue"]>[1],
    ): { arn: string; url: string } {
        const { name } = queue;
        refuseUnknownFields(this.#world, `queue ${name}`, queue, [
            ...["name", "kmsKeyId", "policy", "retentionSeconds", "visibilityTimeoutSeconds"],
        ]);
        if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
            throw invalid(`queue name: must be 1-80 letters, digits, - or _, got "${name}"`);
        }
        const retentionSeconds = queue.retentionSeconds ?? retention.default;
        const visibilityTimeoutSeconds = queue.visibilityTimeoutSeconds ?? visibility.default;
        checkRange(name, "retentionSeconds", retentionSeconds, retention);
        checkRange(name, "visibilityTimeoutSeconds", visibilityTimeoutSeconds, visibility);
        const { partition, region, clock } = this.#world;
        const arn = queueArn({ partition, region, account }, name);
        const url = `https://sqs.${region}.${dnsSuffix(partition)}/${account}/${name}`;
        if (this.#queues.has(arn)) {
            throw new AwsError("QueueNameExists", 400, `queue ${name} already exists`);
        }
        this.#queues.set(arn, {
            ...{ name, account, arn, url, retentionSeconds, visibilityTimeoutSeconds },
            kmsKeyId: queue.kmsKeyId,
            createdAt: clock.now(),
            policy: this.#checkedPolicy(name, queue.policy),
            messages: [],
        });
        return { arn, url };
    }

    setPolicy(arn: string, policy: unknown): void {
        const queue = this.#queue(arn);
        queue.policy = this.#checkedPolicy(queue.name, policy);
    }

    deleteQueue(arn: string): void {
        this.#queue(arn).cancelTick?.();
        this.#queues.delete(arn);
    }

    /** Needs sqs:SendMessage and, on an encrypted queue, kms:GenerateDataKey and kms:Decrypt; answers the message id. */
    sendMessage(
        ctx: CallContext,
        arn: string,
        body: string,
        attributes: Record<string, string> = {},
        delaySeconds = 0,
    ): string {
        const queue = this.#queue(arn);
        this.#authorize(ctx, queue, "sqs:SendMessage");
        const texts = [body, ...Object.entries(attributes).flat()];
        const bytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
        if (body === "") throw invalid("MessageBody: must not be empty");
        if (bytes > maxMessageBytes) {
            throw invalid(
                `message to ${queue.name}: must be at most ${maxMessageBytes} bytes, got ${bytes}`,
            );
        }
        checkRange(queue.name, "DelaySeconds", delaySeconds, { min: 0, max: 900 });
        this.#useKey(ctx, queue, ["kms:GenerateDataKey", "kms:Decrypt"]);
        const now = this.#world.clock.now();
        const id = this.#world.ids.uuid();
        queue.messages.push({
            ...{ id, body, attributes: { ...attributes }, sentAt: now, receiveCount: 0 },
            visibleAt: now + delaySeconds * 1000,
        });
        this.#tick(queue);
        return id;
    }

    /** Visible messages, oldest first; each stays invisible for the visibility timeout. */
    receiveMessages(
        ctx: CallContext,
        arn: string,
        maxMessages = 1,
        visibilityTimeoutSeconds?: number,
    ): readonly QueueMessage[] {
        const queue = this.#queue(arn);
        this.#authorize(ctx, queue, "sqs:ReceiveMessage");
        checkRange(queue.name, "MaxNumberOfMessages", maxMessages, { min: 1, max: 10 });
        const timeout = visibilityTimeoutSeconds ?? queue.visibilityTimeoutSeconds;
        checkRange(queue.name, "VisibilityTimeout", timeout, visibility);
        const now = this.#world.clock.now();
        dropExpired(queue, now);
        const visible = queue.messages.filter((message) => message.visibleAt <= now);
        if (visible.length === 0) return [];
        this.#useKey(ctx, queue, ["kms:Decrypt"]);
        return visible.slice(0, maxMessages).map((message) => {
            message.visibleAt = now + timeout * 1000;
            message.receiveCount += 1;
            message.receiptHandle = this.#world.ids.hex(64);
            return message;
        });
    }

    deleteMessage(ctx: CallContext, arn: string, receiptHandle: string): void {
        const queue = this.#queue(arn);
        this.#authorize(ctx, queue, "sqs:DeleteMessage");
        queue.messages = queue.messages.filter((one) => one.receiptHandle !== receiptHandle);
    }

    /** Every attribute of GetQueueAttributes that this queue has. */
    attributes(ctx: CallContext, arn: string): Record<string, string> {
        const queue = this.#queue(arn);
        this.#authorize(ctx, queue, "sqs:GetQueueAttributes");
        const now = this.#world.clock.now();
        dropExpired(queue, now);
        const visible = queue.messages.filter(({ visibleAt }) => visibleAt <= now).length;
        const delayed = queue.messages.filter(
            ({ visibleAt, receiveCount }) => visibleAt > now && receiveCount === 0,
        ).length;
        return {
            ApproximateNumberOfMessages: String(visible),
            ApproximateNumberOfMessagesDelayed: String(delayed),
            ApproximateNumberOfMessagesNotVisible: String(
                queue.messages.length - visible - delayed,
            ),
            CreatedTimestamp: String(Math.floor(queue.createdAt / 1000)),
            MessageRetentionPeriod: String(queue.retentionSeconds),
            VisibilityTimeout: String(queue.visibilityTimeoutSeconds),
            MaximumMessageSize: String(maxMessageBytes),
            QueueArn: queue.arn,
            ...(queue.kmsKeyId === undefined ? {} : { KmsMasterKeyId: queue.kmsKeyId }),
            ...(queue.policy === undefined
                ? {}
                : {
                      Policy: JSON.stringify(queue.policy),
                  }),
        };
    }

    messages(
        arn: string,
    ): readonly { body: string; attributes: Readonly<Record<string, string>>; sentAt: Date }[] {
        const queue = this.#queue(arn);
        dropExpired(queue, this.#world.clock.now());
        return queue.messages.map(({ body, attributes, sentAt }) => ({
            body,
            attributes,
            sentAt: new Date(sentAt),
        }));
    }

    /** ARN of the queue with this URL; only its path counts, so that a local endpoint's URL works too. */
    arnOfUrl(url: string): string {
        const found = [...this.#queues.values()].find(
            (queue) => new URL(queue.url).pathname === URL.parse(url)?.pathname,
        );
        if (found === undefined) throw nonExistent(url);
        return found.arn;
    }

    handle(request: HttpRequest, ctx: CallContext): Promise<HttpResponse> {
        return Promise.resolve(handleSqs(this.#world, this, request, ctx));
    }

    #queue(arn: string): Queue {
        const queue = this.#queues.get(arn);
        if (queue === undefined) throw nonExistent(arn);
        return queue;
    }

    #authorize(ctx: CallContext, queue: Queue, action: string): void {
        const { policy } = queue;
        const name = `queue policy of ${queue.name}`;
        this.#world.authorize(ctx, {
            action,
            resource: queue.arn,
            resourceAccount: queue.account,
            resourcePolicies: policy === undefined ? [] : [{ name, document: policy }],
        });
    }

    #checkedPolicy(name: string, policy: unknown): object | undefined {
        if (policy === undefined) return undefined;
        const where = `queue policy of ${name}`;
        return checkResourcePolicy(this.#world, policy, where, "InvalidAttributeValue");
    }

    #useKey(
        ctx: CallContext,
        queue: Queue,
        actions: readonly ("kms:GenerateDataKey" | "kms:Decrypt")[],
    ): void {
        if (queue.kmsKeyId === undefined) return;
        const key = this.#world.kms.resolve(queue.account, queue.kmsKeyId);
        if (key === undefined) {
            const why = `key ${queue.kmsKeyId} of queue ${queue.name} does not exist`;
            throw new AwsError("KmsNotFound", 400, why);
        }
        const viaService = `sqs.${this.#world.region}.${dnsSuffix(this.#world.partition)}`;
        for (const action of actions) {
            const encryptionContext = { "aws:sqs:arn": queue.arn };
            this.#world.kms.use({ ...ctx, viaService }, key.arn, action, encryptionContext);
        }
    }

    /** The depth metric, each minute for as long as anything is in the queue, and once more when it is empty again. */
    #tick(queue: Queue): void {
        if (queue.cancelTick !== undefined) return;
        const { clock, cloudwatch } = this.#world;
        const at = (Math.floor(clock.now() / minute) + 1) * minute;
        queue.cancelTick = clock.at(at, `depth of queue ${queue.name}`, () => {
            queue.cancelTick = undefined;
            dropExpired(queue, clock.now());
            cloudwatch.putMetric(queue.account, {
                namespace: "AWS/SQS",
                name: "ApproximateNumberOfMessagesVisible",
                dimensions: { QueueName: queue.name },
                value: queue.messages.filter(({ visibleAt }) => visibleAt <= clock.now()).length,
                at: clock.now(),
                unit: "Count",
            });
            if (queue.messages.length > 0) this.#tick(queue);
        });
    }
}

/** Hex MD5, which SQS answers for bodies and which SDK clients compare. */
export const md5Hex = (text: string | Buffer): string =>
    createHash("md5").update(text).digest("hex");

const invalid = (message: string): AwsError => new AwsError("InvalidParameterValue", 400, message);

const nonExistent = (queue: string): AwsError =>
    new AwsError("QueueDoesNotExist", 400, `The specified queue does not exist: ${queue}`);

function checkRange(
    queue: string,
    field: string,
    value: number,
    range: { min: number; max: number },
): void {
    if (Number.isInteger(value) && value >= range.min && value <= range.max) return;
    throw invalid(
        `queue ${queue}: ${field}: must be a whole number from ${range.min} to ${range.max}, got ${value}`,
    );
}
