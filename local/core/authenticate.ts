import { AwsError, NotImplemented, type Session, type World } from "./contracts";
import type { RequestRoute } from "./requestRoute";
import { isSignedWith, type SignedBy, type SignedRequest } from "./signature";

/** Error codes of authentication differ by protocol (S3 Error responses; "Common errors" of each other API). */
const codes = {
    unknownKey: {
        s3: "InvalidAccessKeyId",
        query: "InvalidClientTokenId",
        json: "UnrecognizedClientException",
    },
    badToken: {
        s3: "InvalidToken",
        query: "InvalidClientTokenId",
        json: "UnrecognizedClientException",
    },
    expired: { s3: "ExpiredToken", query: "ExpiredToken", json: "ExpiredTokenException" },
    badSignature: {
        s3: "SignatureDoesNotMatch",
        query: "SignatureDoesNotMatch",
        json: "InvalidSignatureException",
    },
    badRegion: {
        s3: "AuthorizationHeaderMalformed",
        query: "SignatureDoesNotMatch",
        json: "InvalidSignatureException",
    },
} as const;

/**
 * The session that signed a request.
 * @throws AwsError when the key is unknown, the secret or token wrong, the session expired in virtual time, or the
 * Region not this world's
 */
export function authenticate(
    world: World,
    route: RequestRoute,
    request: SignedRequest,
    signed: SignedBy,
): Session {
    const protocol = route.protocol === "s3control" ? "s3" : route.protocol;
    const fail = (kind: keyof typeof codes, status: number, message: string): AwsError =>
        new AwsError(codes[kind][protocol], status, message);

    const session = world.iam.sessionOf(signed.accessKeyId);
    if (session === undefined) {
        throw fail(
            "unknownKey",
            403,
            `The AWS access key Id you provided (${signed.accessKeyId}) does not exist in our records.`,
        );
    }
    const token = request.headers["x-amz-security-token"] ?? "";
    if (token !== session.sessionToken) {
        throw fail(
            "badToken",
            protocol === "s3" ? 400 : 403,
            "The provided token is malformed or otherwise invalid.",
        );
    }
    if (!isSignedWith(request, signed, session.secretAccessKey)) {
        throw fail(
            "badSignature",
            403,
            "The request signature we calculated does not match the signature you provided. " +
                "Check your AWS secret access key and signing method.",
        );
    }
    if (world.clock.now() >= session.expiresAt) {
        throw fail(
            "expired",
            protocol === "s3" ? 400 : 403,
            `The provided token has expired (at ${new Date(session.expiresAt).toISOString()}, ` +
                `now ${world.clock.date().toISOString()}).`,
        );
    }
    if (signed.region !== world.region) {
        throw fail(
            "badRegion",
            protocol === "s3" ? 400 : 403,
            `The authorization header is malformed; the region '${signed.region}' is wrong; ` +
                `expecting '${world.region}'`,
        );
    }
    return session;
}

/** Refuses the ways to sign that are not implemented, by name. */
export function refuseOtherSignatures(
    authorization: string | undefined,
    query: ReadonlyMap<string, string>,
): void {
    if (query.has("X-Amz-Signature") || query.has("Signature")) {
        throw new NotImplemented("presigned URLs");
    }
    if (authorization !== undefined) {
        throw new NotImplemented(
            `authorization by ${authorization.split(" ")[0] ?? ""}; sign with AWS4-HMAC-SHA256`,
        );
    }
}
