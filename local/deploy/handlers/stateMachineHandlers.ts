import type { Handlers } from "./handler";

/** Step Functions. */
export const stateMachineHandlers: Handlers = {
    "aws:sfn/stateMachine:StateMachine": ({ world, account, ctx, inputs, tags }) => {
        const name = inputs.text("name");
        inputs.only("publish", false);
        inputs.optionalInner("tracingConfiguration")?.only("enabled", false);
        inputs.optionalInner("encryptionConfiguration")?.only("type", "AWS_OWNED_KEY");
        const logging = inputs.optionalInner("loggingConfiguration");
        const { arn, revisionId, createdAt } = world.states.createStateMachine(ctx, account, {
            name,
            roleArn: inputs.text("roleArn"),
            definition: inputs.text("definition"),
            type: inputs.optionalText("type"),
            logging: logging && {
                level: logging.optionalText("level"),
                includeExecutionData: logging.optionalFlag("includeExecutionData"),
                logGroupArn: logging.optionalText("logDestination"),
            },
            tags,
        });
        return {
            id: arn,
            outputs: {
                ...{ arn, revisionId, status: "ACTIVE" },
                creationDate: createdAt.toISOString().replace(/\.\d+Z$/, "Z"),
                stateMachineVersionArn: "",
            },
        };
    },
};
