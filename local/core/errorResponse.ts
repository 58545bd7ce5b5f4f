import type { AwsError, HttpResponse } from "./contracts";
import type { RequestRoute } from "./requestRoute";

/** Text made safe for XML elements. */
export function xmlText(text: string): string {
    return text.replace(/[<>&"\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** An error in the shape the service's clients expect; for errors before the service sees the request. */
export function errorResponse(
    route: RequestRoute,
    error: AwsError,
    requestId: string,
): HttpResponse {
    const fields =
        `<Code>${xmlText(error.code)}</Code><Message>${xmlText(error.message)}</Message>` +
        Object.entries(error.extra)
            .map(([name, value]) => `<${name}>${xmlText(value)}</${name}>`)
            .join("");
    const id = `<RequestId>${requestId}</RequestId>`;
    const xml = (body: string): HttpResponse => ({
        status: error.status,
        headers: { "content-type": "application/xml" },
        body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
    });
    switch (route.protocol) {
        case "s3":
            return xml(`<Error>${fields}${id}</Error>`);
        case "s3control":
            return xml(`<ErrorResponse><Error>${fields}</Error>${id}</ErrorResponse>`);
        case "query": {
            const type = error.status < 500 ? "Sender" : "Receiver";
            return xml(
                `<ErrorResponse><Error><Type>${type}</Type>${fields}</Error>${id}</ErrorResponse>`,
            );
        }
        case "json":
            return {
                status: error.status,
                headers: {
                    "content-type": "application/json",
                    "x-amzn-errortype": error.code,
                },
                body: JSON.stringify({ __type: error.code, message: error.message }),
            };
    }
}
