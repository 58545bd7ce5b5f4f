import { roleArn } from "../../naming/arn";
import type { StackConfig } from "../../config/types";
import { ownLogs } from "./functionRole";
import { policyDocument, type PolicyDocument } from "./statement";

/** The task function has no data rights of its own: it assumes the role of the tier it works for. */
export function taskFunctionRole(config: StackConfig): PolicyDocument {
    return policyDocument(
        {
            Sid: "AssumeTaskRoles",
            Effect: "Allow",
            Action: "sts:AssumeRole",
            Resource: roleArn(config.partition, config.account, `${config.namePrefix}-task-*`),
        },
        ownLogs(config, "task"),
    );
}
