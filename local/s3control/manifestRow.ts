/** One row of a manifest: one task. */
export interface ManifestRow {
    readonly bucket: string;
    /** As in the manifest, so that the completion report can echo it byte for byte. */
    readonly encodedKey: string;
    /** As in the manifest ("null" for the null version); undefined without a VersionId column. */
    readonly versionId: string | undefined;
}
