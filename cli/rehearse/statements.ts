/** Every statement of every deployed role, and how to take one away: the proof that none is there for nothing. */
import { documentStatements, withoutStatement } from "../../model/iam/documentStatements";
import type { LocalStack } from "../localStack";
import { UserError } from "../stackFile";

export interface RoleStatement {
    readonly role: string;
    readonly account: string;
    readonly policy: string;
    readonly index: number;
    readonly sid: string;
}

/** Statements of the roles that the program created, as `ROLE#SID`. */
export function deployedStatements({ world, program }: LocalStack): RoleStatement[] {
    const created = new Set(
        program.resources
            .filter(({ type }) => type === "aws:iam/role:Role")
            .map(({ outputs }) => outputs["arn"]),
    );
    return world.iam
        .roles()
        .filter(({ arn }) => created.has(arn))
        .flatMap(({ name: role, account, policies }) =>
            [...policies].flatMap(([policy, document]) =>
                documentStatements(document).map(({ index, label }) => ({
                    role,
                    account,
                    policy,
                    index,
                    sid: label,
                })),
            ),
        );
}

export const statementName = ({ role, sid }: RoleStatement): string => `${role}#${sid}`;

/** Removes the statement `ROLE#SID` from the deployed role. Throws UserError when there is none. */
export function removeStatement(stack: LocalStack, name: string): void {
    const found = deployedStatements(stack).find((s) => statementName(s) === name);
    if (!found) {
        throw new UserError(
            `--without-statement: "${name}" is not a statement of a deployed role; --list-statements lists them`,
        );
    }
    const role = stack.world.iam
        .roles()
        .find(({ name: n, account }) => n === found.role && account === found.account);
    const rest = withoutStatement(role?.policies.get(found.policy), found.index);
    if (rest === undefined) {
        stack.world.iam.deleteRolePolicy(found.account, found.role, found.policy);
    } else {
        stack.world.iam.putRolePolicy(found.account, found.role, found.policy, rest);
    }
}

/**
 * Statements without which every call of this rehearsal would still have been allowed. A statement is needed when it
 * alone, of its role's statements, allowed some call.
 */
export function unneededStatements(stack: LocalStack): string[] {
    const deployed = deployedStatements(stack);
    const labels = new Set(deployed.map(({ role, policy, sid }) => `${role}/${policy}#${sid}`));
    const needed = new Set<string>();
    for (const { allowed, statements } of stack.world.decisions) {
        if (!allowed) continue;
        const own = statements.filter((label) => labels.has(label));
        if (own.length === 1 && own[0] !== undefined) needed.add(own[0]);
    }
    return deployed
        .filter(({ role, policy, sid }) => !needed.has(`${role}/${policy}#${sid}`))
        .map(statementName);
}
