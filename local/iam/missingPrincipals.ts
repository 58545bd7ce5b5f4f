import type { PolicyDocument } from "../../model/iam/policyDocument";
import type { World } from "../core/contracts";

/**
 * Role ARNs in Principal elements whose account is in this world but whose role does not exist. AWS refuses such a
 * trust, key or bucket policy with "Invalid principal in policy".
 */
export function missingPrincipals(world: World, document: PolicyDocument): readonly string[] {
    return document.statements
        .flatMap(({ principal }) => principal?.element.arns ?? [])
        .filter((arn) => {
            const match = /^arn:[a-z-]+:iam::(\d{12}):role\//.exec(arn);
            if (match === null || !world.accounts.includes(match[1] ?? "")) return false;
            return world.iam.role(arn) === undefined;
        });
}
