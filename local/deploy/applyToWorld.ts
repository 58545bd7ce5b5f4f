import type { S3Client } from "@aws-sdk/client-s3";
import type { World } from "../core/contracts";
import { catalogueHandlers } from "./handlers/catalogueHandlers";
import { functionHandlers } from "./handlers/functionHandlers";
import type { Handlers } from "./handlers/handler";
import { identityHandlers } from "./handlers/identityHandlers";
import { messagingHandlers } from "./handlers/messagingHandlers";
import { s3Handlers } from "./handlers/s3Handlers";
import { stateMachineHandlers } from "./handlers/stateMachineHandlers";
import { Inputs } from "./inputs";
import type { Plain } from "./propertyValues";
import type { ApplyResource, RegisteredResource } from "./resource";

/** Every resource type the local AWS can create. */
export const handlers: Handlers = {
    ...s3Handlers,
    ...identityHandlers,
    ...functionHandlers,
    ...messagingHandlers,
    ...stateMachineHandlers,
    ...catalogueHandlers,
};

/** What an explicit AWS provider resource says of where its resources go. Arguments arrive as JSON text. */
interface ProviderPlace {
    readonly account: string;
    readonly defaultTags: Readonly<Record<string, string>>;
}

const parsed = (value: Plain | undefined): unknown =>
    typeof value === "string" ? (JSON.parse(value) as unknown) : value;

function providerPlace(
    world: World,
    homeAccount: string,
    where: string,
    raw: Readonly<Record<string, Plain>>,
): ProviderPlace {
    if (raw["region"] !== world.region) {
        throw new Error(
            `${where}: region must be ${world.region}, got ${JSON.stringify(raw["region"])}`,
        );
    }
    const roles = (parsed(raw["assumeRoles"]) ?? []) as { roleArn: string; externalId?: string }[];
    let caller = world.administrator(homeAccount);
    let account = homeAccount;
    for (const { roleArn, externalId } of roles) {
        const session = world.iam.assumeRole(
            caller,
            roleArn,
            "pulumi",
            externalId === undefined ? {} : { externalId },
        );
        if (session.principal.kind !== "role") throw new Error(`${where}: not a role session`);
        caller = { ...caller, principal: session.principal };
        account = session.principal.account;
    }
    const allowed = (parsed(raw["allowedAccountIds"]) ?? []) as string[];
    if (!allowed.includes(account)) {
        throw new Error(
            `${where}: AWS account ID not allowed: ${account}; allowedAccountIds is ${JSON.stringify(allowed)}`,
        );
    }
    const tags = (parsed(raw["defaultTags"]) ?? {}) as { tags?: Record<string, string> };
    return { account, defaultTags: tags.tags ?? {} };
}

/** Provider arguments that do not change what the local AWS does. */
const providerArguments = new Set([
    "region",
    "allowedAccountIds",
    "assumeRoles",
    "defaultTags",
    // The SDK itself always sends these two.
    "skipCredentialsValidation",
    "skipRegionValidation",
]);

/**
 * Creates registered resources in `world`, each in the account of its explicit provider. Refuses a type without a
 * handler, a property nobody reads, a provider of another account or Region, and a resource without a provider.
 */
export function applyToWorld(options: {
    readonly world: World;
    /** Account of the deployment's own credentials. */
    readonly homeAccount: string;
    /** An S3 client with the administrator rights of `account`. */
    readonly s3For: (account: string) => S3Client;
}): ApplyResource {
    const { world } = options;
    const places = new Map<string, ProviderPlace>();
    const placeOf = (where: string, provider: RegisteredResource | undefined): ProviderPlace => {
        const place = provider && places.get(provider.urn);
        if (!place) throw new Error(`${where}: has no explicit provider, so no known account`);
        return place;
    };
    return async ({ urn, type, name, provider, inputs: raw }) => {
        const where = `${type} "${name}"`;
        if (type === "pulumi:providers:aws") {
            const unknown = Object.keys(raw).filter((key) => !providerArguments.has(key));
            if (unknown.length > 0) throw new Error(`${where}: unknown ${unknown.join(", ")}`);
            places.set(urn, providerPlace(world, options.homeAccount, where, raw));
            return { id: world.ids.uuid(), outputs: {} };
        }
        const handler = handlers[type];
        if (!handler) throw new Error(`${where}: the local AWS does not know this resource type`);
        const { account, defaultTags } = placeOf(where, provider);
        const inputs = new Inputs(where, raw);
        inputs.without("region", "checked with the provider");
        if (raw["region"] !== undefined && raw["region"] !== world.region) {
            throw new Error(`${where}: region must be ${world.region}`);
        }
        const tags = { ...defaultTags, ...inputs.map("tags") };
        const applied = await handler({
            world,
            account,
            ctx: world.administrator(account),
            s3: options.s3For(account),
            name,
            inputs,
            tags,
        });
        const unread = inputs.unread();
        if (unread.length > 0) {
            throw new Error(
                `the local AWS does not implement these properties: ${unread.join(", ")}`,
            );
        }
        return applied;
    };
}
