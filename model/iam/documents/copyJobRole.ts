import { readManifest, writeReport } from "./batchJobRole";
import { policyDocument, type PolicyDocument } from "./statement";
import { readSource, seeMissing, sourceKey } from "./tierSource";
import { vaultOf, type TierSite } from "./tierSite";
import { carryTags, vaultKey, writeOnlyTheClass } from "./tierTarget";

/** What a tier's native Batch copy job may do: read its objects and write them in one class to one place. */
export function copyJobRole(site: TierSite): PolicyDocument {
    const inPlace = vaultOf(site) === undefined;
    return policyDocument(
        readSource(site),
        seeMissing(site),
        writeOnlyTheClass(site),
        carryTags(site),
        sourceKey(site, inPlace ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"]),
        vaultKey(site),
        readManifest(site),
        writeReport(site),
    );
}
