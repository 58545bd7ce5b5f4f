import {
    AwsError,
    NotImplemented,
    type CallContext,
    type InventoryApi,
    type InventoryConfiguration,
    type InventoryFaults,
    type ObjectRecord,
    type World,
} from "../core/contracts";
import { inventoryFileSchema } from "../../model/inventory/inventoryFileSchema";
import { bucketArn } from "../../model/naming/arn";
import { checkRowsPerFile, dataFiles, md5Hex, type DataFile } from "./dataFiles";
import { deliveryLayout, type DeliveryLayout } from "./deliveryLayout";
import { isScanned, nextScan } from "./deliverySchedule";
import { columnsOf, type InventoryColumn } from "./inventoryColumns";
import { listedRecords } from "./listedRecords";

/** Rows of one data file. S3 documents no number. */
const defaultRowsPerFile = 100_000;
const defaultLagHours = 3;

/** What a scan saw: a rolling snapshot, held until its report is delivered. */
interface Scan {
    readonly bucket: string;
    readonly configuration: InventoryConfiguration;
    readonly startedAt: Date;
    readonly records: readonly ObjectRecord[];
}

/**
 * S3 Inventory: scans at 01:00 UTC, delivers `setLagHours` later. Reports are written as the service principal
 * s3.amazonaws.com for the source bucket, so that the destination's bucket and key policies decide. A refused delivery
 * is silent for the owner, as on AWS, and stands in the decision log.
 */
export class InventoryService implements InventoryApi {
    readonly #world: World;
    readonly #scanned = new Set<string>();
    readonly #rowsPerFileOf = new Map<string, number>();
    #rowsPerFile = defaultRowsPerFile;
    #lagHours = defaultLagHours;

    constructor(world: World) {
        this.#world = world;
        this.#scheduleScan();
    }

    setLagHours(hours: number): void {
        if (!(hours >= 0 && hours <= 72)) {
            throw new RangeError(`inventory lag: must be 0 to 72 hours, got ${hours}`);
        }
        this.#lagHours = hours;
    }

    setRowsPerFile(rows: number, bucket?: string): void {
        checkRowsPerFile(rows);
        if (bucket === undefined) this.#rowsPerFile = rows;
        else this.#rowsPerFileOf.set(bucket, rows);
    }

    async deliver(
        bucket: string,
        configurationId: string,
        faults: InventoryFaults = {},
    ): Promise<string | undefined> {
        const configuration = this.#world.s3.configuration(bucket).inventories.get(configurationId);
        if (configuration === undefined) {
            throw new AwsError(
                "NoSuchConfiguration",
                404,
                `bucket ${bucket} has no inventory configuration "${configurationId}"`,
            );
        }
        return await this.#deliver(this.#scan(bucket, configuration), faults);
    }

    #scheduleScan(): void {
        const at = nextScan(this.#world.clock.now());
        this.#world.clock.at(at, "s3 inventory: daily scan", () => {
            this.#scheduleScan();
            this.#scanAll(at);
        });
    }

    #scanAll(scanAt: number): void {
        const { s3, clock } = this.#world;
        for (const bucket of s3.buckets()) {
            for (const configuration of s3.configuration(bucket).inventories.values()) {
                const id = `${bucket}/${configuration.id}`;
                if (!isScanned(configuration, scanAt, this.#scanned.has(id))) continue;
                this.#scanned.add(id);
                // Taken now, delivered later even if the configuration is gone by then (S3 User Guide: one more
                // report may arrive after the configuration was deleted).
                const scan = this.#scan(bucket, configuration);
                clock.after(this.#lagHours * 3_600_000, `s3 inventory: deliver ${id}`, async () => {
                    try {
                        await this.#deliver(scan, {});
                    } catch (error) {
                        // Recorded in world.refusals; other buckets' reports still arrive.
                        if (!(error instanceof NotImplemented)) throw error;
                    }
                });
            }
        }
    }

    #scan(bucket: string, configuration: InventoryConfiguration): Scan {
        return {
            bucket,
            configuration,
            startedAt: this.#world.clock.date(),
            records: listedRecords(this.#world.s3.versions(bucket), configuration),
        };
    }

    async #deliver(scan: Scan, faults: InventoryFaults): Promise<string | undefined> {
        const { bucket, configuration } = scan;
        const account = this.#world.s3.bucketAccount(bucket);
        if (account === undefined) return undefined; // the bucket was deleted after the scan
        const columns = columnsOf(configuration, faults.dropColumns);
        const files = dataFiles(
            configuration.destination.format,
            scan.records,
            columns,
            { bucketAccount: account },
            this.#world.ids,
            faults.rowsPerFile ?? this.#rowsPerFileOf.get(bucket) ?? this.#rowsPerFile,
        );
        const layout = deliveryLayout(bucket, configuration, scan.startedAt);
        const ctx = this.#world.serviceContext("s3.amazonaws.com", {
            arn: bucketArn(this.#world.partition, bucket),
            account,
        });
        try {
            await this.#write(ctx, scan, layout, files, columns, faults);
            return layout.manifestKey;
        } catch (error) {
            if (error instanceof AwsError && !(error instanceof NotImplemented)) return undefined;
            throw error;
        }
    }

    async #write(
        ctx: CallContext,
        scan: Scan,
        layout: DeliveryLayout,
        files: readonly DataFile[],
        columns: readonly InventoryColumn[],
        faults: InventoryFaults,
    ): Promise<void> {
        const put = async (key: string, bytes: Buffer): Promise<void> => {
            await this.#put(ctx, scan.configuration, layout.destinationBucket, key, bytes);
        };
        for (const [index, file] of files.entries()) {
            if (faults.missingDataFile === true && index === 0) continue;
            const truncated = faults.truncateDataFile === true && index === 0;
            const length = truncated ? Math.floor(file.bytes.length / 2) : file.bytes.length;
            await put(layout.dataKey(file.uuid), file.bytes.subarray(0, length));
        }
        const listed = files.map((file, index) => ({
            key: layout.listedDataKey(file.uuid),
            size: file.bytes.length,
            MD5checksum:
                faults.wrongDataChecksum === true && index === 0 ? wrongMd5(file.md5) : file.md5,
        }));
        const symlinks = listed.map(({ key }) => `s3://${layout.destinationBucket}/${key}\n`);
        await put(layout.symlinkKey, Buffer.from(symlinks.join("")));

        const { format } = scan.configuration.destination;
        const manifest = {
            sourceBucket: faults.otherSourceBucket ?? scan.bucket,
            destinationBucket: scan.configuration.destination.bucketArn,
            version: "2016-11-30",
            creationTimestamp: String(scan.startedAt.getTime()),
            fileFormat: format,
            fileSchema: inventoryFileSchema(
                format,
                columns.map(({ definition }) => definition),
            ),
            files: listed,
        };
        const manifestBytes = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
        await put(layout.manifestKey, manifestBytes);
        if (faults.omitChecksum === true) return;
        // Last, because it is the documented sign that the report is complete.
        const md5 = md5Hex(manifestBytes);
        const checksum = faults.wrongManifestChecksum === true ? wrongMd5(md5) : md5;
        await put(layout.checksumKey, Buffer.from(`${checksum}\n`));
    }

    async #put(
        ctx: CallContext,
        { destination }: InventoryConfiguration,
        bucket: string,
        key: string,
        bytes: Buffer,
    ): Promise<void> {
        await this.#world.s3.putObject(
            { ...ctx, requestId: this.#world.ids.requestId() },
            {
                bucket,
                key,
                body: { bytes },
                acl: "bucket-owner-full-control",
                ...(destination.kmsKeyId !== undefined && {
                    encryption: { algorithm: "aws:kms" as const, kmsKeyId: destination.kmsKeyId },
                }),
                ...(destination.kmsKeyId === undefined &&
                    destination.sseS3 === true && { encryption: { algorithm: "AES256" as const } }),
                ...(destination.accountId !== undefined && {
                    expectedBucketOwner: destination.accountId,
                }),
            },
        );
    }
}

function wrongMd5(md5: string): string {
    return (md5.startsWith("0") ? "1" : "0") + md5.slice(1);
}
