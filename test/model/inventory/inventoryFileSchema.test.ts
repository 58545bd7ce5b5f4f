import assert from "node:assert/strict";
import fc from "fast-check";
import { columnDefinitions } from "../../../model/inventory/columnDefinitions";
import { inventoryColumns } from "../../../model/inventory/inventoryColumns";
import { inventoryFileSchema } from "../../../model/inventory/inventoryFileSchema";
import { inventoryFormats } from "../../../model/inventory/inventoryManifest";

describe("inventoryFileSchema", () => {
    for (const format of inventoryFormats) {
        it(`is read back by inventoryColumns for any columns in ${format}`, () => {
            fc.assert(
                fc.property(
                    fc.shuffledSubarray([...columnDefinitions], { minLength: 1 }),
                    (columns) => {
                        assert.deepEqual(
                            inventoryColumns(format, inventoryFileSchema(format, columns)),
                            columns.map(({ name }) => name),
                        );
                    },
                ),
            );
        });
    }
});
