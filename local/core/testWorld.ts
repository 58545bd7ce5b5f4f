import type { World } from "./contracts";
import { WorldBase, type WorldOptions } from "./worldBase";

/** The services that are built on top of a world's base. */
type ServiceName =
    | "s3"
    | "s3control"
    | "inventory"
    | "lambda"
    | "events"
    | "scheduler"
    | "sqs"
    | "sns"
    | "cloudwatch"
    | "logs"
    | "states"
    | "catalogue";

/** Services of a test world: ready ones, or how to build them (`(world) => new S3Service(world)`). */
export type TestServices = {
    readonly [Name in ServiceName]?:
        Partial<World[Name]> | ((world: World) => Partial<World[Name]>);
};

/**
 * A world with real clock, ids, IAM, KMS and authorisation, and only the given services, for unit tests of one service.
 * A service is built when first used; using one that was not given throws and names it. By default accounts
 * 111122223333 and 444455556666, eu-west-1.
 */
export function createTestWorld(
    services: TestServices = {},
    options: Partial<WorldOptions> = {},
): TestWorld {
    return new TestWorld(services, {
        accounts: ["111122223333", "444455556666"],
        region: "eu-west-1",
        ...options,
    });
}

class TestWorld extends WorldBase {
    readonly #given: TestServices;
    readonly #built = new Map<ServiceName, unknown>();

    constructor(given: TestServices, options: WorldOptions) {
        super(options);
        this.#given = given;
    }

    get s3(): World["s3"] {
        return this.#service("s3");
    }
    get s3control(): World["s3control"] {
        return this.#service("s3control");
    }
    get inventory(): World["inventory"] {
        return this.#service("inventory");
    }
    get lambda(): World["lambda"] {
        return this.#service("lambda");
    }
    get events(): World["events"] {
        return this.#service("events");
    }
    get scheduler(): World["scheduler"] {
        return this.#service("scheduler");
    }
    get sqs(): World["sqs"] {
        return this.#service("sqs");
    }
    get sns(): World["sns"] {
        return this.#service("sns");
    }
    get cloudwatch(): World["cloudwatch"] {
        return this.#service("cloudwatch");
    }
    get logs(): World["logs"] {
        return this.#service("logs");
    }
    get states(): World["states"] {
        return this.#service("states");
    }
    get catalogue(): World["catalogue"] {
        return this.#service("catalogue");
    }

    #service<Name extends ServiceName>(name: Name): World[Name] {
        const built = this.#built.get(name) as World[Name] | undefined;
        if (built !== undefined) return built;
        const given = this.#given[name] as
            World[Name] | ((world: World) => World[Name]) | undefined;
        if (given === undefined) {
            throw new Error(
                `world.${name}: this world was made without it; give it to createTestWorld`,
            );
        }
        const service = typeof given === "function" ? given(this) : given;
        this.#built.set(name, service);
        return service;
    }
}

export type { TestWorld };
