/** HeadObject's answer in the words of the decision, and content headers back into the SDK's members. */
import type { HeadObjectCommandOutput } from "@aws-sdk/client-s3";
import type { ContentHeaders, FoundObject } from "../../model/jobs/taskDecision";

/** Header values that can be sent back as they came. */
const printableAscii = /^[\x20-\x7e]*$/;

/** @throws Error when the answer lacks what every object has. */
export function foundObject(head: HeadObjectCommandOutput): FoundObject {
    const { ContentLength, ETag, LastModified } = head;
    if (ContentLength === undefined || ETag === undefined || LastModified === undefined)
        throw new Error("HeadObject: the answer must have ContentLength, ETag and LastModified");
    const metadata = head.Metadata ?? {};
    const unsendable = Object.values(metadata).filter(
        (value) => !printableAscii.test(value),
    ).length;
    const expires = head.ExpiresString;
    const expiresLost = expires !== undefined && Number.isNaN(Date.parse(expires)) ? 1 : 0;
    return {
        sizeBytes: ContentLength,
        etag: ETag,
        versionId: head.VersionId,
        lastModified: LastModified,
        // S3 leaves the header out for STANDARD [S3 API reference, HeadObject].
        storageClass: head.StorageClass ?? "STANDARD",
        restored: head.Restore?.includes('ongoing-request="false"') ?? false,
        archiveStatus: head.ArchiveStatus,
        metadata,
        missingMetadata: (head.MissingMeta ?? 0) + unsendable + expiresLost,
        headers: {
            cacheControl: head.CacheControl,
            contentDisposition: head.ContentDisposition,
            contentEncoding: head.ContentEncoding,
            contentLanguage: head.ContentLanguage,
            contentType: head.ContentType,
            expires,
            websiteRedirectLocation: head.WebsiteRedirectLocation,
        },
    };
}

export function contentHeaders(headers: ContentHeaders) {
    return {
        CacheControl: headers.cacheControl,
        ContentDisposition: headers.contentDisposition,
        ContentEncoding: headers.contentEncoding,
        ContentLanguage: headers.contentLanguage,
        ContentType: headers.contentType,
        Expires: headers.expires === undefined ? undefined : new Date(headers.expires),
        WebsiteRedirectLocation: headers.websiteRedirectLocation,
    };
}
