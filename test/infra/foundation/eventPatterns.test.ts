import assert from "node:assert/strict";
import {
    committedInventoryPattern,
    jobStatusPattern,
} from "../../../infra/foundation/eventPatterns";

describe("eventPatterns", () => {
    it("wakes submit by the commit marker below inventory/ of the control bucket alone", () => {
        assert.deepEqual(committedInventoryPattern("control"), {
            source: ["aws.s3"],
            "detail-type": ["Object Created"],
            detail: {
                bucket: { name: ["control"] },
                object: { key: [{ wildcard: "inventory/*/manifest.checksum" }] },
            },
        });
    });

    it("wakes reconcile by job status changes as CloudTrail hands them over", () => {
        assert.deepEqual(jobStatusPattern, {
            source: ["aws.s3"],
            "detail-type": ["AWS Service Event via CloudTrail"],
            detail: {
                eventSource: ["s3.amazonaws.com"],
                eventName: ["JobStatusChanged"],
                serviceEventDetails: {
                    status: ["Complete", "Failed", "Cancelled", "Suspended"],
                },
            },
        });
    });
});
