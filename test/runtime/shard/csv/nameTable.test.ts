import assert from "node:assert/strict";
import {
    absentCode,
    accessTierNames,
    otherCode,
    replicationNames,
    storageClassNames,
} from "../../../../model/inventory/rowBatch";
import { NameTable } from "../../../../runtime/shard/csv/nameTable";

function codeOf(table: NameTable, text: string): number {
    const { buffer } = Uint8Array.from(Buffer.from(`"${text}"`));
    return table.codeOf(new DataView(buffer), 1, 1 + text.length);
}

describe("NameTable", () => {
    for (const names of [storageClassNames, replicationNames, accessTierNames])
        it(`tells ${names.join(", ")} from all that is one letter off`, () => {
            const table = new NameTable(names);
            for (const [index, name] of names.entries()) {
                assert.equal(codeOf(table, name), index + 1);
                for (let at = 0; at < name.length; at++) {
                    const changed = `${name.slice(0, at)}?${name.slice(at + 1)}`;
                    assert.equal(codeOf(table, changed), otherCode, changed);
                    const shorter = name.slice(0, at) + name.slice(at + 1);
                    assert.equal(codeOf(table, shorter), otherCode, shorter);
                }
                assert.equal(codeOf(table, `${name}X`), otherCode);
                assert.equal(codeOf(table, name.toLowerCase()), otherCode);
            }
            assert.equal(codeOf(table, ""), absentCode);
            assert.equal(codeOf(table, "A".repeat(500)), otherCode);
        });

    it("refuses lists it cannot hold", () => {
        for (const names of [[""], ["ABC"], ["A".repeat(32)], ["AB", "AC"]])
            assert.throws(() => new NameTable(names), /must have 4 to 31 letters and differ in/);
    });
});
