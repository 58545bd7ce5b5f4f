import assert from "node:assert/strict";
import fc from "fast-check";
import type { CellValue, ColumnValues } from "../../../../local/inventory/columnValues";
import { orcFile } from "../../../../local/inventory/orc/orcFile";
import { columnDefinitions, type ColumnKind } from "../../../../model/inventory/columnDefinitions";
import { csvRowDecoder } from "../../../../model/inventory/csvRowDecoder";
import { encodeInventoryKey } from "../../../../model/inventory/keyCodec";
import { orcBatches } from "../../../../runtime/shard/orc/orcBatches";
import { bytesFile } from "../../../runtime/shard/parquet/bytesFile";
import { plainRow, plainRows } from "../../../runtime/shard/parquet/plainRows";

const instant = fc.integer({ min: 0, max: 4_102_444_800_000 });
const arbitraries: Readonly<Record<ColumnKind, fc.Arbitrary<CellValue>>> = {
    text: fc.oneof(
        fc.string({ unit: "binary", minLength: 1, maxLength: 40 }),
        fc.constantFrom("STANDARD", "x", "y".repeat(300)),
    ),
    boolean: fc.boolean(),
    bytes: fc.oneof(
        fc.integer({ min: 0, max: 300 }),
        fc.integer({ min: 0, max: 2 ** 52 - 1 }),
        fc.constantFrom(0, 2 ** 31, 2 ** 32, 2 ** 40 - 1, 2 ** 52 - 1),
    ),
    instant: fc.oneof(
        instant,
        instant.map((time) => time - (time % 1000)),
    ),
};

/** Vocabularies and flags that the reference refuses to read are another test's. */
const values: Readonly<Record<string, fc.Arbitrary<CellValue>>> = {
    Bucket: fc.constantFrom("acme", "other"),
    ObjectLockLegalHoldStatus: fc.constantFrom("On", "Off"),
    ObjectLockEventHoldStatus: fc.constantFrom("On", "Off"),
};

const table = fc
    .record({
        rows: fc.oneof(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 100, max: 600 })),
        seed: fc.integer(),
        run: fc.constantFrom(1, 2, 7, 40),
        nulls: fc.constantFrom(0, 0.3, 1),
    })
    .map(({ rows, seed, run, nulls }): ColumnValues[] =>
        columnDefinitions.map((definition) => {
            const arbitrary = values[definition.name] ?? arbitraries[definition.kind];
            const distinct = Math.ceil(rows / run);
            const some = fc.sample(arbitrary, { seed, numRuns: Math.max(1, distinct) });
            const isNull = fc.sample(fc.integer({ min: 0, max: 99 }), {
                seed: seed + definition.name.length,
                numRuns: 100,
            });
            return {
                definition,
                values: Array.from({ length: rows }, (_, row) =>
                    !definition.isRequired && (isNull[(row * 31) % 100] ?? 0) < nulls * 100
                        ? undefined
                        : some[Math.floor(row / run)],
                ),
            };
        }),
    );

function fieldOf({ definition }: ColumnValues, value: CellValue): string {
    if (value === undefined) return "";
    if (definition.name === "Key") return encodeInventoryKey(String(value));
    return definition.kind === "instant" ? new Date(Number(value)).toISOString() : String(value);
}

describe("orcFile", () => {
    const columns = columnDefinitions.map(({ name }) => name);
    const decode = csvRowDecoder(columns);

    it("holds the rows given, in stripes of any length", () => {
        fc.assert(
            fc.property(table, fc.constantFrom(1000, 64, 3), (given, rowsPerStripe) => {
                const rows = given[0]?.values.length ?? 0;
                const expected = Array.from({ length: rows }, (_, row) =>
                    plainRow(decode(given.map((each) => fieldOf(each, each.values[row]))), "acme"),
                );
                const bytes = orcFile(given, Math.max(rowsPerStripe, Math.ceil(rows / 20)));
                const context = { fileKey: "x.orc", columns, sourceBucket: "acme" };
                assert.deepEqual(
                    [...plainRows(orcBatches(bytesFile(bytes), context), "acme")],
                    expected,
                );
            }),
            { numRuns: 25 },
        );
    });

    const [size] = columnDefinitions.filter(({ name }) => name === "Size");
    const [modified] = columnDefinitions.filter(({ name }) => name === "LastModifiedDate");
    assert.ok(size !== undefined && modified !== undefined);

    it("refuses a number that it would have to round", () => {
        assert.throws(() => orcFile([{ definition: size, values: [2 ** 52] }]), RangeError);
    });

    it("refuses an instant before 1970, of which the format loses some", () => {
        assert.throws(() => orcFile([{ definition: modified, values: [-1] }]), RangeError);
    });
});
