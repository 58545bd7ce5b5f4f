import type { SeedObject } from "../../local/core/contracts";

/** What must have become of an object when the rehearsal ends; written beside the object, not derived by our rules. */
export type Expectation =
    /** Its current version is in this class, by a copy in place or by lifecycle; bytes, tags and metadata kept. */
    | { readonly is: "in-class"; readonly tier: string; readonly storageClass: string }
    /** A copy lies in the vault in this class; the source is as it was. */
    | { readonly is: "in-vault"; readonly tier: string; readonly storageClass: string }
    /** The team's function was invoked for it; S3 shows no change. */
    | { readonly is: "invoked"; readonly tier: string }
    /** Nothing of it changed, for this reason. */
    | { readonly is: "untouched"; readonly why: string };

/** "deleted" leaves a delete marker on top; "purged" deletes the listed version for good. */
export type Meanwhile = "overwritten" | "deleted" | "purged";

export interface RehearsedObject {
    readonly bucket: string;
    readonly object: SeedObject;
    readonly expect: Expectation;
    /** What somebody else does to it between the inventory's scan and the job. */
    readonly meanwhile?: Meanwhile | undefined;
    /** How many copies of it meet SlowDown; Batch Operations itself puts a task back six times. */
    readonly slowDowns?: number | undefined;
}
