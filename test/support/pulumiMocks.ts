import * as pulumi from "@pulumi/pulumi";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";

/** A resource as the program registered it under mocks. */
export interface MockedResource {
    readonly type: string;
    readonly name: string;
    /** Name of the parent; "" directly below the stack. */
    readonly parent: string;
    /** Name of the explicit provider; "" when there is none. */
    readonly provider: string;
    readonly custom: boolean;
    readonly protect: boolean;
    /** Names of everything it waits for, sorted. */
    readonly dependsOn: readonly string[];
    readonly inputs: Readonly<Record<string, unknown>>;
}

export interface MockedRun<T> {
    readonly result: T;
    /** Everything registered, components included, sorted by type and name. */
    readonly resources: readonly MockedResource[];
    /** The one resource of this type and name. */
    find(type: string, name: string): MockedResource;
    /** Every resource of a type. */
    all(type: string): readonly MockedResource[];
}

interface Monitor {
    registerResource(request: RegisterResourceRequest, callback: unknown): Promise<void>;
}

/** Computed properties of the real provider that the program reads. */
function computed(type: string, name: string, inputs: Record<string, unknown>): object {
    if (type === "aws:lambda/function:Function") {
        const arn = `arn:mock:lambda:${String(inputs["name"])}`;
        return { arn, version: "1", qualifiedArn: `${arn}:1` };
    }
    if (type === "aws:kms/key:Key") return { arn: `arn:mock:key/${name}`, keyId: `id-of-${name}` };
    return { arn: `arn:mock:${type}:${name}`, url: `https://mock/${name}` };
}

const nameOf = (urn: string): string => urn.split("::").at(-1) ?? "";
const parentOf = (urn: string): string =>
    urn === "" || urn.includes("::pulumi:pulumi:Stack::") ? "" : nameOf(urn);

/**
 * Runs a program in process against mocks and answers everything it registered. Children register
 * asynchronously; this waits for all of them.
 */
export async function runWithMocks<T>(
    program: () => T,
    options: { readonly stack?: string; readonly preview?: boolean } = {},
): Promise<MockedRun<T>> {
    const resources: MockedResource[] = [];
    const inputsOf = new Map<string, Record<string, unknown>>();
    await pulumi.runtime.setMocks(
        {
            newResource({ type, name, inputs }) {
                const given = inputs as Record<string, unknown>;
                inputsOf.set(`${type}|${name}`, given);
                // In a first preview the provider has computed nothing: what depends on it is unknown.
                const known = options.preview === true ? {} : computed(type, name, given);
                const state = { ...given, ...known };
                return { id: `${name}-id`, state };
            },
            call({ token }) {
                throw new Error(`the program calls ${token}; it may use no data source`);
            },
        },
        "archival",
        options.stack ?? "test",
        options.preview ?? false,
        "organization",
    );
    recordRequests(pulumi.runtime.getMonitor() as unknown as Monitor, (request) => {
        const type = request.getType();
        const name = request.getName();
        resources.push({
            type,
            name,
            parent: parentOf(request.getParent()),
            provider: nameOf(request.getProvider().split("::").slice(0, -1).join("::")),
            custom: request.getCustom(),
            protect: request.getProtect() ?? false,
            dependsOn: [...new Set(request.getDependenciesList().map(nameOf))].sort(),
            inputs: inputsOf.get(`${type}|${name}`) ?? {},
        });
    });
    const result = program();
    await pulumi.runtime.disconnect();
    const sortKey = ({ type, name }: MockedResource): string => `${type}|${name}`;
    resources.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    return {
        result,
        resources,
        find(type, name) {
            const found = resources.filter((r) => r.type === type && r.name === name);
            const [only] = found;
            if (only === undefined || found.length > 1) {
                throw new Error(`${found.length} resources ${type} "${name}" were registered`);
            }
            return only;
        },
        all: (type) => resources.filter((r) => r.type === type),
    };
}

/** The mocks' callback is told no parent, protection or dependencies; the request to the monitor has them. */
function recordRequests(
    monitor: Monitor,
    record: (request: RegisterResourceRequest) => void,
): void {
    const register = monitor.registerResource.bind(monitor);
    monitor.registerResource = async (request, callback) => {
        await register(request, callback);
        record(request);
    };
}
