import { jobArnPattern } from "../../naming/arn";
import { namesOf } from "../../naming/names";
import type { StackConfig } from "../../config/types";
import { keyUse } from "./keyUse";
import {
    controlKeys,
    controlObjects,
    describeJobs,
    listControl,
    listJobs,
    readObjects,
} from "./functionRole";
import { policyDocument, type PolicyDocument } from "./statement";

/** Only the principals named in the config may approve. */
export function approverTrust(config: StackConfig): PolicyDocument {
    return policyDocument({
        Sid: "Approvers",
        Effect: "Allow",
        Principal: { AWS: config.approvers },
        Action: "sts:AssumeRole",
    });
}

/** Releases or cancels jobs that wait for approval, and reads what they would do; nothing else. */
export function approverRole(config: StackConfig): PolicyDocument {
    return policyDocument(
        {
            Sid: "DecideWaitingJobs",
            Effect: "Allow",
            Action: "s3:UpdateJobStatus",
            Resource: jobArnPattern(config),
            Condition: { StringEquals: { "s3:JobSuspendedCause": "AWAITING_CONFIRMATION" } },
        },
        describeJobs(config),
        listJobs(),
        listControl(config, [controlKeys.runs]),
        readObjects("Runs", controlObjects(config, [controlKeys.runs, controlKeys.jobs])),
        keyUse(
            "FoundationKey",
            { ...config, alias: namesOf(config.namePrefix, config).keyAlias },
            ["s3"],
            ["kms:Decrypt"],
        ),
    );
}
