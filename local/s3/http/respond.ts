import type { HttpResponse } from "../../core/contracts";
import { xmlDocument, type XmlOut } from "./xmlWrite";

type Headers = Readonly<Record<string, string | undefined>>;

/** Headers without the undefined ones. */
export function present(headers: Headers): Record<string, string> {
    return Object.fromEntries(
        Object.entries(headers).filter(
            (entry): entry is [string, string] => entry[1] !== undefined,
        ),
    );
}

export function xmlAnswer(root: XmlOut, headers: Headers = {}): HttpResponse {
    return {
        status: 200,
        headers: { "content-type": "application/xml", ...present(headers) },
        body: xmlDocument(root),
    };
}

export function emptyAnswer(status = 200, headers: Headers = {}): HttpResponse {
    return { status, headers: present(headers) };
}
