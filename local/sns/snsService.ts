import { dnsSuffix, topicArn } from "../../model/naming/arn";
import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    type SnsApi,
    type World,
} from "../core/contracts";
import { checkResourcePolicy } from "../iam/checkResourcePolicy";
import { refusal, refuseUnknownFields } from "../logs/refusal";
import { handleSns } from "./snsHttp";

interface Published {
    readonly messageId: string;
    readonly subject?: string | undefined;
    readonly body: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly at: Date;
}

/** What became of one message at one subscription. An e-mail counts as delivered when it is recorded here. */
export interface SnsDelivery {
    readonly subscriptionArn: string;
    readonly protocol: string;
    readonly endpoint: string;
    readonly messageId: string;
    /** "<code>: <message>" when the endpoint refused it. */
    readonly failure?: string | undefined;
}

interface Topic {
    readonly name: string;
    readonly account: string;
    readonly arn: string;
    readonly kmsKeyId: string | undefined;
    policy: object | undefined;
    readonly subscriptions: { arn: string; protocol: string; endpoint: string }[];
    readonly published: Published[];
    readonly deliveries: SnsDelivery[];
}

/** SNS's limits: a message of 256 KiB, a subject of 100 characters of printable ASCII that begins with no space. */
const maxMessageBytes = 262_144;
const subjectForm = /^[!-~][ -~]{0,99}$/;

/** Standard SNS topics: policies, CMK encryption, SQS and e-mail subscriptions. */
export class SnsService implements SnsApi {
    readonly #world: World;
    /** By ARN. */
    readonly #topics = new Map<string, Topic>();

    constructor(world: World) {
        this.#world = world;
    }

    createTopic(
        account: string,
        topic: { name: string; kmsKeyId?: string; policy?: unknown },
    ): { arn: string } {
        refuseUnknownFields(this.#world, `topic ${topic.name}`, topic, [
            ...["name", "kmsKeyId", "policy"],
        ]);
        if (!/^[A-Za-z0-9_-]{1,256}$/.test(topic.name)) {
            throw invalid(`topic name: must be 1-256 letters, digits, - or _, got "${topic.name}"`);
        }
        const { partition, region } = this.#world;
        const arn = topicArn({ partition, region, account }, topic.name);
        if (!this.#topics.has(arn)) {
            this.#topics.set(arn, {
                ...{ name: topic.name, account, arn, kmsKeyId: topic.kmsKeyId },
                policy: this.#checkedPolicy(topic.name, topic.policy),
                ...{ subscriptions: [], published: [], deliveries: [] },
            });
        }
        return { arn };
    }

    setPolicy(arn: string, policy: unknown): void {
        const topic = this.#topic(arn);
        topic.policy = this.#checkedPolicy(topic.name, policy);
    }

    deleteTopic(arn: string): void {
        this.#topics.delete(arn);
    }

    subscribe(arn: string, protocol: string, endpoint: string): { arn: string } {
        const topic = this.#topic(arn);
        if (protocol !== "sqs" && protocol !== "email") {
            throw refusal(this.#world, `SNS subscription protocol ${protocol}`);
        }
        const same = topic.subscriptions.find(
            (one) => one.protocol === protocol && one.endpoint === endpoint,
        );
        if (same !== undefined) return { arn: same.arn };
        const subscription = { arn: `${arn}:${this.#world.ids.uuid()}`, protocol, endpoint };
        topic.subscriptions.push(subscription);
        return { arn: subscription.arn };
    }

    /** Needs sns:Publish and, on an encrypted topic, kms:GenerateDataKey and kms:Decrypt; answers the message id. */
    publish(
        ctx: CallContext,
        arn: string,
        message: { subject?: string; body: string; attributes?: Record<string, string> },
    ): string {
        const topic = this.#topic(arn);
        const { policy } = topic;
        this.#world.authorize(ctx, {
            action: "sns:Publish",
            resource: arn,
            resourceAccount: topic.account,
            resourcePolicies:
                policy === undefined
                    ? []
                    : [{ name: `topic policy of ${topic.name}`, document: policy }],
        });
        const { subject, body, attributes = {} } = message;
        if (subject !== undefined && !subjectForm.test(subject)) {
            throw invalid(
                `Subject: must be 1-100 printable ASCII characters, not beginning with a space, got "${subject}"`,
            );
        }
        const bytes = Buffer.byteLength(body);
        if (bytes === 0 || bytes > maxMessageBytes) {
            throw invalid(`Message: must be 1 to ${maxMessageBytes} bytes, got ${bytes}`);
        }
        this.#useKey(ctx, topic);
        const messageId = this.#world.ids.uuid();
        const at = this.#world.clock.date();
        const published: Published = { messageId, subject, body, attributes, at };
        topic.published.push(published);
        for (const { arn: subscriptionArn, protocol, endpoint } of topic.subscriptions) {
            const failure =
                protocol === "sqs" ? this.#toQueue(topic, endpoint, published) : undefined;
            topic.deliveries.push({ subscriptionArn, protocol, endpoint, messageId, failure });
        }
        return messageId;
    }

    published(arn: string): readonly Published[] {
        return [...this.#topic(arn).published];
    }

    deliveries(arn: string): readonly SnsDelivery[] {
        return [...this.#topic(arn).deliveries];
    }

    handle(request: HttpRequest, ctx: CallContext): Promise<HttpResponse> {
        return Promise.resolve(handleSns(this.#world, this, request, ctx));
    }

    #topic(arn: string): Topic {
        const topic = this.#topics.get(arn);
        if (topic === undefined)
            throw new AwsError("NotFound", 404, `Topic does not exist: ${arn}`);
        return topic;
    }

    #checkedPolicy(name: string, policy: unknown): object | undefined {
        if (policy === undefined) return undefined;
        const where = `topic policy of ${name}`;
        return checkResourcePolicy(this.#world, policy, where, "InvalidParameter");
    }

    #useKey(ctx: CallContext, topic: Topic): void {
        if (topic.kmsKeyId === undefined) return;
        const key = this.#world.kms.resolve(topic.account, topic.kmsKeyId);
        if (key === undefined) {
            const why = `key ${topic.kmsKeyId} of topic ${topic.name} does not exist`;
            throw new AwsError("KMSNotFound", 400, why);
        }
        const via = {
            ...ctx,
            viaService: `sns.${this.#world.region}.${dnsSuffix(this.#world.partition)}`,
        };
        const encryptionContext = { "aws:sns:topicArn": topic.arn };
        this.#world.kms.use(via, key.arn, "kms:GenerateDataKey", encryptionContext);
        this.#world.kms.use(via, key.arn, "kms:Decrypt", encryptionContext);
    }

    #toQueue(topic: Topic, queueArn: string, message: Published): string | undefined {
        const ctx = this.#world.serviceContext("sns.amazonaws.com", {
            arn: topic.arn,
            account: topic.account,
        });
        const body = JSON.stringify({
            Type: "Notification",
            MessageId: message.messageId,
            TopicArn: topic.arn,
            Subject: message.subject,
            Message: message.body,
            Timestamp: message.at.toISOString(),
        });
        try {
            this.#world.sqs.sendMessage(ctx, queueArn, body);
            return undefined;
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            return `${error.code}: ${error.message}`;
        }
    }
}

const invalid = (message: string): AwsError => new AwsError("InvalidParameter", 400, message);
