import type { World } from "./contracts";
import { WorldBase, type ServiceFactories, type ServiceName, type WorldOptions } from "./worldBase";

/** Services of a test world: ready ones, or how to build them (`(world) => new S3Service(world)`). */
export type TestServices = {
    readonly [Name in ServiceName]?:
        Partial<World[Name]> | ((world: World) => Partial<World[Name]>);
};

/**
 * A world with real clock, ids, IAM, KMS and authorisation, and only the given services, for unit tests of one service.
 * Using a service that was not given throws and names it. Accounts 111122223333 and 444455556666, eu-west-1.
 */
export function createTestWorld(
    services: TestServices = {},
    options: Partial<WorldOptions> = {},
): WorldBase {
    const factories = Object.fromEntries(
        Object.entries(services).map(([name, service]) => [
            name,
            typeof service === "function" ? service : () => service,
        ]),
    ) as ServiceFactories;
    return new WorldBase(
        { accounts: ["111122223333", "444455556666"], region: "eu-west-1", ...options },
        factories,
    );
}
