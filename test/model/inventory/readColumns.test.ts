import assert from "node:assert/strict";
import { columnDefinitions, columnNamed } from "../../../model/inventory/columnDefinitions";
import { csvRowDecoder } from "../../../model/inventory/csvRowDecoder";
import { isReadColumn, readColumns } from "../../../model/inventory/readColumns";

describe("readColumns", () => {
    it("are those that the reference reads", () => {
        const read = columnDefinitions
            .map(({ name }) => name)
            .filter((name) => {
                const row = csvRowDecoder(["Key", name])(["k", "?"]);
                return "problem" in row || Object.values(row).includes("?");
            });
        assert.deepEqual([...readColumns].sort(), read.sort());
    });

    it("are columns of S3 Inventory", () => {
        for (const name of readColumns) assert.equal(columnNamed(name)?.name, name);
    });

    it("have no names besides", () => {
        assert.equal(isReadColumn("ETag"), false);
        assert.equal(isReadColumn("constructor"), false);
        assert.deepEqual(csvRowDecoder(["Key", "constructor"])(["k", "x"]), {
            bucket: "",
            key: "k",
        });
    });
});
