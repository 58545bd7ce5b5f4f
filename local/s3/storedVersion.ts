import type { ObjectRecord } from "../core/contracts";
import { md5Of, type Content } from "./content";
import type { Checksum } from "./checksums";

export type EncryptionStatus = ObjectRecord["encryption"];
export type LockMode = "GOVERNANCE" | "COMPLIANCE";

export interface RestoreState {
    readonly ongoing: boolean;
    readonly tier: "Standard" | "Bulk" | "Expedited";
    /** Milliseconds; undefined while ongoing. */
    readonly expires?: number | undefined;
    readonly days: number;
    readonly cancel: () => void;
}

/** Shared by all objects without any, so that 10^6 objects stay small. */
export const nothing: Readonly<Record<string, string>> = Object.freeze({});

/**
 * One version or delete marker of a key. Its bytes and identity never change; tags, lock, restore state, and the
 * class under lifecycle do. All fields are set in the constructor, in one order: one hidden class, little memory.
 */
export class StoredVersion {
    readonly key: string;
    /** "null" for the null version. */
    readonly versionId: string;
    readonly isDeleteMarker: boolean;
    /** Milliseconds of virtual time. */
    readonly lastModified: number;
    readonly content: Content;
    storageClass: string;
    /** Sizes of the parts when it was uploaded in parts. */
    readonly partSizes: readonly number[] | undefined;
    readonly multipart: boolean;
    replicationStatus: string;
    readonly encryption: EncryptionStatus;
    readonly kmsKeyArn: string | undefined;
    readonly bucketKey: boolean;
    readonly checksum: Checksum | undefined;
    tags: Readonly<Record<string, string>>;
    readonly metadata: Readonly<Record<string, string>>;
    readonly systemMetadata: Readonly<Record<string, string>>;
    lockMode: LockMode | undefined;
    retainUntil: number | undefined;
    legalHold: boolean;
    accessTier: string | undefined;
    restore: RestoreState | undefined;
    private knownEtag: string | undefined;

    constructor(fields: {
        key: string;
        versionId: string;
        lastModified: number;
        content: Content;
        isDeleteMarker?: boolean | undefined;
        etag?: string | undefined;
        storageClass?: string | undefined;
        partSizes?: readonly number[] | undefined;
        multipart?: boolean | undefined;
        replicationStatus?: string | undefined;
        encryption?: EncryptionStatus | undefined;
        kmsKeyArn?: string | undefined;
        bucketKey?: boolean | undefined;
        checksum?: Checksum | undefined;
        tags?: Readonly<Record<string, string>> | undefined;
        metadata?: Readonly<Record<string, string>> | undefined;
        systemMetadata?: Readonly<Record<string, string>> | undefined;
        lockMode?: LockMode | undefined;
        retainUntil?: number | undefined;
        legalHold?: boolean | undefined;
        accessTier?: string | undefined;
    }) {
        this.key = fields.key;
        this.versionId = fields.versionId;
        this.isDeleteMarker = fields.isDeleteMarker ?? false;
        this.lastModified = fields.lastModified;
        this.content = fields.content;
        this.storageClass = fields.storageClass ?? "STANDARD";
        this.partSizes = fields.partSizes;
        this.multipart = fields.multipart ?? fields.partSizes !== undefined;
        this.replicationStatus = fields.replicationStatus ?? "";
        this.encryption = fields.encryption ?? "SSE-S3";
        this.kmsKeyArn = fields.kmsKeyArn;
        this.bucketKey = fields.bucketKey ?? false;
        this.checksum = fields.checksum;
        this.tags = fields.tags ?? nothing;
        this.metadata = fields.metadata ?? nothing;
        this.systemMetadata = fields.systemMetadata ?? nothing;
        this.lockMode = fields.lockMode;
        this.retainUntil = fields.retainUntil;
        this.legalHold = fields.legalHold ?? false;
        this.accessTier = fields.accessTier;
        this.restore = undefined;
        this.knownEtag = fields.etag;
    }

    get size(): number {
        return this.content.length;
    }

    /** Without quotes. Computed when first asked for: 10^6 seeded objects need not be hashed. */
    get etag(): string {
        if (this.isDeleteMarker) return "";
        return (this.knownEtag ??= this.multipart
            ? `${md5Of(this.content)}-1`
            : md5Of(this.content));
    }
}
