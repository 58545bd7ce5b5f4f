import { functionArn } from "../../naming/arn";
import { readManifest, writeReport } from "./batchJobRole";
import { policyDocument, type PolicyDocument } from "./statement";
import type { TierSite } from "./tierSite";

/**
 * What a tier's Batch LambdaInvoke job may do: invoke one function, no data. Jobs name a published version, so
 * that the code cannot change under a running job; our versions are numbered only once they exist.
 */
export function invokeJobRole(site: TierSite): PolicyDocument {
    const { config, names, tier } = site;
    return policyDocument(
        {
            Sid: "Invoke",
            Effect: "Allow",
            Action: "lambda:InvokeFunction",
            Resource:
                tier.action.kind === "invoke"
                    ? tier.action.functionArn
                    : `${functionArn(config, names.functionName("task"))}:*`,
        },
        readManifest(site),
        writeReport(site),
    );
}
