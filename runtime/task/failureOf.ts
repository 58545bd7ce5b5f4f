/** An SDK error as the plain facts that `errorClassOf` judges. */

export interface CallFailure {
    readonly httpStatus?: number | undefined;
    readonly errorCode: string;
    readonly message: string;
}

/** Errors of the connection and of the SDK's own time limits (Node.js error codes, SDK v3 error names). */
const connectionErrors = new Set([
    "ECONNRESET",
    "ECONNREFUSED",
    "EPIPE",
    "ETIMEDOUT",
    "ENOTFOUND",
    "EAI_AGAIN",
    "TimeoutError",
    "AbortError",
    "NetworkingError",
]);

/** Undefined for an error that did not come from a call: a fault of ours, or a refusal of its input. */
export function failureOf(error: unknown): CallFailure | undefined {
    if (!(error instanceof Error)) return undefined;
    const { $metadata: metadata, code } = error as Error & {
        readonly $metadata?: { readonly httpStatusCode?: number };
        readonly code?: unknown;
    };
    const message = error.message;
    if (
        connectionErrors.has(error.name) ||
        (typeof code === "string" && connectionErrors.has(code))
    )
        return {
            errorCode: "RequestTimeout",
            message: `${typeof code === "string" ? code : error.name} ${message}`,
        };
    if (metadata === undefined) return undefined;
    return { httpStatus: metadata.httpStatusCode, errorCode: error.name, message };
}
