import { roleArn } from "../../naming/arn";
import { namesOf, type FunctionName } from "../../naming/names";
import type { StackConfig } from "../../config/types";
import { controlKeys, controlObjects } from "./functionRole";
import { inventorySources } from "./inventorySources";
import { neverDelete, onlyRolesWrite, writeOnce } from "./onlyRolesWrite";
import { policyDocument, type PolicyDocument, type Statement } from "./statement";
import { tlsOnly } from "./tlsOnly";

/** All of a scan but the parts of its manifests, whose uploads in parts cannot say `If-None-Match` until their end. */
const scanRecords = [".json", ".bin", ".jsonl.gz"].map((end) => `${controlKeys.scans}${end}`);

/**
 * Policy of the control bucket. Whoever can write an inventory or a manifest chooses which objects are archived,
 * so each prefix has its only writers.
 */
export function controlBucketPolicy(config: StackConfig): PolicyDocument {
    const names = namesOf(config.namePrefix, config);
    const { inventory, manifests, runs, jobs, scans } = controlKeys;
    const records = controlObjects(config, [runs, jobs]);
    const rolesOf = (...functions: readonly FunctionName[]): readonly string[] =>
        functions.map((fn) => roleArn(config.partition, config.account, names.functionRole(fn)));
    const writers = rolesOf("submit", "reconcile");
    return policyDocument(
        tlsOnly(config.partition, names.controlBucket),
        inventorySources(config).map(({ account, bucketArns }): Statement => ({
            Sid: `InventoryDelivery${account}`,
            Effect: "Allow",
            Principal: { Service: "s3.amazonaws.com" },
            Action: "s3:PutObject",
            Resource: controlObjects(config, [inventory]),
            Condition: {
                ArnLike: { "aws:SourceArn": bucketArns },
                StringEquals: {
                    "aws:SourceAccount": account,
                    "s3:x-amz-acl": "bucket-owner-full-control",
                },
            },
        })),
        {
            Sid: "OnlyS3WritesInventories",
            Effect: "Deny",
            Principal: "*",
            Action: "s3:PutObject",
            Resource: controlObjects(config, [inventory]),
            Condition: {
                StringNotEqualsIfExists: { "aws:PrincipalServiceName": "s3.amazonaws.com" },
            },
        },
        onlyRolesWrite("OnlyRunsAreSubmitted", controlObjects(config, [manifests]), writers),
        onlyRolesWrite("OnlyFunctionsRecord", records, writers),
        onlyRolesWrite(
            "OnlyScansAreJoined",
            controlObjects(config, [scans]),
            rolesOf("submit", "shard"),
        ),
        writeOnce("RecordsAreWrittenOnce", [...records, ...controlObjects(config, scanRecords)]),
        neverDelete(
            "NothingIsDeleted",
            controlObjects(config, [inventory, manifests, runs, jobs, scans]),
        ),
    );
}
