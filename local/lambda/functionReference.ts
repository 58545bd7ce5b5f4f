import { functionArn } from "../../model/naming/arn";
import { AwsError, type World } from "../core/contracts";

/** A function that a caller named: by name, partial ARN or ARN, perhaps with a version or an alias. */
export interface FunctionReference {
    readonly account: string;
    readonly name: string;
    /** Version number, alias or "$LATEST"; undefined when the caller gave none. */
    readonly qualifier: string | undefined;
}

const nameForm = "[A-Za-z0-9-_]{1,64}";
const qualifierForm = "\\$LATEST|[A-Za-z0-9-_]{1,128}";
const forms = [
    new RegExp(
        `^arn:[a-z-]+:lambda:(?<region>[a-z0-9-]+):(?<account>\\d{12}):function:(?<name>${nameForm})(:(?<qualifier>${qualifierForm}))?$`,
    ),
    new RegExp(
        `^(?<account>\\d{12}):function:(?<name>${nameForm})(:(?<qualifier>${qualifierForm}))?$`,
    ),
    new RegExp(`^(?<name>${nameForm})(:(?<qualifier>${qualifierForm}))?$`),
];

/**
 * Reads a FunctionName as Lambda's API takes it. Throws ValidationException for another form, for another Region, and
 * for two qualifiers that differ.
 * @param account - Account of a bare name: the caller's.
 */
export function functionReference(
    world: World,
    text: string,
    account: string | undefined,
    qualifier?: string,
): FunctionReference {
    const groups = forms
        .map((form) => form.exec(text)?.groups)
        .find((found) => found !== undefined);
    const owner = groups?.["account"] ?? account;
    const name = groups?.["name"];
    if (groups === undefined || owner === undefined || name === undefined) {
        throw new AwsError(
            "ValidationException",
            400,
            `FunctionName: must be a function name, partial ARN or ARN, got "${text}"`,
        );
    }
    if (groups["region"] !== undefined && groups["region"] !== world.region) {
        throw new AwsError(
            "ResourceNotFoundException",
            404,
            `Functions from '${groups["region"]}' are not reachable in this region ('${world.region}')`,
        );
    }
    const own = groups["qualifier"];
    if (own !== undefined && qualifier !== undefined && own !== qualifier) {
        throw new AwsError(
            "InvalidParameterValueException",
            400,
            "The derived qualifier from the function name does not match the specified qualifier.",
        );
    }
    return { account: owner, name, qualifier: own ?? qualifier };
}

/** The ARN of a function, qualified when the reference is. */
export function referenceArn(
    world: World,
    { account, name, qualifier }: FunctionReference,
): string {
    const arn = functionArn({ partition: world.partition, account, region: world.region }, name);
    return qualifier === undefined ? arn : `${arn}:${qualifier}`;
}
