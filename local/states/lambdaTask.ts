import { AwsError, type CallContext, NotImplemented, type World } from "../core/contracts";
import { isRecord, type Json } from "./jsonValue";
import { StatesFailure } from "./statesFailure";

/**
 * lambda:invoke, the optimised integration (Developer Guide, "Invoke an AWS Lambda function"): the answer with its
 * metadata; a function's error under its own errorType, with the whole error as the cause.
 */
export async function invokeWithMetadata(
    world: World,
    ctx: CallContext,
    parameters: Json,
): Promise<Json> {
    const given = isRecord(parameters) ? parameters : {};
    const { FunctionName: name, Payload: payload, InvocationType, Qualifier } = given;
    if (typeof name !== "string") {
        throw new StatesFailure("States.Runtime", "FunctionName: must be a string");
    }
    const target = typeof Qualifier === "string" ? `${name}:${Qualifier}` : name;
    const type = InvocationType ?? "RequestResponse";
    if (type === "Event") {
        await called(() => world.lambda.invokeAsync(ctx, target, payload ?? {}));
        return withMetadata(202, ctx.requestId, {}, {});
    }
    if (type !== "RequestResponse") {
        throw new NotImplemented(`lambda:invoke InvocationType ${JSON.stringify(type)}`);
    }
    const answer = await invokeFunction(world, ctx, target, payload ?? {});
    return withMetadata(
        200,
        answer.requestId,
        { ExecutedVersion: answer.executedVersion ?? "$LATEST", Payload: answer.payload },
        { "X-Amz-Executed-Version": answer.executedVersion ?? "$LATEST" },
    );
}

/** The function's answer. @throws StatesFailure for its errors and for Lambda's */
export async function invokeFunction(
    world: World,
    ctx: CallContext,
    target: string,
    payload: Json,
): Promise<{ payload: Json; requestId: string; executedVersion: string | undefined }> {
    const answer = await called(() => world.lambda.invoke(ctx, target, payload));
    if (answer.functionError !== undefined) {
        const body = answer.payload;
        const type = isRecord(body) ? body["errorType"] : undefined;
        throw new StatesFailure(
            typeof type === "string" && type !== "" ? type : "Lambda.Unknown",
            JSON.stringify(body),
        );
    }
    const { requestId, executedVersion } = answer;
    return { payload: answer.payload as Json, requestId, executedVersion };
}

/** Lambda's own errors as the integration names them: modelled ones after "Lambda.", a refusal as AWSLambdaException. */
async function called<T>(call: () => Promise<T>): Promise<T> {
    try {
        return await call();
    } catch (error) {
        if (!(error instanceof AwsError) || error instanceof NotImplemented) throw error;
        const code = error.code === "AccessDenied" ? "AccessDeniedException" : error.code;
        const reason = `${error.message} (Service: AWSLambda; Status Code: ${error.status}; Error Code: ${code})`;
        if (code === "AccessDeniedException") {
            throw new StatesFailure("Lambda.AWSLambdaException", reason);
        }
        throw new StatesFailure(
            error.status >= 500 ? "Lambda.ServiceException" : `Lambda.${code}`,
            reason,
        );
    }
}

function withMetadata(
    status: number,
    requestId: string,
    members: Readonly<Record<string, Json>>,
    headers: Readonly<Record<string, string>>,
): Json {
    const httpHeaders: Readonly<Record<string, string>> = {
        "x-amzn-RequestId": requestId,
        "Content-Type": "application/json",
        ...headers,
    };
    const all = Object.entries(httpHeaders).map(([name, value]): [string, Json] => [name, [value]]);
    return {
        ...members,
        SdkHttpMetadata: {
            AllHttpHeaders: Object.fromEntries(all),
            HttpHeaders: httpHeaders,
            HttpStatusCode: status,
        },
        SdkResponseMetadata: { RequestId: requestId },
        StatusCode: status,
    };
}
