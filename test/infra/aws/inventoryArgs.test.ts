import assert from "node:assert/strict";
import { inventoryArgs } from "../../../infra/aws/inventoryArgs";
import { resolveStackConfig } from "../../../model/config/resolveStackConfig";
import { inventoryFormats } from "../../../model/inventory/inventoryManifest";
import { context, withChanges } from "../../model/config/stackFixture";

describe("inventoryArgs", () => {
    for (const format of inventoryFormats) {
        it(`asks S3 for reports in ${format} when the stack file does`, () => {
            const { config } = resolveStackConfig(
                withChanges({ "buckets.acme.inventory": { format, versions: "All" } }),
                context,
            );
            const [bucket] = config.buckets;
            assert.ok(bucket);
            const args = inventoryArgs(config, bucket.name, bucket.inventory, {
                controlBucketArn: "arn:aws:s3:::control",
                kmsKeyArn: "arn:aws:kms:eu-west-1:111111111111:key/k",
            });
            assert.deepEqual(args.destination, {
                bucket: {
                    bucketArn: "arn:aws:s3:::control",
                    accountId: "111111111111",
                    prefix: "inventory",
                    format,
                    encryption: {
                        sseKms: { keyId: "arn:aws:kms:eu-west-1:111111111111:key/k" },
                    },
                },
            });
        });
    }
});
