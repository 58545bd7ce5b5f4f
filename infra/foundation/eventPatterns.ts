import { inventoryChecksumKey } from "../../model/inventory/inventoryFolders";
import { inventoriesPrefix } from "../../model/naming/keys";

/** An inventory is committed by its manifest.checksum, never by manifest.json. One wildcard, since prefix and suffix in one list mean "or". */
export function committedInventoryPattern(controlBucket: string): object {
    return {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: {
            bucket: { name: [controlBucket] },
            object: { key: [{ wildcard: inventoryChecksumKey(`${inventoriesPrefix}*/`) }] },
        },
    };
}

/** Jobs that ended or wait; S3 User Guide, "Examples: EventBridge rules for S3 Batch Operations". */
export const jobStatusPattern: object = {
    source: ["aws.s3"],
    "detail-type": ["AWS Service Event via CloudTrail"],
    detail: {
        eventSource: ["s3.amazonaws.com"],
        eventName: ["JobStatusChanged"],
        serviceEventDetails: { status: ["Complete", "Failed", "Cancelled", "Suspended"] },
    },
};
