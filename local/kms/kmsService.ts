import { parsePolicyDocument } from "../../model/iam/policyDocument";
import { AwsError, type CallContext, type KmsApi, type World } from "../core/contracts";
import type { PolicyDocuments } from "../core/policyDocuments";
import { missingPrincipals } from "../iam/missingPrincipals";

interface StoredKey {
    readonly keyId: string;
    readonly arn: string;
    readonly account: string;
    readonly description: string;
    readonly rotation: boolean;
    readonly tags: Readonly<Record<string, string>>;
    readonly aliases: string[];
    policy: object;
}

/** Customer managed keys: their policies and aliases, and who may use them. There is no key material. */
export class KmsService implements KmsApi {
    readonly #world: World;
    readonly #documents: PolicyDocuments;
    readonly #keys = new Map<string, StoredKey>();

    constructor(world: World, documents: PolicyDocuments) {
        this.#world = world;
        this.#documents = documents;
    }

    createKey(
        account: string,
        key: {
            /** For a key that a config names; made up otherwise. */
            keyId?: string;
            policy: unknown;
            description?: string;
            rotation?: boolean;
            tags?: Record<string, string>;
        },
    ): { keyId: string; arn: string } {
        const keyId = key.keyId ?? this.#world.ids.uuid();
        const arn = `arn:${this.#world.partition}:kms:${this.#world.region}:${account}:key/${keyId}`;
        this.#keys.set(arn, {
            keyId,
            arn,
            account,
            description: key.description ?? "",
            rotation: key.rotation ?? false,
            tags: { ...key.tags },
            aliases: [],
            policy: this.#policy(arn, key.policy),
        });
        return { keyId, arn };
    }

    putKeyPolicy(arn: string, policy: unknown): void {
        this.#existing(arn).policy = this.#policy(arn, policy);
    }

    createAlias(account: string, name: string, keyArn: string): void {
        if (!/^alias\/[A-Za-z0-9/_-]{1,250}$/.test(name) || name.startsWith("alias/aws/")) {
            throw new AwsError(
                "InvalidAliasNameException",
                400,
                `alias: must look like "alias/name" and not begin with "alias/aws/", got "${name}"`,
            );
        }
        const key = this.#existing(keyArn);
        if (key.account !== account) {
            throw new AwsError(
                "KMS.NotFoundException",
                400,
                `alias ${name}: its key must be in account ${account}, got ${keyArn}`,
            );
        }
        const taken = [...this.#keys.values()].find(
            (other) => other.account === account && other.aliases.includes(name),
        );
        if (taken !== undefined) {
            throw new AwsError(
                "AlreadyExistsException",
                400,
                `alias ${name} already exists for ${taken.arn}`,
            );
        }
        key.aliases.push(name);
    }

    resolve(
        account: string,
        reference: string,
    ): { arn: string; account: string; aliases: readonly string[] } | undefined {
        if (reference.startsWith("arn:")) {
            const [, partition, service, region, owner = "", resource = ""] = reference.split(":");
            if (
                partition !== this.#world.partition ||
                service !== "kms" ||
                region !== this.#world.region
            ) {
                return undefined;
            }
            return resource.startsWith("alias/")
                ? this.#byAlias(owner, resource)
                : this.#keys.get(reference);
        }
        if (reference.startsWith("alias/")) return this.#byAlias(account, reference);
        return [...this.#keys.values()].find(
            (key) => key.account === account && key.keyId === reference,
        );
    }

    use(
        ctx: CallContext,
        keyArn: string,
        action: "kms:Decrypt" | "kms:GenerateDataKey" | "kms:Encrypt",
        encryptionContext: Record<string, string> = {},
    ): void {
        const key = this.#existing(keyArn);
        const entries = Object.entries(encryptionContext);
        this.#world.authorize(ctx, {
            action,
            resource: key.arn,
            resourceAccount: key.account,
            context: {
                "kms:ResourceAliases": key.aliases,
                "kms:EncryptionContextKeys": entries.map(([name]) => name),
                ...Object.fromEntries(
                    entries.map(([name, value]) => [`kms:EncryptionContext:${name}`, value]),
                ),
            },
            resourcePolicies: [{ name: `key policy of ${keyName(key)}`, document: key.policy }],
            resourcePolicy: "required",
        });
    }

    #byAlias(account: string, name: string): StoredKey | undefined {
        return [...this.#keys.values()].find(
            (key) => key.account === account && key.aliases.includes(name),
        );
    }

    #policy(arn: string, document: unknown): object {
        const where = `key policy of ${arn}`;
        const code = "MalformedPolicyDocumentException";
        const frozen = this.#documents.frozen(document, where, "resource", code);
        const [missing] = missingPrincipals(
            this.#world,
            parsePolicyDocument(frozen, where, "resource"),
        );
        if (missing === undefined) return frozen;
        throw new AwsError(
            code,
            400,
            `${where}: invalid principal "${missing}"; it must exist before a policy names it`,
        );
    }

    #existing(arn: string): StoredKey {
        const key = this.#keys.get(arn);
        if (key === undefined) {
            throw new AwsError("KMS.NotFoundException", 400, `key ${arn} does not exist`);
        }
        return key;
    }
}

/** The first alias, which people know, else the id. */
function keyName(key: StoredKey): string {
    return key.aliases[0] ?? key.keyId;
}
