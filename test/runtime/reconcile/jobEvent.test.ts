import assert from "node:assert/strict";
import { readJobEvent } from "../../../runtime/reconcile/jobEvent";

const jobId = "11111111-1111-4111-8111-111111111111";
const event = (change: Record<string, unknown> = {}, details: Record<string, unknown> = {}) => ({
    version: "0",
    source: "aws.s3",
    "detail-type": "AWS Service Event via CloudTrail",
    detail: {
        eventSource: "s3.amazonaws.com",
        eventName: "JobStatusChanged",
        serviceEventDetails: { jobId, status: "Complete", failureCodes: [], ...details },
    },
    ...change,
});

describe("readJobEvent", () => {
    it("reads the job of a JobStatusChanged event", () => {
        assert.deepEqual(readJobEvent(event()), { jobId, from: "event" });
    });
    it("reads the watchdog's call", () => {
        assert.deepEqual(readJobEvent({ trigger: "watchdog", jobId }), { jobId, from: "watchdog" });
    });
    for (const [what, malformed] of [
        ["nothing", undefined],
        ["a list", [event()]],
        ["an empty object", {}],
        ["another trigger", { trigger: "schedule", jobId }],
        ["a trigger without a job", { trigger: "watchdog" }],
        ["a job id that is a path", { trigger: "watchdog", jobId: "../runs/x" }],
        ["another source", event({ source: "aws.ec2" })],
        ["another event", event({ detail: { eventName: "JobCreated" } })],
        ["no details", event({ detail: { eventName: "JobStatusChanged" } })],
        ["no status", event({}, { status: undefined })],
        ["a job id that is a number", event({}, { jobId: 7 })],
    ] as const) {
        it(`refuses ${what}`, () => {
            assert.throws(() => readJobEvent(malformed), { name: "MalformedJobEvent" });
        });
    }
});
