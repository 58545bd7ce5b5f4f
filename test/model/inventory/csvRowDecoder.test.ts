import assert from "node:assert/strict";
import { csvRowDecoder } from "../../../model/inventory/csvRowDecoder";

const columns = [
    "Key",
    "Bucket",
    "VersionId",
    "IsLatest",
    "IsDeleteMarker",
    "Size",
    "StorageClass",
];
const decode = csvRowDecoder(columns);

describe("csvRowDecoder", () => {
    it("reads by column name, decodes the key, and writes the null version out", () => {
        assert.deepEqual(decode(["a+b%2Bc%C3%A9", "b", "", "true", "false", "0", "STANDARD"]), {
            bucket: "b",
            key: "a b+cé",
            versionId: "null",
            isLatest: true,
            isDeleteMarker: false,
            size: 0,
            storageClass: "STANDARD",
        });
    });

    it("leaves what a delete marker does not have undefined, never 0", () => {
        const row = decode(["k", "b", "v", "true", "true", "", ""]);
        assert.deepEqual(row, {
            bucket: "b",
            key: "k",
            versionId: "v",
            isLatest: true,
            isDeleteMarker: true,
        });
    });

    it("has no version id without the column", () => {
        assert.deepEqual(csvRowDecoder(["Bucket", "Key"])(["b", "k"]), { bucket: "b", key: "k" });
    });

    it("reads dates, lock and hold", () => {
        const read = csvRowDecoder([
            ...["Bucket", "Key", "LastModifiedDate", "ObjectLockRetainUntilDate"],
            ...["ObjectLockLegalHoldStatus", "ObjectLockEventHoldStatus"],
        ]);
        assert.deepEqual(read(["b", "k", "2026-01-31T23:59:59.000Z", "", "Off", "ON"]), {
            bucket: "b",
            key: "k",
            lastModified: Date.parse("2026-01-31T23:59:59.000Z"),
            legalHold: false,
            eventHold: true,
        });
    });

    const unreadable: readonly [string[], string][] = [
        [["k", "b"], "must have 7 fields, got 2"],
        [["", "b", "", "", "", "", ""], "Key must not be empty"],
        [["k", "b", "", "yes", "", "", ""], 'IsLatest must be "true" or "false", got "yes"'],
        [["k", "b", "", "", "", "-1", ""], 'Size must be a number of bytes, got "-1"'],
        [["k", "b", "", "", "", "1e3", ""], 'Size must be a number of bytes, got "1e3"'],
    ];
    for (const [fields, problem] of unreadable)
        it(`names an unreadable row: ${problem}`, () => {
            assert.deepEqual(decode(fields), { problem });
        });

    for (const name of ["ObjectLockLegalHoldStatus", "ObjectLockEventHoldStatus"])
        it(`takes no other ${name} than on and off for an answer`, () => {
            const read = csvRowDecoder(["Bucket", "Key", name]);
            for (const field of ["TRUE", "1", "yes", "On "])
                assert.deepEqual(read(["b", "k", field]), {
                    problem: `${name} must be "On" or "Off", got ${JSON.stringify(field)}`,
                });
        });

    for (const date of ["2026-02-30T00:00:00.000Z", "2026-01-31T24:00:00.000Z"])
        it(`refuses ${date}, which no calendar has`, () => {
            const read = csvRowDecoder(["Bucket", "Key", "LastModifiedDate"]);
            assert.match((read(["b", "k", date]) as { problem: string }).problem, /^LastModified/);
        });

    it("names a date and a key that cannot be read", () => {
        const read = csvRowDecoder(["Bucket", "Key", "LastModifiedDate"]);
        assert.deepEqual(read(["b", "k", "2026-02-01"]), {
            problem:
                'LastModifiedDate must be an instant as "2026-01-31T23:59:59.000Z", got "2026-02-01"',
        });
        assert.match((read(["b", "%zz", ""]) as { problem: string }).problem, /^Key: /);
    });
});
