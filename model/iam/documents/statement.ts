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

/** The text AWS is given: what a document is compared and stored as. */
export function policyText(document: PolicyDocument): string {
    return JSON.stringify(document);
}
