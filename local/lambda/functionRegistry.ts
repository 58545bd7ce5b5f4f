import { functionArn } from "../../model/naming/arn";
import {
    AwsError,
    type CallContext,
    type FunctionDefinition,
    type LambdaApi,
    type World,
} from "../core/contracts";
import { checkPassRole } from "../iam/checkPassRole";
import { refuseUnknownFields } from "../logs/refusal";
import { FunctionCode } from "./functionCode";
import { functionProblems } from "./functionProblems";
import { referenceArn, type FunctionReference } from "./functionReference";
import { nodeBinary } from "./nodeBinary";

/** An immutable state of a function: "$LATEST" as of now, or a published version. */
export interface FunctionVersion {
    /** "$LATEST" or "1", "2", ... */
    readonly version: string;
    readonly definition: FunctionDefinition;
    readonly codeSha256: string;
    readonly taskRoot: string;
    readonly nodeBinary: string;
}

export type Permission = Parameters<LambdaApi["addPermission"]>[3];
export type EventInvokeConfig = Parameters<LambdaApi["putEventInvokeConfig"]>[3];

interface StoredFunction {
    readonly account: string;
    readonly name: string;
    readonly arn: string;
    latest: FunctionVersion;
    readonly published: FunctionVersion[];
    readonly aliases: Map<string, string>;
    /** By qualifier; "" holds the unqualified function's. */
    readonly permissions: Map<string, Permission[]>;
    /** By qualifier, "$LATEST" included. */
    readonly eventInvokeConfigs: Map<string, EventInvokeConfig>;
}

/** Lambda's defaults of asynchronous invocation: two retries, six hours. */
const defaultEventInvokeConfig: EventInvokeConfig = {
    maximumRetryAttempts: 2,
    maximumEventAgeSeconds: 21_600,
};

const definitionFields = [
    ...["account", "name", "roleArn", "codeDirectory", "handler", "runtime", "timeoutSeconds"],
    ...["memoryMb", "environment", "reservedConcurrency", "logGroup", "kmsKeyArn", "publish"],
];

/** Functions, versions, aliases, resource policies and asynchronous settings: the control plane of Lambda. */
export class FunctionRegistry {
    readonly #world: World;
    readonly #code = new FunctionCode();
    /** By unqualified ARN. */
    readonly #functions = new Map<string, StoredFunction>();

    constructor(world: World) {
        this.#world = world;
    }

    create(ctx: CallContext, fn: FunctionDefinition): { arn: string; version: string } {
        const arn = this.#arn(fn.account, fn.name);
        if (this.#functions.has(arn)) {
            throw new AwsError(
                "ResourceConflictException",
                409,
                `Function already exist: ${fn.name}`,
            );
        }
        this.#authorize(ctx, "lambda:CreateFunction", arn, fn.account);
        const latest = this.#checked(ctx, fn);
        const stored: StoredFunction = {
            ...{ account: fn.account, name: fn.name, arn, latest, published: [] },
            ...{ aliases: new Map(), permissions: new Map(), eventInvokeConfigs: new Map() },
        };
        this.#functions.set(arn, stored);
        return { arn, version: fn.publish ? publish(stored) : "$LATEST" };
    }

    update(
        ctx: CallContext,
        account: string,
        name: string,
        fn: FunctionDefinition,
    ): { arn: string; version: string } {
        const stored = this.#existing(account, name);
        this.#authorize(ctx, "lambda:UpdateFunctionCode", stored.arn, account);
        this.#authorize(ctx, "lambda:UpdateFunctionConfiguration", stored.arn, account);
        if (fn.account !== account || fn.name !== name) {
            throw invalid(`function ${name}: its name and account cannot change, got "${fn.name}"`);
        }
        stored.latest = this.#checked(ctx, fn);
        return { arn: stored.arn, version: fn.publish ? publish(stored) : "$LATEST" };
    }

    delete(account: string, name: string): void {
        this.#functions.delete(this.#arn(account, name));
    }

    putAlias(account: string, name: string, alias: string, version: string): { arn: string } {
        const stored = this.#existing(account, name);
        if (!/^(?!\d+$)[A-Za-z0-9-_]{1,128}$/.test(alias)) {
            throw invalid(
                `alias: must be 1-128 letters, digits, - or _ and not a number, got "${alias}"`,
            );
        }
        if (version !== "$LATEST" && !stored.published.some((one) => one.version === version)) {
            throw notFound(`${stored.arn}:${version}`);
        }
        stored.aliases.set(alias, version);
        return { arn: `${stored.arn}:${alias}` };
    }

    addPermission(
        account: string,
        name: string,
        qualifier: string | undefined,
        statement: Permission,
    ): void {
        const stored = this.#existing(account, name);
        refuseUnknownFields(this.#world, `permission of ${name}`, statement, [
            ...["sid", "principal", "action", "sourceArn", "sourceAccount"],
        ]);
        if (qualifier === "$LATEST") {
            throw invalid("We currently do not support adding policies for $LATEST.");
        }
        if (qualifier !== undefined) this.#resolved(stored, qualifier);
        const statements = stored.permissions.get(qualifier ?? "") ?? [];
        if (statements.some(({ sid }) => sid === statement.sid)) {
            throw new AwsError(
                "ResourceConflictException",
                409,
                `The statement id (${statement.sid}) provided already exists.`,
            );
        }
        stored.permissions.set(qualifier ?? "", [...statements, statement]);
    }

    removePermission(
        account: string,
        name: string,
        qualifier: string | undefined,
        sid: string,
    ): void {
        const { permissions } = this.#existing(account, name);
        const rest = (permissions.get(qualifier ?? "") ?? []).filter((one) => one.sid !== sid);
        permissions.set(qualifier ?? "", rest);
    }

    putEventInvokeConfig(
        account: string,
        name: string,
        qualifier: string,
        config: EventInvokeConfig,
    ): void {
        const stored = this.#existing(account, name);
        this.#resolved(stored, qualifier);
        const { maximumRetryAttempts: retries, maximumEventAgeSeconds: age, onFailureArn } = config;
        if (!Number.isInteger(retries) || retries < 0 || retries > 2) {
            throw invalid(`function ${name}: maximumRetryAttempts must be 0 to 2, got ${retries}`);
        }
        if (!Number.isInteger(age) || age < 60 || age > 21_600) {
            throw invalid(
                `function ${name}: maximumEventAgeSeconds must be 60 to 21600, got ${age}`,
            );
        }
        if (onFailureArn !== undefined && !/^arn:[^:]+:(sqs|sns):/.test(onFailureArn)) {
            throw invalid(
                `function ${name}: onFailure must be an SQS queue or SNS topic, got "${onFailureArn}"`,
            );
        }
        stored.eventInvokeConfigs.set(qualifier, config);
    }

    eventInvokeConfig({ account, name, qualifier }: FunctionReference): EventInvokeConfig {
        const configs = this.#existing(account, name).eventInvokeConfigs;
        return configs.get(qualifier ?? "$LATEST") ?? defaultEventInvokeConfig;
    }

    /** The version that a reference means now. Throws ResourceNotFoundException. */
    resolve({ account, name, qualifier }: FunctionReference): FunctionVersion {
        return this.#resolved(this.#existing(account, name), qualifier ?? "$LATEST");
    }

    /** Reserved concurrency belongs to the function, not to a version; undefined when none is reserved. */
    reservedConcurrency({ account, name }: FunctionReference): number | undefined {
        const { reservedConcurrency } = this.#existing(account, name).latest.definition;
        return reservedConcurrency === -1 ? undefined : reservedConcurrency;
    }

    /**
     * Resource policies that speak about exactly this qualifier: a permission on the function says nothing about its
     * aliases or versions, and the other way round. Unqualified calls and $LATEST share one policy.
     */
    resourcePolicies(reference: FunctionReference): { name: string; document: unknown }[] {
        const { account, name, qualifier } = reference;
        const own = qualifier === "$LATEST" ? undefined : qualifier;
        const permissions = this.#functions
            .get(this.#arn(account, name))
            ?.permissions.get(own ?? "");
        if (permissions === undefined || permissions.length === 0) return [];
        const resource = referenceArn(this.#world, reference);
        return [
            {
                name: `function policy of ${resource.split(":").slice(6).join(":")}`,
                document: {
                    Version: "2012-10-17",
                    Statement: permissions.map((one) => statementOf(one, resource)),
                },
            },
        ];
    }

    /** Forgets the copies of code. */
    close(): void {
        this.#code.remove();
    }

    #checked(ctx: CallContext, fn: FunctionDefinition): FunctionVersion {
        refuseUnknownFields(this.#world, `function ${fn.name}`, fn, definitionFields);
        const problems = functionProblems(fn);
        if (problems.length > 0) {
            throw invalid(`function ${fn.name}:\n  - ${problems.join("\n  - ")}`);
        }
        checkPassRole(this.#world, ctx, fn.roleArn, "lambda.amazonaws.com");
        try {
            assumeExecutionRole(this.#world, fn);
        } catch (error) {
            if (!(error instanceof AwsError)) throw error;
            throw invalid(
                `The role defined for the function cannot be assumed by Lambda. (${fn.roleArn}: ${error.message})`,
            );
        }
        const { kmsKeyArn } = fn;
        // Lambda decrypts the environment through a grant that the creator makes; the execution role needs no right.
        if (kmsKeyArn !== undefined && !this.#world.kms.resolve(fn.account, kmsKeyArn)) {
            throw invalid(`function ${fn.name}: key ${kmsKeyArn} does not exist`);
        }
        const binary = nodeBinary(fn.runtime);
        const { sha256, folder } = this.#code.store(fn.name, fn.codeDirectory);
        return {
            version: "$LATEST",
            definition: { ...fn, environment: { ...fn.environment } },
            codeSha256: sha256,
            taskRoot: folder,
            nodeBinary: binary,
        };
    }

    #existing(account: string, name: string): StoredFunction {
        const arn = this.#arn(account, name);
        const stored = this.#functions.get(arn);
        if (stored === undefined) throw notFound(arn);
        return stored;
    }

    #resolved(stored: StoredFunction, qualifier: string): FunctionVersion {
        const version = stored.aliases.get(qualifier) ?? qualifier;
        if (version === "$LATEST") return stored.latest;
        const found = stored.published.find((one) => one.version === version);
        if (found === undefined) throw notFound(`${stored.arn}:${qualifier}`);
        return found;
    }

    #arn(account: string, name: string): string {
        const { partition, region } = this.#world;
        return functionArn({ partition, account, region }, name);
    }

    #authorize(ctx: CallContext, action: string, resource: string, account: string): void {
        this.#world.authorize(ctx, { action, resource, resourceAccount: account });
    }
}

/**
 * A session of the function's role for Lambda itself. No aws:SourceArn or aws:SourceAccount is sent, because AWS
 * documents none for execution roles; a trust policy that asks for them is refused here (the stricter reading).
 */
export function assumeExecutionRole(
    world: World,
    fn: FunctionDefinition,
): ReturnType<World["iam"]["assumeRole"]> {
    return world.iam.assumeRole(world.serviceContext("lambda.amazonaws.com"), fn.roleArn, fn.name);
}

/** Publishes $LATEST; nothing new means the last version again, as on AWS. */
function publish(stored: StoredFunction): string {
    const last = stored.published.at(-1);
    if (last !== undefined && identity(last) === identity(stored.latest)) return last.version;
    const version = String(stored.published.length + 1);
    stored.published.push({ ...stored.latest, version });
    return version;
}

function identity({ definition, codeSha256 }: FunctionVersion): string {
    const { codeDirectory: _folder, reservedConcurrency: _reserved, ...rest } = definition;
    return JSON.stringify([codeSha256, Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

function statementOf(permission: Permission, resource: string): Record<string, unknown> {
    const { sid, principal, action, sourceArn, sourceAccount } = permission;
    const isService = principal.includes(".amazonaws.com");
    const conditions = {
        ...(sourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": sourceArn } }),
        ...(sourceAccount === undefined
            ? {}
            : { StringEquals: { "AWS:SourceAccount": sourceAccount } }),
    };
    return {
        Sid: sid,
        Effect: "Allow",
        Principal: isService
            ? { Service: principal }
            : principal === "*"
              ? "*"
              : { AWS: principal },
        Action: action,
        Resource: resource,
        ...(Object.keys(conditions).length === 0 ? {} : { Condition: conditions }),
    };
}

const invalid = (message: string): AwsError =>
    new AwsError("InvalidParameterValueException", 400, message);

const notFound = (arn: string): AwsError =>
    new AwsError("ResourceNotFoundException", 404, `Function not found: ${arn}`);
