import assert from "node:assert/strict";
import { inspect } from "node:util";
import { submitTrigger } from "../../../runtime/submit/submitEvent";

const event = (changes: object = {}, detail: object = {}): object => ({
    version: "0",
    source: "aws.s3",
    "detail-type": "Object Created",
    detail: {
        bucket: { name: "control" },
        object: { key: "inventory/acme.events/archival/2026-11-22T01-00Z/manifest.checksum" },
        ...detail,
    },
    ...changes,
});

describe("submitTrigger", () => {
    it("takes a committed inventory, a schedule and the watchdog", () => {
        assert.deepEqual(submitTrigger(event(), "control"), {
            trigger: "inventory",
            bucket: "acme.events",
        });
        for (const trigger of ["schedule", "watchdog"])
            assert.deepEqual(submitTrigger({ trigger, bucket: "acme-events" }, "control"), {
                trigger,
                bucket: "acme-events",
            });
    });

    const malformed: readonly [unknown, RegExp][] = [
        [undefined, /must be an object, got nothing/],
        [[], /must be an object, got \[\]/],
        [{}, /got source nothing with detail-type nothing/],
        [
            { trigger: "manual", bucket: "b-1" },
            /trigger must be "schedule", "watchdog" or "scan", got "manual"/,
        ],
        [{ trigger: "schedule" }, /bucket must be a bucket name, got nothing/],
        [{ trigger: "schedule", bucket: "../x" }, /bucket must be a bucket name, got "\.\.\/x"/],
        [{ trigger: "schedule", bucket: "acme", extra: 1 }, /got also extra/],
        [event({ "detail-type": "Object Deleted" }), /detail-type "Object Deleted"/],
        [event({ detail: null }), /detail must be an object, got null/],
        [
            event({}, { bucket: { name: "other" } }),
            /must be the control bucket "control", got "other"/,
        ],
        [event({}, { object: {} }), /detail\.object\.key must be .* got nothing/],
        [
            event(
                {},
                { object: { key: "inventory/acme/archival/2026-11-22T01-00Z/manifest.json" } },
            ),
            /detail\.object\.key must be "inventory\/<bucket>\/<id>\/<date>\/manifest\.checksum"/,
        ],
        [
            event(
                {},
                { object: { key: "x/inventory/acme/a/2026-11-22T01-00Z/manifest.checksum" } },
            ),
            /detail\.object\.key must be/,
        ],
    ];
    for (const [given, message] of malformed)
        it(`refuses ${inspect(given).slice(0, 90)}: ${message.source}`, () => {
            assert.throws(() => submitTrigger(given, "control"), {
                name: "MalformedEvent",
                message,
            });
        });
});
