import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { BucketConfig, StackConfig } from "../../model/config/types";
import { inventoryFields } from "../../model/inventory/configuredColumns";
import { inventoryPrefix } from "../../model/naming/keys";
import { inventoryId } from "../../model/naming/names";

export interface InventoryDelivery {
    readonly controlBucketArn: pulumi.Input<string>;
    readonly kmsKeyArn: pulumi.Input<string>;
}

/** The inventory of a source bucket or vault, delivered to the control bucket under the foundation's key. */
export function inventoryArgs(
    config: StackConfig,
    bucket: pulumi.Input<string>,
    inventory: Pick<BucketConfig["inventory"], "format" | "frequency" | "versions">,
    delivery: InventoryDelivery,
): aws.s3.InventoryArgs {
    return {
        bucket,
        name: inventoryId,
        enabled: true,
        includedObjectVersions: inventory.versions,
        optionalFields: [...inventoryFields],
        schedule: { frequency: inventory.frequency },
        destination: {
            bucket: {
                bucketArn: delivery.controlBucketArn,
                // The expected owner: without it S3 does not check who owns the destination.
                accountId: config.account,
                prefix: inventoryPrefix,
                format: inventory.format,
                encryption: { sseKms: { keyId: delivery.kmsKeyArn } },
            },
        },
    };
}
