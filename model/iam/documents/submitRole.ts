import type { StackConfig } from "../../config/types";
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
import { policyDocument, type PolicyDocument } from "./statement";

/** Reads inventories, writes manifests, run records and the ledger, and creates jobs. It never sees data. */
export function submitRole(config: StackConfig): PolicyDocument {
    const { inventory, config: plans, runs, jobs } = controlKeys;
    return policyDocument(
        listControl(config, [inventory, plans, runs]),
        readObjects("Inventories", controlObjects(config, [inventory, plans])),
        readAndWriteObjects("Records", controlObjects(config, [runs, jobs])),
        writeManifests(config),
        listAudit(config, [auditKeys.ledger]),
        readAndWriteObjects("Ledger", auditObjects(config, [auditKeys.ledger])),
        readObjects("Reports", auditObjects(config, [auditKeys.reports])),
        createJobs(config),
        notify(config),
        foundationKeyUse(config, ["s3", "sns", "sqs"]),
        deadLetters(config),
        ownLogs(config, "submit"),
    );
}
