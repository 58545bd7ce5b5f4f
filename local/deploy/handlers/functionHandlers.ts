import { logGroupArn, scheduleGroupArn } from "../../../model/naming/arn";
import type { ScheduleDefinition } from "../../core/contracts";
import type { Deployment, Handlers } from "./handler";

const place = ({ world, account }: Deployment) => ({
    partition: world.partition,
    region: world.region,
    account,
});

const nameOfArn = (arnOrName: string): string => arnOrName.split(":")[6] ?? arnOrName;

/** Lambda, CloudWatch Logs, EventBridge rules and EventBridge Scheduler. */
export const functionHandlers: Handlers = {
    "aws:cloudwatch/logGroup:LogGroup": (deployment) => {
        const { world, account, inputs } = deployment;
        const name = inputs.text("name");
        const retentionDays = inputs.optionalNumber("retentionInDays");
        const kmsKeyArn = inputs.optionalText("kmsKeyId");
        inputs.without("skipDestroy", "the rehearsal destroys nothing");
        inputs.without("deletionProtectionEnabled", "the rehearsal destroys nothing");
        world.logs.createLogGroup(account, {
            name,
            ...(retentionDays === undefined ? {} : { retentionDays }),
            ...(kmsKeyArn === undefined ? {} : { kmsKeyArn }),
        });
        return { id: name, outputs: { arn: logGroupArn(place(deployment), name) } };
    },

    "aws:lambda/function:Function": ({ world, account, ctx, inputs }) => {
        const name = inputs.text("name");
        inputs.only("packageType", "Zip");
        inputs.without("architectures", "native architecture; AWS runs arm64 (stated deviation)");
        inputs.without("description", "shown to people only");
        inputs.without("sourceCodeHash", "only the engine's diff reads it");
        inputs.only("skipDestroy", false);
        const tracing = inputs.optionalInner("tracingConfig");
        tracing?.only("mode", "PassThrough");
        const logging = inputs.optionalInner("loggingConfig");
        const logGroup = logging?.optionalText("logGroup");
        logging?.without("logFormat", "lines are kept as written");
        logging?.without("applicationLogLevel", "lines are kept as written");
        logging?.without("systemLogLevel", "lines are kept as written");
        const reservedConcurrency = inputs.optionalNumber("reservedConcurrentExecutions");
        const kmsKeyArn = inputs.optionalText("kmsKeyArn");
        const storage = inputs.optionalInner("ephemeralStorage");
        const megabytes = storage?.optionalNumber("size") ?? 512;
        // The child process has the machine's disk; the range is Lambda's.
        if (!Number.isInteger(megabytes) || megabytes < 512 || megabytes > 10_240) {
            throw new Error(`ephemeralStorage.size must be 512 to 10240, got ${megabytes}`);
        }
        const { arn, version } = world.lambda.createFunction(ctx, {
            account,
            name,
            roleArn: inputs.text("role"),
            codeDirectory: inputs.inner("code").text("path"),
            handler: inputs.text("handler"),
            runtime: inputs.text("runtime"),
            timeoutSeconds: inputs.optionalNumber("timeout") ?? 3,
            memoryMb: inputs.optionalNumber("memorySize") ?? 128,
            environment: inputs.optionalInner("environment")?.map("variables") ?? {},
            publish: inputs.optionalFlag("publish") ?? false,
            reservedConcurrency,
            kmsKeyArn,
            logGroup,
        });
        return {
            id: name,
            outputs: { arn, version, qualifiedArn: `${arn}:${version}`, invokeArn: arn },
        };
    },

    "aws:lambda/alias:Alias": ({ world, account, inputs }) => {
        const fn = nameOfArn(inputs.text("functionName"));
        const alias = inputs.text("name");
        inputs.without("description", "shown to people only");
        const { arn } = world.lambda.putAlias(account, fn, alias, inputs.text("functionVersion"));
        return { id: arn, outputs: { arn } };
    },

    "aws:lambda/permission:Permission": ({ world, account, inputs, name }) => {
        const fn = nameOfArn(inputs.text("function"));
        const sid = inputs.optionalText("statementId") ?? name;
        const sourceArn = inputs.optionalText("sourceArn");
        const sourceAccount = inputs.optionalText("sourceAccount");
        world.lambda.addPermission(account, fn, inputs.optionalText("qualifier"), {
            sid,
            principal: inputs.text("principal"),
            action: inputs.text("action"),
            ...(sourceArn === undefined ? {} : { sourceArn }),
            ...(sourceAccount === undefined ? {} : { sourceAccount }),
        });
        return { id: sid, outputs: { statementId: sid } };
    },

    "aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig": ({
        world,
        account,
        inputs,
    }) => {
        const fn = nameOfArn(inputs.text("functionName"));
        const qualifier = inputs.text("qualifier");
        const onFailureArn = inputs
            .optionalInner("destinationConfig")
            ?.optionalInner("onFailure")
            ?.text("destination");
        world.lambda.putEventInvokeConfig(account, fn, qualifier, {
            maximumRetryAttempts: inputs.optionalNumber("maximumRetryAttempts") ?? 2,
            maximumEventAgeSeconds: inputs.optionalNumber("maximumEventAgeInSeconds") ?? 21_600,
            ...(onFailureArn === undefined ? {} : { onFailureArn }),
        });
        return { id: `${fn}:${qualifier}`, outputs: {} };
    },

    "aws:cloudwatch/eventRule:EventRule": ({ world, account, inputs }) => {
        const name = inputs.text("name");
        inputs.without("description", "shown to people only");
        const { arn } = world.events.putRule(account, {
            name,
            pattern: inputs.document("eventPattern"),
            enabled: (inputs.optionalText("state") ?? "ENABLED") === "ENABLED",
        });
        return { id: name, outputs: { arn } };
    },

    "aws:cloudwatch/eventTarget:EventTarget": ({ world, account, inputs, name }) => {
        const rule = inputs.text("rule");
        const id = inputs.optionalText("targetId") ?? name;
        const deadLetterArn = inputs.optionalInner("deadLetterConfig")?.text("arn");
        const retry = inputs.optionalInner("retryPolicy");
        const maximumRetryAttempts = retry?.optionalNumber("maximumRetryAttempts");
        const maximumEventAgeSeconds = retry?.optionalNumber("maximumEventAgeInSeconds");
        const roleArn = inputs.optionalText("roleArn");
        world.events.putTarget(account, rule, {
            id,
            arn: inputs.text("arn"),
            ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
            ...(maximumRetryAttempts === undefined ? {} : { maximumRetryAttempts }),
            ...(maximumEventAgeSeconds === undefined ? {} : { maximumEventAgeSeconds }),
            ...(roleArn === undefined ? {} : { roleArn }),
        });
        return { id: `${rule}-${id}`, outputs: {} };
    },

    "aws:scheduler/scheduleGroup:ScheduleGroup": (deployment) => {
        const { world, account, inputs } = deployment;
        const name = inputs.text("name");
        world.scheduler.createGroup(account, name);
        return { id: name, outputs: { arn: scheduleGroupArn(place(deployment), name) } };
    },

    "aws:scheduler/schedule:Schedule": ({ world, account, inputs }) => {
        const target = inputs.inner("target");
        const retry = target.optionalInner("retryPolicy");
        const window = inputs.inner("flexibleTimeWindow");
        const input = target.optionalText("input");
        const deadLetterArn = target.optionalInner("deadLetterConfig")?.text("arn");
        const maximumRetryAttempts = retry?.optionalNumber("maximumRetryAttempts");
        const maximumEventAgeSeconds = retry?.optionalNumber("maximumEventAgeInSeconds");
        inputs.without("description", "shown to people only");
        const schedule: ScheduleDefinition = {
            group: inputs.text("groupName"),
            name: inputs.text("name"),
            expression: inputs.text("scheduleExpression"),
            timezone: inputs.optionalText("scheduleExpressionTimezone") ?? "UTC",
            enabled: (inputs.optionalText("state") ?? "ENABLED") === "ENABLED",
            flexibleWindowMinutes:
                window.text("mode") === "FLEXIBLE"
                    ? window.number("maximumWindowInMinutes")
                    : undefined,
            kmsKeyArn: inputs.optionalText("kmsKeyArn"),
            target: {
                arn: target.text("arn"),
                roleArn: target.text("roleArn"),
                ...(input === undefined ? {} : { input }),
                ...(deadLetterArn === undefined ? {} : { deadLetterArn }),
                ...(maximumRetryAttempts === undefined ? {} : { maximumRetryAttempts }),
                ...(maximumEventAgeSeconds === undefined ? {} : { maximumEventAgeSeconds }),
            },
        };
        const { arn } = world.scheduler.putSchedule(account, schedule);
        return { id: `${schedule.group}/${schedule.name}`, outputs: { arn } };
    },
};
