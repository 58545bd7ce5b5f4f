/** How a service's answers look. */
export type Protocol = "s3" | "s3control" | "query" | "json";

/** The service a request is for. */
export interface RequestRoute {
    /** Signing name, with S3 Control apart: "s3", "s3control", "sts", "sns", "sqs", "lambda", … */
    readonly service: string;
    readonly protocol: Protocol;
}

const queryServices = ["sts", "sns", "iam", "cloudformation"];

/**
 * Routes by the service in the credential scope. S3 Control signs as "s3" and is known by its path and its account
 * header; unsigned requests can only be for S3.
 */
export function requestRoute(
    signedService: string | undefined,
    rawPath: string,
    headers: Readonly<Record<string, string>>,
): RequestRoute {
    const service = signedService ?? "s3";
    if (service === "s3") {
        const control =
            rawPath.startsWith("/v20180820/") && headers["x-amz-account-id"] !== undefined;
        return control
            ? { service: "s3control", protocol: "s3control" }
            : { service, protocol: "s3" };
    }
    return { service, protocol: queryServices.includes(service) ? "query" : "json" };
}
