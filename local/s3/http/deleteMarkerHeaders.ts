import { AwsError, type HttpResponse } from "../../core/contracts";
import { errorAnswer } from "./errorAnswer";
import type { S3Call } from "./s3Call";

/** 404 and 405 about a delete marker say so in headers (S3 User Guide, "Working with delete markers"). */
export function withDeleteMarkerHeaders(call: S3Call, read: () => HttpResponse): HttpResponse {
    try {
        return read();
    } catch (error) {
        if (!(error instanceof AwsError) || (error.status !== 404 && error.status !== 405))
            throw error;
        const { key, versionId } = call.target;
        const { store } = call.bucket;
        const version = versionId === undefined ? store.current(key) : store.find(key, versionId);
        if (version?.isDeleteMarker !== true) throw error;
        const answer = errorAnswer(error, call.request, call.ctx);
        return {
            ...answer,
            headers: {
                ...answer.headers,
                "x-amz-delete-marker": "true",
                "x-amz-version-id": version.versionId,
                ...(error.status === 405
                    ? {
                          allow: "DELETE",
                          "last-modified": new Date(version.lastModified).toUTCString(),
                      }
                    : {}),
            },
        };
    }
}
