import * as assert from "node:assert/strict";
import * as fc from "fast-check";
import { accessTierNames, storageClassNames } from "../../../../model/inventory/rowBatch";
import { replicationNames } from "../../../../model/inventory/rowBatch";
import { parquetBatches } from "../../../../runtime/shard/parquet/parquetBatches";
import { bytesFile } from "./bytesFile";
import { allColumns, reference } from "./listedRows";
import type { ListedRow } from "./listedRows";
import { plainRows } from "./plainRows";
import type { PlainRow } from "./plainRows";
import type { UnreadableRow } from "../../../../model/inventory/inventoryRow";
import { fileArbitrary, hyparquetRows, writeParquet } from "./writtenParquet";

const sourceBucket = "acme-data";

const mostly = <T>(value: fc.Arbitrary<T>, rare: fc.Arbitrary<T>): fc.Arbitrary<T> =>
    fc.oneof({ weight: 30, arbitrary: value }, { weight: 1, arbitrary: rare });
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 4 });

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const key = fc.oneof(
    fc.stringMatching(/^(logs|data)\/[a-z0-9]{1,12}\.(gz|mp4)$/),
    text,
    fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 300 }),
);
const version = fc.oneof(fc.stringMatching(/^[A-Za-z0-9._]{32}$/), fc.constantFrom("", "null"));
const size = mostly<number | bigint>(
    fc.oneof(fc.nat(), fc.maxSafeNat(), fc.constant(Number.MAX_SAFE_INTEGER)),
    fc.oneof(fc.bigInt(-(2n ** 63n), -1n), fc.bigInt(2n ** 53n, 2n ** 63n - 1n)),
);
/** Within what nanoseconds of 64 bits can say, so that every unit can. */
const instant = fc.integer({ min: -9_000_000_000_000, max: 9_000_000_000_000 });
const hold = mostly(fc.constantFrom("On", "Off", "ON", ""), fc.constantFrom("Maybe", "true"));
const wordOf = (names: readonly string[]): fc.Arbitrary<string> =>
    mostly(fc.constantFrom(...names), fc.constantFrom("STANDARD ", "standard", "", "é"));

/** Members in the order of columnDefinitions. */
const row = (isKeyRequired: boolean): fc.Arbitrary<ListedRow> =>
    fc.record({
        bucket: mostly<string | null>(
            fc.constant(sourceBucket),
            fc.constantFrom("other", "", isKeyRequired ? "" : null),
        ),
        key: isKeyRequired ? mostly(key, fc.constant("")) : mostly(key, fc.constantFrom(null, "")),
        version_id: orNull(version),
        is_latest: orNull(fc.boolean()),
        is_delete_marker: orNull(fc.boolean()),
        size: orNull(size),
        last_modified_date: orNull(instant),
        e_tag: orNull(text),
        storage_class: orNull(wordOf(storageClassNames)),
        is_multipart_uploaded: orNull(fc.boolean()),
        replication_status: orNull(wordOf([...replicationNames, "NONE"])),
        encryption_status: orNull(fc.constantFrom("SSE-S3", "SSE-KMS", "SSE-C", "NOT-SSE")),
        object_lock_retain_until_date: orNull(instant),
        object_lock_mode: orNull(fc.constantFrom("GOVERNANCE", "COMPLIANCE")),
        object_lock_legal_hold_status: orNull(hold),
        intelligent_tiering_access_tier: orNull(wordOf(accessTierNames)),
        object_lock_event_hold_status: orNull(hold),
    });

const mostColumns = allColumns.filter(
    (name) =>
        ![
            "BucketKeyStatus",
            "ChecksumAlgorithm",
            "ObjectAccessControlList",
            "ObjectOwner",
            "LifecycleExpirationDate",
            "ObjectLockEventHoldDuration",
            "IntelligentTieringReferenceDate",
        ].includes(name),
);

/** Any subset in any order that has the two columns S3 always lists. */
const columnsArbitrary = fc
    .shuffledSubarray(mostColumns.filter((name) => name !== "Key" && name !== "Bucket"))
    .chain((some) =>
        fc.shuffledSubarray(["Bucket", "Key", ...some], { minLength: some.length + 2 }),
    );

const inventory = fc.boolean().chain((isKeyRequired) =>
    columnsArbitrary.chain((columns) =>
        fc.record({
            columns: fc.constant(columns),
            rows: fc.array(row(isKeyRequired), { maxLength: 150 }),
            file: fileArbitrary(columns, isKeyRequired ? ["Bucket", "Key"] : []),
        }),
    ),
);

const read = (bytes: Uint8Array, columns: readonly string[]): (PlainRow | UnreadableRow)[] => [
    ...plainRows(
        parquetBatches(bytesFile(bytes), { fileKey: "f", columns, sourceBucket }),
        sourceBucket,
    ),
];

describe("Parquet batches of any rows", () => {
    it("are what hyparquet and the CSV decoder make of the same file", async () => {
        await fc.assert(
            fc.asyncProperty(inventory, async ({ columns, rows, file }) => {
                const bytes = writeParquet(rows, file);
                const theirs = await hyparquetRows(bytes);
                const expected = reference(theirs, columns, sourceBucket);
                assert.deepEqual(expected, reference(rows, columns, sourceBucket));
                assert.deepEqual(read(bytes, columns), expected);
            }),
            { numRuns: 200 },
        );
    });

    it("go on over batches, pages and row groups of different lengths", () => {
        const rows = Array.from({ length: 11_000 }, (_, index): ListedRow => {
            const isOdd = index % 1_777 === 5 || (index > 9_000 && index < 9_020);
            return {
                bucket: sourceBucket,
                key: `data/${index}/${"x".repeat(index % 91)}`,
                version_id: index % 3 === 0 ? null : String(index).padStart(32, "v"),
                is_latest: index % 10 !== 0,
                is_delete_marker: index % 50 === 0 ? true : null,
                size: isOdd ? -1 : index % 50 === 0 ? null : index * 1_000,
                last_modified_date: 1_700_000_000_000 + index,
                storage_class: storageClassNames[index % 7] ?? null,
                encryption_status: index > 5_000 && index < 9_500 ? "SSE-C" : "SSE-S3",
            };
        });
        const columns = mostColumns.slice(0, 7).concat("StorageClass", "EncryptionStatus");
        for (const rowGroupSize of [3_000, 100_000])
            for (const pageSize of [5_000, 1_048_576]) {
                const bytes = writeParquet(rows, {
                    columns: columns.map((name) => ({ name, isRequired: name === "Key" })),
                    rowGroupSize,
                    pageSize,
                });
                assert.deepEqual(read(bytes, columns), reference(rows, columns, sourceBucket));
            }
    });
});
