import assert from "node:assert/strict";
import type { RunRecord } from "../../../model/runs/records";
import { verifyChain } from "../../../model/runs/verifyChain";
import { appendFactsToLedger, appendToLedger } from "../../../runtime/aws/ledger";
import type { ObjectStore } from "../../../runtime/aws/objectStore";
import { Crash, Faults, MemoryStore } from "../submit/memoryStores";

const clock = { now: new Date("2026-11-22T06:00:00.000Z") };
const now = (): Date => clock.now;
const fact = (id: string, at = clock.now.toISOString()): { id: string; entry: RunRecord } => ({
    id,
    entry: { kind: "run", at } as RunRecord,
});

function audit(): { store: MemoryStore; faults: Faults } {
    const faults = new Faults();
    return { store: new MemoryStore("audit", faults, now), faults };
}

const ids = (store: MemoryStore): string[] =>
    store.keys().map((key) => (store.json(key) as { id: string }).id);
const findings = (store: MemoryStore): string[] =>
    verifyChain(
        "b",
        store.keys().map((key) => ({ key, bytes: store.objects.get(key)?.bytes ?? Buffer.of() })),
    );

describe("appendToLedger", () => {
    it("chains facts and leaves a repeated one alone", async () => {
        const { store } = audit();
        for (const id of ["a", "b", "a", "c", "b"]) await appendToLedger(store, "b", fact(id), now);
        assert.deepEqual(ids(store), ["a", "b", "c"]);
        assert.deepEqual(findings(store), []);
        assert.equal(store.keys()[0], "ledger/b/000000000001.json");
    });

    it("keeps one chain when many append at once, some of them the same fact", async () => {
        const { store } = audit();
        const names = Array.from({ length: 12 }, (_, index) => `f${index % 8}`);
        await Promise.all(names.map((id) => appendToLedger(store, "b", fact(id), now)));
        assert.deepEqual(ids(store).sort(), [...new Set(names)].sort());
        assert.deepEqual(findings(store), []);
    });

    it("recognises its own record when the answer to the write was lost", async () => {
        const { store, faults } = audit();
        faults.crashAt = 2;
        faults.when = "after";
        await appendToLedger(store, "b", fact("a"), now);
        await assert.rejects(() => appendToLedger(store, "b", fact("x"), now), Crash);
        await appendFactsToLedger(store, "b", [fact("a"), fact("x"), fact("y")], now);
        assert.deepEqual(ids(store), ["a", "x", "y"]);
        assert.deepEqual(findings(store), []);
    });

    it("finds the tail of a long chain without listing it", async () => {
        const { store } = audit();
        for (let index = 0; index < 70; index++)
            await appendToLedger(store, "b", fact(`f${index}`), now);
        let listings = 0;
        const counting: ObjectStore = {
            bucket: store.bucket,
            read: (key) => store.read(key),
            stream: (key) => store.stream(key),
            create: (key, bytes) => store.create(key, bytes),
            entries: (prefix) => store.entries(prefix),
            folders: (prefix) => store.folders(prefix),
            list: (prefix, options) => {
                listings++;
                return store.list(prefix, options);
            },
        };
        // A fact of now in a chain of the past: nothing needs to be walked.
        clock.now = new Date("2026-11-23T06:00:00.000Z");
        await appendToLedger(counting, "b", fact("new"), now);
        assert.ok(listings <= 14, `${listings} listings`);
        assert.equal(ids(store).length, 71);
        assert.deepEqual(findings(store), []);
    });

    it("does not write behind a record that it cannot read", async () => {
        const { store } = audit();
        await appendToLedger(store, "b", fact("a"), now);
        store.put("ledger/b/000000000002.json", "not JSON");
        await assert.rejects(() => appendToLedger(store, "b", fact("c"), now), {
            name: "LedgerBroken",
            message: /ledger\/b\/000000000002\.json is not JSON/,
        });
        assert.equal(store.keys().length, 2);
    });

    for (const foreign of ["readme.txt", "000000000001.json.bak", "1000000000000000.json"])
        it(`refuses a ledger with ${foreign} among its records instead of looking for its end`, async () => {
            const { store } = audit();
            await appendToLedger(store, "b", fact("a"), now);
            store.put(`ledger/b/${foreign}`, "x");
            let listings = 0;
            const list = store.list.bind(store);
            store.list = (...given) => {
                if (++listings > 200) throw new Error("endless");
                return list(...given);
            };
            await assert.rejects(() => appendToLedger(store, "b", fact("c"), now), {
                name: "LedgerBroken",
                message: new RegExp(
                    `ledger/b/${foreign.replaceAll(".", "\\.")} is no ledger record`,
                ),
            });
            assert.equal(store.keys().length, 2);
        });

    it("finds a repeated fact behind records of a clock that is 10 minutes behind", async () => {
        const { store } = audit();
        const at = Date.parse("2026-11-22T06:00:00.000Z");
        const clockAt = (minutes: number) => () => new Date(at + minutes * 60_000);
        const given = fact("a", new Date(at).toISOString());
        await appendToLedger(store, "b", given, clockAt(0));
        await appendToLedger(store, "b", fact("b", given.entry.at), clockAt(-10));
        await appendToLedger(store, "b", given, clockAt(1));
        assert.deepEqual(ids(store), ["a", "b"]);
    });

    it("names what was altered, removed or inserted", async () => {
        const { store } = audit();
        for (const id of ["a", "b", "c"]) await appendToLedger(store, "b", fact(id), now);
        const second = store.objects.get("ledger/b/000000000002.json");
        assert.ok(second);
        store.put(
            "ledger/b/000000000002.json",
            second.bytes.toString().replace('"id":"b"', '"id":"B"'),
        );
        assert.match(
            findings(store).join(),
            /^ledger\/b\/000000000003\.json: previousSha256 must be [0-9a-f]{64}, got [0-9a-f]{64}; this record or the one before was altered$/,
        );
        store.objects.delete("ledger/b/000000000002.json");
        assert.deepEqual(findings(store), [
            "ledger/b/000000000003.json: expected ledger/b/000000000002.json here; a record is missing, foreign or out of order",
        ]);
    });
});
