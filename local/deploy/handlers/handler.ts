import type { S3Client } from "@aws-sdk/client-s3";
import type { CallContext, World } from "../../core/contracts";
import type { Inputs } from "../inputs";
import type { Plain } from "../propertyValues";

/** What a handler works with: one resource of one account, created as that account's administrator. */
export interface Deployment {
    readonly world: World;
    readonly account: string;
    readonly ctx: CallContext;
    /** Speaks HTTP to the local AWS as the administrator, so that documents are validated as on the wire. */
    readonly s3: S3Client;
    /** Logical name of the resource. */
    readonly name: string;
    readonly inputs: Inputs;
    /** tags merged with the provider's default tags, as the bridged provider's `tagsAll`. */
    readonly tags: Readonly<Record<string, string>>;
}

export interface Applied {
    readonly id: string;
    /** Computed properties; inputs are echoed by the monitor. */
    readonly outputs: Readonly<Record<string, Plain>>;
}

/** Creates one resource of a type in the local AWS. Throws what AWS would answer. */
export type Handler = (deployment: Deployment) => Promise<Applied> | Applied;

/** Handlers by Pulumi type token. A type that is not here is refused. */
export type Handlers = Readonly<Record<string, Handler>>;
