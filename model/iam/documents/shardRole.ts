import type { StackConfig } from "../../config/types";
import {
    controlKeys,
    controlObjects,
    foundationKeyUse,
    listControl,
    ownLogs,
    readObjects,
} from "./functionRole";
import { policyDocument, type PolicyDocument } from "./statement";

/** Reads an inventory's data files and a scan's plan, and writes what it found beside the plan. It creates no job. */
export function shardRole(config: StackConfig): PolicyDocument {
    const { inventory, scans } = controlKeys;
    return policyDocument(
        listControl(config, [inventory, scans]),
        readObjects("Inventories", controlObjects(config, [inventory])),
        {
            // Parts of manifests are uploaded in parts.
            Sid: "Scans",
            Effect: "Allow",
            Action: ["s3:GetObject", "s3:PutObject", "s3:AbortMultipartUpload"],
            Resource: controlObjects(config, [scans]),
        },
        foundationKeyUse(config, ["s3"]),
        ownLogs(config, "shard"),
    );
}
