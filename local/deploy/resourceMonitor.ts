/**
 * Stands in for the Pulumi engine towards a program process: the ResourceMonitor and Engine gRPC services. It is
 * NOT the engine: there is no state, diff, plan or delete; every run applies everything once. What it shows is what
 * the program registers, and (with an `apply`) that the local AWS accepts it.
 */
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as engine from "@pulumi/pulumi/proto/engine_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type Plain, plainObject } from "./propertyValues";
import type { ApplyResource, RegisteredResource } from "./resource";

/** Features the SDK may use with us; the others change the wire form in ways this monitor does not read. */
const supportedFeatures = new Set(["secrets", "resourceReferences", "aliasSpecs", "deletedWith"]);

export interface MonitorResult {
    readonly resources: readonly RegisteredResource[];
    /** The stack's exports. */
    readonly exports: Readonly<Record<string, Plain>>;
    readonly log: readonly {
        readonly severity: "info" | "warning" | "error";
        readonly message: string;
    }[];
}

export interface ResourceMonitor {
    readonly address: string;
    result(): MonitorResult;
    close(): void;
}

const text = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Starts both services on one loopback port. `onResource` is told of each resource once it is applied. */
export async function startResourceMonitor(options: {
    readonly project: string;
    readonly stack: string;
    readonly apply: ApplyResource;
    readonly onResource?: ((resource: RegisteredResource) => void) | undefined;
}): Promise<ResourceMonitor> {
    const byUrn = new Map<string, RegisteredResource>();
    const log: { severity: "info" | "warning" | "error"; message: string }[] = [];
    let exported: Record<string, Plain> = {};
    let rootUrn = "";

    const urnOf = (type: string, name: string, parent: string): string => {
        const parentType = parent ? (parent.split("::")[2] ?? "") : "";
        const qualified =
            parentType && parentType !== "pulumi:pulumi:Stack" ? `${parentType}$${type}` : type;
        return `urn:pulumi:${options.stack}::${options.project}::${qualified}::${name}`;
    };

    const register = async (
        request: proto.RegisterResourceRequest,
    ): Promise<proto.RegisterResourceResponse> => {
        const type = request.getType();
        const name = request.getName();
        const parent = request.getParent();
        const urn = urnOf(type, name, parent);
        if (byUrn.has(urn)) throw new Error(`duplicate resource URN ${urn}`);
        const inputs = plainObject(request.getObject()?.toJavaScript());
        const providerUrn = request.getProvider().split("::").slice(0, -1).join("::");
        const applied = request.getCustom()
            ? await options.apply({ urn, type, name, provider: byUrn.get(providerUrn), inputs })
            : { id: "", outputs: {} };
        const resource: RegisteredResource = {
            urn,
            type,
            name,
            custom: request.getCustom(),
            parent,
            provider: request.getProvider(),
            protect: request.getProtect() ?? false,
            dependencies: request.getDependenciesList(),
            propertyDependencies: Object.fromEntries(
                [...request.getPropertydependenciesMap().entries()].map(([key, value]) => [
                    key,
                    value.getUrnsList(),
                ]),
            ),
            inputs,
            ...applied,
        };
        byUrn.set(urn, resource);
        options.onResource?.(resource);
        const response = new proto.RegisterResourceResponse();
        response.setUrn(urn);
        response.setId(resource.id);
        response.setObject(Struct.fromJavaScript({ ...inputs, ...resource.outputs }));
        return response;
    };

    const unary =
        <Request, Response>(handle: (request: Request) => Promise<Response> | Response) =>
        (
            call: grpc.ServerUnaryCall<Request, Response>,
            done: grpc.sendUnaryData<Response>,
        ): void => {
            Promise.resolve()
                .then(() => handle(call.request))
                .then(
                    (response) => {
                        done(null, response);
                    },
                    (error: unknown) => {
                        log.push({ severity: "error", message: text(error) });
                        done({ code: grpc.status.UNKNOWN, message: text(error) });
                    },
                );
        };

    const server = new grpc.Server();
    server.addService(ResourceMonitorService, {
        supportsFeature: unary((request: proto.SupportsFeatureRequest) => {
            const response = new proto.SupportsFeatureResponse();
            response.setHassupport(supportedFeatures.has(request.getId()));
            return response;
        }),
        registerResource: unary(register),
        registerResourceOutputs: unary((request: proto.RegisterResourceOutputsRequest) => {
            if (request.getUrn() === rootUrn) {
                exported = plainObject(request.getOutputs()?.toJavaScript());
            }
            return new Empty();
        }),
        invoke: unary((request: proto.ResourceInvokeRequest) => {
            throw new Error(
                `the program calls ${request.getTok()}; data sources are not part of this product`,
            );
        }),
        readResource: unary((request: proto.ReadResourceRequest) => {
            throw new Error(`the program reads ${request.getType()}, which is not supported here`);
        }),
        signalAndWaitForShutdown: unary(() => new Empty()),
    });
    server.addService(EngineService, {
        log: unary((request: engine.LogRequest) => {
            const severity = request.getSeverity();
            if (severity !== engine.LogSeverity.DEBUG) {
                log.push({
                    severity:
                        severity === engine.LogSeverity.ERROR
                            ? "error"
                            : severity === engine.LogSeverity.WARNING
                              ? "warning"
                              : "info",
                    message: request.getMessage(),
                });
            }
            return new Empty();
        }),
        setRootResource: unary((request: engine.SetRootResourceRequest) => {
            rootUrn = request.getUrn();
            return new engine.SetRootResourceResponse();
        }),
        getRootResource: unary(() => {
            const response = new engine.GetRootResourceResponse();
            response.setUrn(rootUrn);
            return response;
        }),
    });
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) => {
            if (error) reject(error);
            else resolve(bound);
        });
    });
    return {
        address: `127.0.0.1:${port}`,
        result: () => ({ resources: [...byUrn.values()], exports: exported, log: [...log] }),
        close: () => {
            server.forceShutdown();
        },
    };
}
