/** The shape of the policy documents this product writes; reading foreign documents is model/iam's evaluator's job. */

/** Condition operator -> condition key -> accepted value or values. */
export type Conditions = Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
>;

export interface Statement {
    readonly Sid: string;
    readonly Effect: "Allow" | "Deny";
    /** Only in resource, key and trust policies. */
    readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>> | undefined;
    readonly Action: string | readonly string[];
    /** Absent only in trust policies. */
    readonly Resource?: string | readonly string[] | undefined;
    readonly Condition?: Conditions | undefined;
}

export interface PolicyDocument {
    readonly Version: "2012-10-17";
    readonly Statement: readonly Statement[];
}

/** A document of these statements; the ones that do not apply are given as undefined. */
export function policyDocument(
    ...statements: readonly (Statement | readonly Statement[] | undefined)[]
): PolicyDocument {
    return {
        Version: "2012-10-17",
        Statement: statements.flat().filter((statement) => statement !== undefined),
    };
}

/** What a document is attached to, and how many characters AWS takes there (IAM, S3, KMS, SQS, SNS quotas, 2026). */
export const policyLimits = {
    /** All inline policies of a role together; ours has one. */
    role: 10_240,
    /** Default quota; AWS raises it to 4,096 on request. */
    trust: 2_048,
    bucket: 20_480,
    key: 32_768,
    /** SQS documents 8,192 bytes for a queue's policy [unverified]; ours is far below. */
    queue: 8_192,
    topic: 30_720,
} as const;

export type PolicyOwner = keyof typeof policyLimits;

/** Thrown for a document that AWS would refuse for its length, in the middle of a deployment. */
export class PolicyTooLong extends Error {
    constructor(owner: PolicyOwner, name: string, length: number) {
        super(
            `${owner} policy of "${name}": must have at most ${policyLimits[owner]} characters, got ${length}; ` +
                "use fewer or shorter prefixes, or spread buckets and tiers over several stacks",
        );
        this.name = "PolicyTooLong";
    }
}

/**
 * The text AWS is given: what a document is compared and stored as.
 * @param name what it is attached to, for the error
 * @throws PolicyTooLong
 */
export function policyText(owner: PolicyOwner, name: string, document: PolicyDocument): string {
    const text = JSON.stringify(document);
    if (text.length > policyLimits[owner]) throw new PolicyTooLong(owner, name, text.length);
    return text;
}
