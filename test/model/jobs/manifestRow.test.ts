import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { manifestLine, manifestRow } from "../../../model/jobs/manifestRow";

const all = ["Bucket", "Key", "VersionId", "Ignore"] as const;

describe("manifestRow", () => {
    it("reads the columns that are declared, in their order", () => {
        const fields = ["b", "a%2Fk", "v1", "123"];
        assert.deepEqual(manifestRow(fields, all, "line 1"), {
            bucket: "b",
            key: "a%2Fk",
            versionId: "v1",
            sizeBytes: 123,
            fields,
        });
        assert.deepEqual(manifestRow(["k", "b"], ["Key", "Bucket"], "line 1"), {
            bucket: "b",
            key: "k",
            versionId: "",
            sizeBytes: 0,
            fields: ["k", "b"],
        });
    });

    it("refuses rows that do not fit, naming the place", () => {
        const refuses = (fields: readonly string[], message: string): void => {
            assert.throws(() => manifestRow(fields, all, "line 7"), {
                message: `line 7: ${message}`,
            });
        };
        refuses(
            ["b", "k", "v"],
            "a row must have the 4 columns Bucket,Key,VersionId,Ignore, got 3",
        );
        refuses(["", "k", "v", "1"], 'bucket and key must not be empty, got ["","k","v","1"]');
        refuses(["b", "", "v", "1"], 'bucket and key must not be empty, got ["b","","v","1"]');
        for (const size of ["", "-1", "1.5", "x"])
            refuses(
                ["b", "k", "v", size],
                `the Ignore column must be a size in bytes, got ${JSON.stringify(size)}`,
            );
    });
});

describe("manifestLine", () => {
    it("writes what a CSV reader reads back", () => {
        fc.assert(
            fc.property(
                fc.array(fc.string({ unit: fc.constantFrom("a", '"', ",", "\r", "\n", " ") }), {
                    minLength: 2,
                    maxLength: 4,
                }),
                (fields) => {
                    const read = parse(manifestLine(fields), { record_delimiter: "\n" });
                    assert.deepEqual(read, [fields]);
                },
            ),
        );
    });

    it("quotes nothing that needs no quotes", () => {
        assert.equal(manifestLine(["b", "a%2Ck", "1"]), "b,a%2Ck,1\n");
    });
});
