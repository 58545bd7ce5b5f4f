import { parsePolicyDocument } from "../../model/iam/policyDocument";
import {
    AwsError,
    type CallContext,
    type IamApi,
    type Principal,
    type Session,
    type World,
} from "../core/contracts";
import type { PolicyDocuments } from "../core/policyDocuments";
import { missingPrincipals } from "./missingPrincipals";
import { Sessions } from "./sessions";

/** AssumeRole's default and smallest maximum, in seconds (STS API reference). */
const defaultSessionSeconds = 3600;
const longestSessionSeconds = 43_200;
/** Longest inline policies of one role together, white space not counted (IAM quotas). */
const inlinePolicyCharacters = 10_240;
/** Default quota of a trust policy's length, white space not counted (IAM quotas). */
const trustPolicyCharacters = 2048;

interface StoredRole {
    readonly name: string;
    readonly account: string;
    readonly arn: string;
    readonly trustPolicy: object;
    readonly policies: Map<string, object>;
    readonly tags: Readonly<Record<string, string>>;
    readonly maxSessionSeconds: number;
}

/** Roles, their inline and trust policies, and their sessions. */
export class IamService implements IamApi {
    readonly #world: World;
    readonly #documents: PolicyDocuments;
    readonly #roles = new Map<string, StoredRole>();
    readonly #sessions: Sessions;

    constructor(world: World, documents: PolicyDocuments) {
        this.#world = world;
        this.#documents = documents;
        this.#sessions = new Sessions(world);
    }

    createRole(
        account: string,
        role: {
            name: string;
            trustPolicy: unknown;
            path?: string;
            maxSessionSeconds?: number;
            tags?: Record<string, string>;
        },
    ): { arn: string } {
        const { name, path = "/", maxSessionSeconds = defaultSessionSeconds } = role;
        if (!this.#world.accounts.includes(account)) {
            throw validation(
                `account: must be one of ${this.#world.accounts.join(", ")}, got "${account}"`,
            );
        }
        if (!/^[\w+=,.@-]{1,64}$/.test(name)) {
            throw validation(`RoleName: 1 to 64 of letters, digits and +=,.@-_, got "${name}"`);
        }
        if (!/^\/([!-~]+\/)?$/.test(path)) {
            throw validation(`Path: must begin and end with "/", got "${path}"`);
        }
        if (!(
            maxSessionSeconds >= defaultSessionSeconds && maxSessionSeconds <= longestSessionSeconds
        )) {
            throw validation(`MaxSessionDuration: 3600 to 43200 seconds, got ${maxSessionSeconds}`);
        }
        if (this.#find(account, name) !== undefined) {
            throw new AwsError(
                "EntityAlreadyExists",
                409,
                `role ${name} already exists in ${account}`,
            );
        }
        const arn = `arn:${this.#world.partition}:iam::${account}:role${path}${name}`;
        this.#roles.set(arn, {
            name,
            account,
            arn,
            trustPolicy: this.#trustPolicy(name, role.trustPolicy),
            policies: new Map(),
            tags: { ...role.tags },
            maxSessionSeconds,
        });
        return { arn };
    }

    deleteRole(account: string, name: string): void {
        const role = this.#existing(account, name);
        if (role.policies.size > 0) {
            throw new AwsError(
                "DeleteConflict",
                409,
                `role ${name} still has the policies ${[...role.policies.keys()].join(", ")}; delete them first`,
            );
        }
        this.#roles.delete(role.arn);
    }

    putRolePolicy(account: string, roleName: string, policyName: string, document: unknown): void {
        const role = this.#existing(account, roleName);
        if (!/^[\w+=,.@-]{1,128}$/.test(policyName)) {
            throw validation(
                `PolicyName: 1 to 128 of letters, digits and +=,.@-_, got "${policyName}"`,
            );
        }
        const frozen = this.#documents.frozen(
            document,
            `${roleName}/${policyName}`,
            "identity",
            "MalformedPolicyDocument",
        );
        const others = [...role.policies].filter(([name]) => name !== policyName);
        const characters = [frozen, ...others.map(([, other]) => other)]
            .map((each) => JSON.stringify(each).length)
            .reduce((sum, length) => sum + length, 0);
        if (characters > inlinePolicyCharacters) {
            throw new AwsError(
                "LimitExceeded",
                409,
                `inline policies of role ${roleName}: at most ${inlinePolicyCharacters} characters ` +
                    `together, got ${characters} with ${policyName}`,
            );
        }
        role.policies.set(policyName, frozen);
    }

    deleteRolePolicy(account: string, roleName: string, policyName: string): void {
        if (!this.#existing(account, roleName).policies.delete(policyName)) {
            throw new AwsError("NoSuchEntity", 404, `role ${roleName} has no policy ${policyName}`);
        }
    }

    role(arn: string): StoredRole | undefined {
        return this.#roles.get(arn);
    }

    roles(): readonly StoredRole[] {
        return [...this.#roles.values()];
    }

    assumeRole(
        caller: CallContext,
        roleArn: string,
        sessionName: string,
        extra: { externalId?: string; durationSeconds?: number } = {},
    ): Session {
        if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
            throw validation(
                `RoleSessionName: 2 to 64 of letters, digits and +=,.@-_, got "${sessionName}"`,
            );
        }
        const role = this.#roles.get(roleArn);
        // AWS does not tell a missing role from a closed one.
        this.#world.authorize(caller, {
            action: "sts:AssumeRole",
            resource: roleArn,
            resourceAccount: role?.account ?? roleArn.split(":")[4] ?? "",
            context: {
                "sts:RoleSessionName": sessionName,
                ...(extra.externalId === undefined ? {} : { "sts:ExternalId": extra.externalId }),
            },
            resourcePolicies:
                role === undefined
                    ? []
                    : [{ name: `${role.name}/trust`, document: role.trustPolicy }],
            resourcePolicy: "required",
        });
        if (role === undefined) throw new Error(`role ${roleArn} was allowed but does not exist`);
        return this.#sessions.open(
            {
                kind: "role",
                account: role.account,
                roleName: role.name,
                roleArn: role.arn,
                arn: `arn:${this.#world.partition}:sts::${role.account}:assumed-role/${role.name}/${sessionName}`,
                sessionName,
            },
            sessionSeconds(caller.principal, role, extra.durationSeconds),
        );
    }

    sessionOf(accessKeyId: string): Session | undefined {
        return this.#sessions.byAccessKeyId(accessKeyId);
    }

    issue(principal: Principal): Session {
        return this.#sessions.open(principal, defaultSessionSeconds);
    }

    #trustPolicy(name: string, document: unknown): object {
        const where = `${name}/trust`;
        const frozen = this.#documents.frozen(document, where, "trust", "MalformedPolicyDocument");
        const [missing] = missingPrincipals(
            this.#world,
            parsePolicyDocument(frozen, where, "trust"),
        );
        if (missing !== undefined) {
            throw new AwsError(
                "MalformedPolicyDocument",
                400,
                `Invalid principal in policy: "AWS":"${missing}"; it must exist before a policy names it`,
            );
        }
        const { length } = JSON.stringify(frozen);
        if (length > trustPolicyCharacters) {
            throw new AwsError(
                "LimitExceeded",
                409,
                `trust policy of role ${name}: at most ${trustPolicyCharacters} characters, got ${length}`,
            );
        }
        return frozen;
    }

    /** Role names are unique in an account without regard to case. */
    #find(account: string, name: string): StoredRole | undefined {
        const wanted = name.toLowerCase();
        return this.roles().find(
            (role) => role.account === account && role.name.toLowerCase() === wanted,
        );
    }

    #existing(account: string, name: string): StoredRole {
        const role = this.#find(account, name);
        if (role === undefined) {
            throw new AwsError("NoSuchEntity", 404, `account ${account} has no role ${name}`);
        }
        return role;
    }
}

function sessionSeconds(
    caller: Principal,
    role: StoredRole,
    wanted = defaultSessionSeconds,
): number {
    // Role chaining: a role's session may open sessions of one hour at most (STS API reference).
    const most = caller.kind === "role" ? defaultSessionSeconds : role.maxSessionSeconds;
    if (wanted >= 900 && wanted <= most) return wanted;
    throw validation(`DurationSeconds: 900 to ${most} for this caller and role, got ${wanted}`);
}

function validation(message: string): AwsError {
    return new AwsError("ValidationError", 400, message);
}
