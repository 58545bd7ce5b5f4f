import type { StackConfig } from "../../config/types";
import { executionArn, stateMachineArn } from "../../naming/arn";
import { namesOf } from "../../naming/names";
import {
    auditKeys,
    auditObjects,
    controlKeys,
    controlObjects,
    createJobs,
    deadLetters,
    foundationKeyUse,
    listAudit,
    listControl,
    notify,
    ownLogs,
    readAndWriteObjects,
    readObjects,
    writeManifests,
} from "./functionRole";
import { policyDocument, type PolicyDocument, type Statement } from "./statement";

/** Starts executions of the state machine that scans large inventories, and asks what became of them. */
function scanExecutions(config: StackConfig): Statement {
    const { scanStateMachine } = namesOf(config.namePrefix, config);
    return {
        Sid: "ScanExecutions",
        Effect: "Allow",
        Action: ["states:StartExecution", "states:DescribeExecution"],
        Resource: [
            stateMachineArn(config, scanStateMachine),
            executionArn(config, scanStateMachine, "*"),
        ],
    };
}

/** Reads inventories, writes manifests, run records and the ledger, and creates jobs. It never sees data. */
export function submitRole(config: StackConfig): PolicyDocument {
    const { inventory, config: plans, runs, jobs, scans } = controlKeys;
    return policyDocument(
        listControl(config, [inventory, plans, runs, scans]),
        readObjects("Inventories", controlObjects(config, [inventory, plans])),
        readAndWriteObjects("Records", controlObjects(config, [runs, jobs, scans])),
        writeManifests(config),
        listAudit(config, [auditKeys.ledger]),
        readAndWriteObjects("Ledger", auditObjects(config, [auditKeys.ledger])),
        readObjects("Reports", auditObjects(config, [auditKeys.reports])),
        createJobs(config),
        scanExecutions(config),
        notify(config),
        foundationKeyUse(config, ["s3", "sns", "sqs"]),
        deadLetters(config),
        ownLogs(config, "submit"),
    );
}
