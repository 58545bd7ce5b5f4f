import { roleArn } from "../../naming/arn";
import { namesOf } from "../../naming/names";
import type { StackConfig } from "../../config/types";
import { auditKeys, auditObjects } from "./functionRole";
import { neverDelete, onlyRolesWrite, writeOnce } from "./onlyRolesWrite";
import { policyDocument, type PolicyDocument } from "./statement";
import { tlsOnly } from "./tlsOnly";

/** Policy of the audit bucket: reports come from job roles, ledger records from the two functions, once each. */
export function auditBucketPolicy(config: StackConfig): PolicyDocument {
    const names = namesOf(config.namePrefix, config);
    const role = (name: string): string => roleArn(config.partition, config.account, name);
    const ledger = auditObjects(config, [auditKeys.ledger]);
    return policyDocument(
        tlsOnly(config.partition, names.auditBucket),
        onlyRolesWrite("OnlyJobsReport", auditObjects(config, [auditKeys.reports]), [
            role(`${config.namePrefix}-copy-*`),
            role(`${config.namePrefix}-invoke-*`),
        ]),
        onlyRolesWrite("OnlyFunctionsKeepTheLedger", ledger, [
            role(names.functionRole("submit")),
            role(names.functionRole("reconcile")),
        ]),
        writeOnce("LedgerIsWrittenOnce", ledger),
        neverDelete("NothingIsDeleted", auditObjects(config, ["*"])),
        {
            Sid: "RetentionStands",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:BypassGovernanceRetention",
            Resource: auditObjects(config, ["*"]),
        },
    );
}
