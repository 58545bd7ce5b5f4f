import {
    AwsError,
    type CallContext,
    type HttpRequest,
    type HttpResponse,
    type World,
} from "../core/contracts";
import { refusal } from "../logs/refusal";
import type { SnsService } from "./snsService";

const namespace = "http://sns.amazonaws.com/doc/2010-03-31/";

/** SNS over the AWS query protocol: Publish, with the members Subject, Message and MessageAttributes. */
export function handleSns(
    world: World,
    sns: SnsService,
    request: HttpRequest,
    ctx: CallContext,
): HttpResponse {
    try {
        const form = new URLSearchParams(request.body.toString("utf8"));
        const action = form.get("Action") ?? `${request.method} ${request.path}`;
        if (action !== "Publish") throw refusal(world, `SNS ${action}`);
        const { topicArn, message } = publishInput(world, form);
        const messageId = sns.publish(ctx, topicArn, message);
        return xml(
            200,
            ctx,
            `<PublishResponse xmlns="${namespace}"><PublishResult><MessageId>${messageId}</MessageId></PublishResult>` +
                `<ResponseMetadata><RequestId>${ctx.requestId}</RequestId></ResponseMetadata></PublishResponse>`,
        );
    } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        // SNS's own names, which differ from the shared ones (API Reference, Publish, Errors).
        const code = error.code === "AccessDenied" ? "AuthorizationError" : error.code;
        const type = error.status < 500 ? "Sender" : "Receiver";
        return xml(
            error.status,
            ctx,
            `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type><Code>${escaped(code)}</Code>` +
                `<Message>${escaped(error.message)}</Message></Error><RequestId>${ctx.requestId}</RequestId></ErrorResponse>`,
        );
    }
}

function publishInput(
    world: World,
    form: URLSearchParams,
): {
    topicArn: string;
    message: { subject?: string; body: string; attributes: Record<string, string> };
} {
    const names = new Map<string, string>();
    const values = new Map<string, string>();
    for (const [member, value] of form) {
        if (["Action", "Version", "TopicArn", "Message", "Subject"].includes(member)) continue;
        const entry =
            /^MessageAttributes\.entry\.(\d+)\.(Name|Value\.DataType|Value\.StringValue)$/;
        const [, index, part] = entry.exec(member) ?? [];
        if (index === undefined || (part === "Value.DataType" && value !== "String")) {
            throw refusal(world, `SNS Publish: ${member}=${value.slice(0, 40)}`);
        }
        if (part === "Name") names.set(index, value);
        if (part === "Value.StringValue") values.set(index, value);
    }
    const attributes = Object.fromEntries(
        [...names].map(([index, name]) => [name, values.get(index) ?? ""]),
    );
    const [topicArn, body, subject] = [
        form.get("TopicArn"),
        form.get("Message"),
        form.get("Subject"),
    ];
    if (topicArn === null || body === null) {
        const missing = topicArn === null ? "TopicArn" : "Message";
        throw new AwsError("InvalidParameter", 400, `${missing}: must be given`);
    }
    return {
        topicArn,
        message: subject === null ? { body, attributes } : { subject, body, attributes },
    };
}

const escaped = (text: string): string =>
    text.replace(
        /[&<>"]/g,
        (character) =>
            ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character] ?? character,
    );

function xml(status: number, ctx: CallContext, body: string): HttpResponse {
    return {
        status,
        headers: { "content-type": "text/xml", "x-amzn-requestid": ctx.requestId },
        body,
    };
}
