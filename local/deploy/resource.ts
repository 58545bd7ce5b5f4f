import type { Plain } from "./propertyValues";

/** A resource as the program registered it. */
export interface RegisteredResource {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    /** False for components. */
    readonly custom: boolean;
    /** URN of the parent; empty for the stack itself. */
    readonly parent: string;
    /** `urn::id` of the explicit provider; empty when none was given. */
    readonly provider: string;
    readonly protect: boolean;
    readonly dependencies: readonly string[];
    /** Property name -> URNs of the resources its value came from. */
    readonly propertyDependencies: Readonly<Record<string, readonly string[]>>;
    readonly inputs: Readonly<Record<string, Plain>>;
    readonly id: string;
    readonly outputs: Readonly<Record<string, Plain>>;
}

/** What happens to a custom resource: applied to the local AWS, or only recorded. */
export type ApplyResource = (resource: {
    readonly urn: string;
    readonly type: string;
    readonly name: string;
    readonly provider: RegisteredResource | undefined;
    readonly inputs: Readonly<Record<string, Plain>>;
}) => Promise<{ readonly id: string; readonly outputs: Readonly<Record<string, Plain>> }>;
