import type { CallContext, IamApi, Principal, Session, World } from "../core/contracts";
import { AwsError } from "../core/contracts";

/** Milliseconds a session lives (AssumeRole's default). */
const sessionMilliseconds = 3_600_000;

interface StoredRole {
    readonly name: string;
    readonly account: string;
    readonly arn: string;
    readonly trustPolicy: unknown;
    readonly policies: Map<string, unknown>;
    readonly tags: Readonly<Record<string, string>>;
}

/** Roles, their policies and their sessions. */
export class IamService implements IamApi {
    readonly #world: World;
    readonly #roles = new Map<string, StoredRole>();
    readonly #sessions = new Map<string, Session>();

    constructor(world: World) {
        this.#world = world;
    }

    createRole(
        account: string,
        role: { name: string; trustPolicy: unknown; tags?: Record<string, string> },
    ): { arn: string } {
        const arn = `arn:${this.#world.partition}:iam::${account}:role/${role.name}`;
        if (this.#roles.has(arn)) {
            throw new AwsError("EntityAlreadyExists", 409, `role ${role.name} already exists`);
        }
        this.#roles.set(arn, {
            name: role.name,
            account,
            arn,
            trustPolicy: role.trustPolicy,
            policies: new Map(),
            tags: { ...role.tags },
        });
        return { arn };
    }

    deleteRole(account: string, name: string): void {
        this.#roles.delete(`arn:${this.#world.partition}:iam::${account}:role/${name}`);
    }

    putRolePolicy(account: string, roleName: string, policyName: string, document: unknown): void {
        this.#named(account, roleName).policies.set(policyName, document);
    }

    deleteRolePolicy(account: string, roleName: string, policyName: string): void {
        this.#named(account, roleName).policies.delete(policyName);
    }

    role(arn: string): StoredRole | undefined {
        return this.#roles.get(arn);
    }

    roles(): readonly StoredRole[] {
        return [...this.#roles.values()];
    }

    assumeRole(_caller: CallContext, roleArn: string, sessionName: string): Session {
        const role = this.#roles.get(roleArn);
        if (role === undefined) throw new AwsError("AccessDenied", 403, `no role ${roleArn}`);
        return this.issue({
            kind: "role",
            account: role.account,
            roleName: role.name,
            roleArn,
            arn: `arn:${this.#world.partition}:sts::${role.account}:assumed-role/${role.name}/${sessionName}`,
            sessionName,
        });
    }

    sessionOf(accessKeyId: string): Session | undefined {
        return this.#sessions.get(accessKeyId);
    }

    issue(principal: Principal): Session {
        const { ids, clock } = this.#world;
        const session: Session = {
            principal,
            accessKeyId: `ASIA${ids.hex(16).toUpperCase()}`,
            secretAccessKey: ids.hex(40),
            sessionToken: ids.hex(64),
            expiresAt: clock.now() + sessionMilliseconds,
        };
        this.#sessions.set(session.accessKeyId, session);
        return session;
    }

    #named(account: string, name: string): StoredRole {
        const role = this.#roles.get(`arn:${this.#world.partition}:iam::${account}:role/${name}`);
        if (role === undefined) throw new AwsError("NoSuchEntity", 404, `no role ${name}`);
        return role;
    }
}
