import type { StackConfig } from "../../config/types";
import {
    controlKeys,
    controlObjects,
    deadLetters,
    foundationKeyUse,
    listControl,
    listJobs,
    liveFunctionArn,
    ownLogs,
    readObjects,
} from "./functionRole";
import { policyDocument, type PolicyDocument } from "./statement";

/** Looks at everything, changes nothing, and wakes the functions whose work is missing. */
export function watchdogRole(config: StackConfig): PolicyDocument {
    const { inventory, config: plans, runs, jobs, scans } = controlKeys;
    return policyDocument(
        listControl(config, [inventory, plans, runs, scans]),
        readObjects("State", controlObjects(config, [plans, runs, jobs, scans])),
        listJobs(),
        {
            Sid: "Wake",
            Effect: "Allow",
            Action: "lambda:InvokeFunction",
            Resource: [liveFunctionArn(config, "submit"), liveFunctionArn(config, "reconcile")],
        },
        foundationKeyUse(config, ["s3", "sqs"]),
        deadLetters(config),
        ownLogs(config, "watchdog"),
    );
}
