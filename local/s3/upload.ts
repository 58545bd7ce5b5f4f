import type { AppliedEncryption } from "./encryption";
import type { ChecksumAlgorithm } from "./checksums";
import type { Content } from "./content";
import type { WriteRequest } from "./writeRequest";

export interface UploadedPart {
    readonly number: number;
    readonly content: Content;
    readonly etag: string;
    readonly lastModified: number;
    readonly checksum?: string | undefined;
}

/** A multipart upload in progress: everything given at creation, and the parts so far. */
export interface Upload {
    readonly id: string;
    /** Milliseconds of virtual time. */
    readonly initiated: number;
    readonly initiator: string;
    readonly request: WriteRequest;
    readonly encryption: AppliedEncryption;
    readonly checksumAlgorithm: ChecksumAlgorithm | undefined;
    readonly checksumType: "FULL_OBJECT" | "COMPOSITE";
    readonly parts: Map<number, UploadedPart>;
}
