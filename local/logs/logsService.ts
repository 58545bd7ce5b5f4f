import { dnsSuffix, logGroupArn } from "../../model/naming/arn";
import { AwsError, type CallContext, type LogsApi, type World } from "../core/contracts";
import { emfMetrics } from "./emfMetrics";

interface LogLine {
    readonly at: Date;
    readonly stream: string;
    readonly line: string;
}

interface LogGroup {
    readonly arn: string;
    readonly retentionDays: number | undefined;
    readonly streams: Set<string>;
    lines: LogLine[];
}

const millisecondsPerDay = 86_400_000;

/** CloudWatch Logs: groups, streams, lines with retention, and the metrics that lines embed. */
export class LogsService implements LogsApi {
    readonly #world: World;
    /** By group ARN. */
    readonly #groups = new Map<string, LogGroup>();

    constructor(world: World) {
        this.#world = world;
    }

    /**
     * Declares a group. With a key, CloudWatch Logs must be allowed to use it for this group (key policy with
     * `kms:EncryptionContext:aws:logs:arn`), else AccessDenied, as on AWS at association.
     */
    createLogGroup(
        account: string,
        group: { name: string; retentionDays?: number; kmsKeyArn?: string },
    ): { arn: string } {
        if (!/^[.\-_/#A-Za-z0-9]{1,512}$/.test(group.name)) {
            throw new AwsError(
                "InvalidParameterException",
                400,
                `logGroupName: must be 1-512 characters of a-zA-Z0-9_-/.#, got "${group.name}"`,
            );
        }
        const arn = this.#arn(account, group.name);
        if (this.#groups.has(arn)) {
            throw new AwsError(
                "ResourceAlreadyExistsException",
                400,
                `The specified log group already exists: ${group.name}`,
            );
        }
        if (group.kmsKeyArn !== undefined) {
            const { region } = this.#world;
            const logs = this.#world.serviceContext(
                `logs.${region}.${dnsSuffix(this.#world.partition)}`,
                { account },
            );
            const encryptionContext = { "aws:logs:arn": arn };
            this.#world.kms.use(logs, group.kmsKeyArn, "kms:GenerateDataKey", encryptionContext);
            this.#world.kms.use(logs, group.kmsKeyArn, "kms:Decrypt", encryptionContext);
        }
        this.#groups.set(arn, {
            arn,
            retentionDays: group.retentionDays,
            streams: new Set(),
            lines: [],
        });
        return { arn };
    }

    deleteLogGroup(account: string, name: string): void {
        this.#groups.delete(this.#arn(account, name));
    }

    write(
        ctx: CallContext,
        account: string,
        group: string,
        stream: string,
        lines: readonly string[],
    ): void {
        const arn = this.#arn(account, group);
        if (!this.#groups.has(arn)) {
            // As Lambda does when nobody declared the group.
            this.#authorize(ctx, account, "logs:CreateLogGroup", arn);
            this.createLogGroup(account, { name: group });
        }
        const stored = this.#groups.get(arn);
        if (stored === undefined) throw new Error(`log group ${arn} vanished`);
        const streamArn = `${arn}:log-stream:${stream}`;
        if (!stored.streams.has(stream)) {
            this.#authorize(ctx, account, "logs:CreateLogStream", streamArn);
            stored.streams.add(stream);
        }
        this.#authorize(ctx, account, "logs:PutLogEvents", streamArn);
        const at = this.#world.clock.date();
        for (const line of lines) {
            stored.lines.push({ at, stream, line });
            for (const metric of emfMetrics(line)) {
                const { unit, ...rest } = metric;
                this.#world.cloudwatch.putMetric(
                    account,
                    unit === undefined ? rest : { ...rest, unit },
                );
            }
        }
    }

    lines(account: string, group: string): readonly LogLine[] {
        const stored = this.#groups.get(this.#arn(account, group));
        if (stored === undefined) {
            throw new AwsError(
                "ResourceNotFoundException",
                400,
                `The specified log group does not exist: ${group}`,
            );
        }
        if (stored.retentionDays !== undefined) {
            const oldest = this.#world.clock.now() - stored.retentionDays * millisecondsPerDay;
            stored.lines = stored.lines.filter((line) => line.at.getTime() > oldest);
        }
        return [...stored.lines];
    }

    #arn(account: string, group: string): string {
        const { partition, region } = this.#world;
        return logGroupArn({ partition, region, account }, group);
    }

    #authorize(ctx: CallContext, account: string, action: string, resource: string): void {
        this.#world.authorize(ctx, { action, resource, resourceAccount: account });
    }
}
