import type { Principal, Session, World } from "../core/contracts";

const keyAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Credentials handed out, by access key id. */
export class Sessions {
    readonly #world: World;
    readonly #sessions = new Map<string, Session>();

    constructor(world: World) {
        this.#world = world;
    }

    /**
     * Opens a session. An administrator gets lasting credentials without a session token, as a user's access key is;
     * everyone else temporary ones that end after `seconds` of virtual time.
     */
    open(principal: Principal, seconds: number): Session {
        if (principal.kind === "anonymous") {
            throw new Error("credentials: an anonymous caller has none; send the request unsigned");
        }
        const { ids, clock } = this.#world;
        const lasting = principal.kind === "administrator";
        const suffix = [...ids.bytes(16)].map((byte) => keyAlphabet.charAt(byte & 31)).join("");
        const session: Session = {
            principal,
            accessKeyId: (lasting ? "AKIA" : "ASIA") + suffix,
            secretAccessKey: ids.bytes(30).toString("base64"),
            sessionToken: lasting ? "" : ids.bytes(96).toString("base64"),
            expiresAt: lasting ? Infinity : clock.now() + seconds * 1000,
        };
        this.#sessions.set(session.accessKeyId, session);
        return session;
    }

    byAccessKeyId(accessKeyId: string): Session | undefined {
        return this.#sessions.get(accessKeyId);
    }
}
