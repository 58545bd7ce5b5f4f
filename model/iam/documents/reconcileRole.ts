import type { StackConfig } from "../../config/types";
import {
    auditKeys,
    auditObjects,
    controlKeys,
    controlObjects,
    createJobs,
    deadLetters,
    describeJobs,
    foundationKeyUse,
    listAudit,
    listControl,
    notify,
    ownLogs,
    readAndWriteObjects,
    readObjects,
    writeManifests,
} from "./functionRole";
import { policyDocument, type PolicyDocument } from "./statement";

/** Reads completion reports, writes what they prove, and creates the jobs that try again. */
export function reconcileRole(config: StackConfig): PolicyDocument {
    const { config: plans, runs, jobs } = controlKeys;
    return policyDocument(
        listControl(config, [plans]),
        readObjects("Plans", controlObjects(config, [plans])),
        readAndWriteObjects("Records", controlObjects(config, [runs, jobs])),
        writeManifests(config),
        listAudit(config, [auditKeys.ledger]),
        readAndWriteObjects("Ledger", auditObjects(config, [auditKeys.ledger])),
        readObjects("Reports", auditObjects(config, [auditKeys.reports])),
        createJobs(config),
        describeJobs(config),
        notify(config),
        foundationKeyUse(config, ["s3", "sns", "sqs"]),
        deadLetters(config),
        ownLogs(config, "reconcile"),
    );
}
