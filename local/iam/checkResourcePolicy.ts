import { parsePolicyDocument } from "../../model/iam/policyDocument";
import { AwsError, type World } from "../core/contracts";
import { PolicyDocuments } from "../core/policyDocuments";
import { missingPrincipals } from "./missingPrincipals";

/**
 * Checks a resource policy (bucket, queue, topic) as AWS does when it is put: its form, and that the roles it names
 * exist. Answers a frozen copy to store.
 * @throws AwsError `errorCode` 400 when malformed; NotImplemented when it uses what the local AWS lacks
 */
export function checkResourcePolicy(
    world: World,
    document: unknown,
    where: string,
    errorCode: string,
): object {
    const frozen = new PolicyDocuments(world.refusals).frozen(
        document,
        where,
        "resource",
        errorCode,
    );
    const [missing] = missingPrincipals(world, parsePolicyDocument(frozen, where, "resource"));
    if (missing === undefined) return frozen;
    throw new AwsError(
        errorCode,
        400,
        `Invalid principal in policy: "AWS":"${missing}" in ${where}; it must exist before a policy names it`,
    );
}
