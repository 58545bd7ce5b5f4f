import { AwsError, type KmsApi, type World } from "../core/contracts";

interface StoredKey {
    readonly arn: string;
    readonly account: string;
    readonly aliases: string[];
    policy: unknown;
}

/** Keys, their policies and aliases. */
export class KmsService implements KmsApi {
    readonly #world: World;
    readonly #keys = new Map<string, StoredKey>();

    constructor(world: World) {
        this.#world = world;
    }

    createKey(account: string, key: { policy: unknown }): { keyId: string; arn: string } {
        const keyId = this.#world.ids.uuid();
        const arn = `arn:${this.#world.partition}:kms:${this.#world.region}:${account}:key/${keyId}`;
        this.#keys.set(arn, { arn, account, aliases: [], policy: key.policy });
        return { keyId, arn };
    }

    putKeyPolicy(arn: string, policy: unknown): void {
        this.#existing(arn).policy = policy;
    }

    createAlias(_account: string, name: string, keyArn: string): void {
        this.#existing(keyArn).aliases.push(name);
    }

    resolve(
        account: string,
        reference: string,
    ): { arn: string; account: string; aliases: readonly string[] } | undefined {
        return [...this.#keys.values()].find(
            (key) =>
                key.arn === reference ||
                (key.account === account &&
                    (key.arn.endsWith(`:key/${reference}`) || key.aliases.includes(reference))),
        );
    }

    use(ctx: Parameters<KmsApi["use"]>[0], keyArn: string, action: string): void {
        const key = this.#existing(keyArn);
        this.#world.authorize(ctx, {
            action,
            resource: keyArn,
            resourceAccount: key.account,
            resourcePolicies: [{ name: "key policy", document: key.policy }],
            resourcePolicy: "required",
        });
    }

    #existing(arn: string): StoredKey {
        const key = this.#keys.get(arn);
        if (key === undefined) {
            throw new AwsError("KMS.NotFoundException", 400, `key ${arn} does not exist`);
        }
        return key;
    }
}
