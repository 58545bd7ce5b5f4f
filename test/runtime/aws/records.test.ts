import assert from "node:assert/strict";
import { createRecord, readRecord } from "../../../runtime/aws/records";
import { Faults, MemoryStore } from "../submit/memoryStores";

const record = (name: string): { kind: "run"; schemaVersion: 1; name: string } => ({
    kind: "run",
    schemaVersion: 1,
    name,
});
const store = (): MemoryStore => new MemoryStore("control", new Faults(), () => new Date(0));

describe("createRecord", () => {
    it("answers the record that was first", async () => {
        const control = store();
        assert.deepEqual(await createRecord(control, "k", record("a")), {
            record: record("a"),
            created: true,
        });
        assert.deepEqual(await createRecord(control, "k", record("b")), {
            record: record("a"),
            created: false,
        });
    });
});

describe("readRecord", () => {
    it("tells a missing record from one that cannot be read", async () => {
        const control = store();
        assert.equal(await readRecord(control, "k", "run"), undefined);
        for (const text of ["{", "null", '{"kind":"job","schemaVersion":1}', '{"kind":"run"}']) {
            control.put("k", text);
            await assert.rejects(() => readRecord(control, "k", "run"), {
                name: "RecordUnreadable",
                message:
                    /^s3:\/\/control\/k: (is not JSON|must hold kind "run" with schemaVersion 1)/,
            });
        }
    });
});
