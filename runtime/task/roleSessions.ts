/** Sessions of the tiers' task roles, kept for as long as they are valid: one AssumeRole serves many invocations. */

export interface RoleCredentials {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken: string;
    readonly expiration: Date;
}

/** A session is replaced this long before its end, so that it outlives the longest invocation (15 minutes). */
const renewBeforeMilliseconds = 16 * 60 * 1000;

/** At most one session per role and name; `make` turns credentials into whatever is used with them. */
export class RoleSessions<Made> {
    readonly #assume: (roleArn: string, sessionName: string) => Promise<RoleCredentials>;
    readonly #make: (credentials: RoleCredentials) => Made;
    readonly #now: () => Date;
    readonly #held = new Map<string, Promise<{ readonly made: Made; readonly until: number }>>();

    constructor(
        assume: (roleArn: string, sessionName: string) => Promise<RoleCredentials>,
        make: (credentials: RoleCredentials) => Made,
        now: () => Date,
    ) {
        this.#assume = assume;
        this.#make = make;
        this.#now = now;
    }

    async get(roleArn: string, sessionName: string): Promise<Made> {
        const name = `${roleArn} ${sessionName}`;
        const held = await this.#held.get(name)?.catch(() => undefined);
        if (held !== undefined && held.until > this.#now().getTime()) return held.made;
        const fresh = this.#assume(roleArn, sessionName).then((credentials) => ({
            made: this.#make(credentials),
            until: credentials.expiration.getTime() - renewBeforeMilliseconds,
        }));
        this.#held.set(name, fresh);
        try {
            return (await fresh).made;
        } catch (error) {
            // A refusal is not kept: the next invocation asks again.
            if (this.#held.get(name) === fresh) this.#held.delete(name);
            throw error;
        }
    }
}
