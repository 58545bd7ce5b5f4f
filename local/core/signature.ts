import { createHash, createHmac } from "node:crypto";

/** What an Authorization header of Signature Version 4 says. */
export interface SignedBy {
    readonly accessKeyId: string;
    readonly date: string;
    readonly region: string;
    readonly service: string;
    readonly signedHeaders: readonly string[];
    readonly signature: string;
}

/** The parts of a request that a signature covers. */
export interface SignedRequest {
    readonly method: string;
    readonly rawPath: string;
    readonly rawQuery: string;
    readonly headers: Readonly<Record<string, string>>;
    /** Value of x-amz-content-sha256, or the hash of the body for services that do not send it. */
    readonly payloadHash: string;
}

const algorithm = "AWS4-HMAC-SHA256";

export const sha256Hex = (data: string | Buffer): string =>
    createHash("sha256").update(data).digest("hex");

const hmac = (key: string | Buffer, data: string): Buffer =>
    createHmac("sha256", key).update(data).digest();

/** Reads an Authorization header; undefined when it is not a well-formed Signature Version 4. */
export function parseAuthorization(header: string): SignedBy | undefined {
    if (!header.startsWith(`${algorithm} `)) return undefined;
    const fields = new Map(
        header
            .slice(algorithm.length + 1)
            .split(",")
            .map((field) => {
                const at = field.indexOf("=");
                return [field.slice(0, at).trim(), field.slice(at + 1).trim()];
            }),
    );
    const [accessKeyId, date, region, service, end, ...rest] = (
        fields.get("Credential") ?? ""
    ).split("/");
    const signedHeaders = (fields.get("SignedHeaders") ?? "").split(";");
    const signature = fields.get("Signature");
    if (
        accessKeyId === undefined ||
        date === undefined ||
        region === undefined ||
        service === undefined ||
        end !== "aws4_request" ||
        rest.length > 0 ||
        !signedHeaders.includes("host") ||
        signature === undefined
    ) {
        return undefined;
    }
    return { accessKeyId, date, region, service, signedHeaders, signature };
}

export const scopeOf = ({ date, region, service }: SignedBy): string =>
    `${date}/${region}/${service}/aws4_request`;

/** The key that signs requests and chunks of one scope. */
export function signingKey(secretAccessKey: string, signed: SignedBy): Buffer {
    const dated = hmac(`AWS4${secretAccessKey}`, signed.date);
    return hmac(hmac(hmac(dated, signed.region), signed.service), "aws4_request");
}

/** Hex signature of a string to sign. */
export const sign = (key: Buffer, stringToSign: string): string =>
    createHmac("sha256", key).update(stringToSign).digest("hex");

/**
 * Whether the request was signed with the secret (IAM User Guide, "Create a signed AWS API request"). S3 signs the
 * path once encoded, all other services twice; clients differ in which harmless characters they encode, so an S3 path
 * is tried as sent and as re-encoded.
 */
export function isSignedWith(
    request: SignedRequest,
    signed: SignedBy,
    secretAccessKey: string,
): boolean {
    const key = signingKey(secretAccessKey, signed);
    const paths =
        signed.service === "s3"
            ? [request.rawPath, eachSegment(request.rawPath, (part) => encode(decoded(part)))]
            : [eachSegment(request.rawPath, encode)];
    return paths.some((path) => {
        const stringToSign = [
            algorithm,
            request.headers["x-amz-date"] ?? "",
            scopeOf(signed),
            sha256Hex(canonicalRequest(request, signed, path)),
        ].join("\n");
        return sign(key, stringToSign) === signed.signature;
    });
}

function canonicalRequest(request: SignedRequest, signed: SignedBy, path: string): string {
    const headers = signed.signedHeaders.map((name) => {
        // Node reads header bytes as Latin-1; clients sign them as UTF-8.
        const value = Buffer.from(request.headers[name] ?? "", "latin1").toString("utf8");
        return `${name}:${value.trim().replace(/ +/g, " ")}\n`;
    });
    return [
        request.method,
        path,
        canonicalQuery(request.rawQuery),
        headers.join(""),
        signed.signedHeaders.join(";"),
        request.payloadHash,
    ].join("\n");
}

function canonicalQuery(rawQuery: string): string {
    return rawQuery
        .split("&")
        .filter((pair) => pair !== "")
        .map((pair) => {
            const [name = "", ...value] = pair.split("=");
            return `${encode(decoded(name))}=${encode(decoded(value.join("=")))}`;
        })
        .sort((a, b) => (a < b ? -1 : 1))
        .join("&");
}

const eachSegment = (path: string, change: (segment: string) => string): string =>
    path.split("/").map(change).join("/");

/** RFC 3986 encoding, as Signature Version 4 asks for. */
const encode = (text: string): string =>
    encodeURIComponent(text).replace(
        /[!'()*]/g,
        (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
    );

function decoded(text: string): string {
    try {
        return decodeURIComponent(text);
    } catch {
        // Not valid UTF-8: it can only match as it was sent.
        return text;
    }
}
