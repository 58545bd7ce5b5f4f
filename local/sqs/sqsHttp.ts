import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    type World,
} from "../core/contracts";
import { refusal, refuseUnknownFields } from "../logs/refusal";
import { md5Hex, type SqsService } from "./sqsService";

type Input = Readonly<Record<string, unknown>>;

/** The members of each operation that are understood; any other is refused by name. */
const operations: Readonly<
    Record<
        string,
        {
            readonly members: readonly string[];
            run(sqs: SqsService, ctx: CallContext, input: Input): unknown;
        }
    >
> = {
    SendMessage: {
        members: ["QueueUrl", "MessageBody", "DelaySeconds", "MessageAttributes"],
        run(sqs, ctx, input) {
            const body = text(input, "MessageBody");
            const attributes = stringAttributes(input["MessageAttributes"]);
            const MessageId = sqs.sendMessage(
                ctx,
                queue(sqs, input),
                body,
                attributes,
                optionalNumber(input, "DelaySeconds"),
            );
            return {
                MessageId,
                MD5OfMessageBody: md5Hex(body),
                ...(Object.keys(attributes).length === 0
                    ? {}
                    : { MD5OfMessageAttributes: md5OfAttributes(attributes) }),
            };
        },
    },
    ReceiveMessage: {
        members: [
            ...["QueueUrl", "MaxNumberOfMessages", "VisibilityTimeout", "WaitTimeSeconds"],
            ...["AttributeNames", "MessageAttributeNames", "MessageSystemAttributeNames"],
        ],
        run(sqs, ctx, input) {
            // WaitTimeSeconds: an empty queue answers at once, because virtual time does not pass during a call.
            const received = sqs.receiveMessages(
                ctx,
                queue(sqs, input),
                optionalNumber(input, "MaxNumberOfMessages"),
                optionalNumber(input, "VisibilityTimeout"),
            );
            if (received.length === 0) return {};
            return {
                Messages: received.map((message) => ({
                    MessageId: message.id,
                    ReceiptHandle: message.receiptHandle,
                    MD5OfBody: md5Hex(message.body),
                    Body: message.body,
                    Attributes: {
                        SentTimestamp: String(message.sentAt),
                        ApproximateReceiveCount: String(message.receiveCount),
                    },
                    MessageAttributes: Object.fromEntries(
                        Object.entries(message.attributes).map(([name, StringValue]) => [
                            name,
                            { DataType: "String", StringValue },
                        ]),
                    ),
                })),
            };
        },
    },
    DeleteMessage: {
        members: ["QueueUrl", "ReceiptHandle"],
        run(sqs, ctx, input) {
            sqs.deleteMessage(ctx, queue(sqs, input), text(input, "ReceiptHandle"));
            return {};
        },
    },
    GetQueueAttributes: {
        members: ["QueueUrl", "AttributeNames"],
        run(sqs, ctx, input) {
            const wanted = input["AttributeNames"];
            const names: readonly unknown[] = Array.isArray(wanted) ? wanted : [];
            const all = Object.entries(sqs.attributes(ctx, queue(sqs, input)));
            const chosen = all.filter(([name]) => names.includes("All") || names.includes(name));
            return { Attributes: Object.fromEntries(chosen) };
        },
    },
};

/** SQS over the AWS JSON 1.0 protocol: SendMessage, ReceiveMessage, DeleteMessage, GetQueueAttributes. */
export function handleSqs(
    world: World,
    sqs: SqsService,
    request: HttpRequest,
    ctx: CallContext,
): HttpResponse {
    try {
        const target = request.headers["x-amz-target"] ?? "";
        const name = target.startsWith("AmazonSQS.") ? target.slice("AmazonSQS.".length) : "";
        const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
        if (operation === undefined) {
            const what = name === "" ? `${request.method} ${request.path} ${target}` : name;
            throw refusal(world, `SQS ${what.trim()}`);
        }
        const input = parsed(request.body);
        refuseUnknownFields(world, `SQS ${name}`, input, operation.members);
        return respond(ctx, 200, operation.run(sqs, ctx, input));
    } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        return respond(
            ctx,
            error.status,
            { __type: `com.amazonaws.sqs#${error.code}`, message: error.message },
            { "x-amzn-query-error": `${error.code};${error.status < 500 ? "Sender" : "Receiver"}` },
        );
    }
}

function respond(
    ctx: CallContext,
    status: number,
    body: unknown,
    headers: Record<string, string> = {},
): HttpResponse {
    return {
        status,
        headers: {
            "content-type": "application/x-amz-json-1.0",
            "x-amzn-requestid": ctx.requestId,
            ...headers,
        },
        body: JSON.stringify(body),
    };
}

function parsed(body: Buffer): Input {
    try {
        const value: unknown = JSON.parse(body.toString("utf8"));
        if (typeof value === "object" && value !== null && !Array.isArray(value)) {
            return value as Input;
        }
    } catch {
        // Reported below, like any other body that is not an object.
    }
    throw new AwsError("SerializationException", 400, "body: must be a JSON object");
}

function text(input: Input, member: string): string {
    const value = input[member];
    if (typeof value === "string") return value;
    throw new AwsError("MissingParameter", 400, `${member}: must be a string, got ${typeof value}`);
}

function optionalNumber(input: Input, member: string): number | undefined {
    const value = input[member];
    if (value === undefined || typeof value === "number") return value;
    throw new AwsError(
        "InvalidParameterValue",
        400,
        `${member}: must be a number, got ${typeof value}`,
    );
}

const queue = (sqs: SqsService, input: Input): string => sqs.arnOfUrl(text(input, "QueueUrl"));

function stringAttributes(value: unknown): Record<string, string> {
    const attributes: Record<string, string> = {};
    for (const [name, attribute] of Object.entries(value ?? {})) {
        const { DataType: type, StringValue: content } = attribute as Record<string, unknown>;
        if (type !== "String" || typeof content !== "string") {
            throw new AwsError(
                "InvalidParameterValue",
                400,
                `MessageAttributes.${name}: only DataType String is supported, got "${String(type)}"`,
            );
        }
        attributes[name] = content;
    }
    return attributes;
}

/** SQS Developer Guide, "Calculating the MD5 message digest for message attributes". */
function md5OfAttributes(attributes: Readonly<Record<string, string>>): string {
    const parts: Buffer[] = [];
    const push = (value: string): void => {
        const bytes = Buffer.from(value);
        const length = Buffer.alloc(4);
        length.writeUInt32BE(bytes.length);
        parts.push(length, bytes);
    };
    for (const name of Object.keys(attributes).sort()) {
        push(name);
        push("String");
        parts.push(Buffer.from([1]));
        push(attributes[name] ?? "");
    }
    return md5Hex(Buffer.concat(parts));
}
