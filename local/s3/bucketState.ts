import type { BucketConfiguration, InventoryConfiguration } from "../core/contracts";
import { lifecycleRules, type LifecycleRule } from "./lifecycleRules";
import type { Upload } from "./upload";
import { VersionStore } from "./versionStore";

export const defaultLifecycleMinimum = "all_storage_classes_128K";

/** What the rest of S3 has to say when a document is written, whether over HTTP or in process. */
export interface ConfigurationHooks {
    policy(document: unknown): void;
    /** A bucket has lifecycle rules now: its next midnight must come. */
    lifecycleChanged(): void;
}

/**
 * A bucket's documents. `policy` and `lifecycle` are accessors, so that a document written in process (by a deploy
 * handler) is validated as if it had come by PutBucketPolicy or PutBucketLifecycleConfiguration.
 */
export class BucketDocuments implements BucketConfiguration {
    versioning: BucketConfiguration["versioning"] = "Unversioned";
    publicAccessBlock: BucketConfiguration["publicAccessBlock"];
    ownership: BucketConfiguration["ownership"];
    encryption: BucketConfiguration["encryption"];
    logging: BucketConfiguration["logging"];
    objectLock: BucketConfiguration["objectLock"];
    eventBridge = false;
    inventories = new Map<string, InventoryConfiguration>();
    tags: Record<string, string> = {};
    private policyDocument: unknown;
    private lifecycleDocument: BucketConfiguration["lifecycle"];
    private checkedRules: readonly LifecycleRule[] = [];
    private readonly hooks: ConfigurationHooks;

    constructor(hooks: ConfigurationHooks) {
        this.hooks = hooks;
        // New buckets have these since April 2023 (S3 User Guide, "Default settings for new S3 buckets FAQ").
        this.ownership = "BucketOwnerEnforced";
        this.publicAccessBlock = {
            BlockPublicAcls: true,
            IgnorePublicAcls: true,
            BlockPublicPolicy: true,
            RestrictPublicBuckets: true,
        };
    }

    get policy(): unknown {
        return this.policyDocument;
    }

    set policy(document: unknown) {
        if (document !== undefined) this.hooks.policy(document);
        this.policyDocument = document;
    }

    get lifecycle(): BucketConfiguration["lifecycle"] {
        return this.lifecycleDocument;
    }

    set lifecycle(document: BucketConfiguration["lifecycle"]) {
        const checked = document === undefined ? [] : lifecycleRules(document.rules);
        this.lifecycleDocument =
            document === undefined
                ? undefined
                : {
                      rules: document.rules.map((rule, i) => ({
                          ...(rule as object),
                          ID: checked[i]?.ID,
                      })),
                      transitionDefaultMinimumObjectSize:
                          document.transitionDefaultMinimumObjectSize || defaultLifecycleMinimum,
                  };
        this.checkedRules = checked;
        this.hooks.lifecycleChanged();
    }

    /** The lifecycle rules in the form that runs. */
    get lifecycleRules(): readonly LifecycleRule[] {
        return this.checkedRules;
    }
}

export class BucketState {
    readonly name: string;
    readonly account: string;
    readonly region: string;
    /** Milliseconds of virtual time. */
    readonly createdAt: number;
    readonly configuration: BucketDocuments;
    readonly store = new VersionStore();
    readonly uploads = new Map<string, Upload>();

    constructor(fields: {
        name: string;
        account: string;
        region: string;
        createdAt: number;
        hooks: ConfigurationHooks;
    }) {
        this.name = fields.name;
        this.account = fields.account;
        this.region = fields.region;
        this.createdAt = fields.createdAt;
        this.configuration = new BucketDocuments(fields.hooks);
    }

    /** Versioning is or was on: version ids are sent. */
    get isVersioned(): boolean {
        return this.configuration.versioning !== "Unversioned";
    }
}
