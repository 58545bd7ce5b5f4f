import assert from "node:assert/strict";
import type { InvokeCommandInput, LambdaClient } from "@aws-sdk/client-lambda";
import type {
    ListJobsCommandInput,
    ListJobsResult,
    S3ControlClient,
} from "@aws-sdk/client-s3-control";
import { listedJobs, wake } from "../../../runtime/watchdog/awsPorts";

describe("listedJobs", () => {
    it("pages through all jobs and leaves out what has no id", async () => {
        const created = new Date("2026-11-22T00:00:00Z");
        const ended = new Date("2026-11-22T01:00:00Z");
        const pages: ListJobsResult[] = [
            {
                Jobs: [
                    {
                        JobId: "j1",
                        Description: "d",
                        Status: "Complete",
                        CreationTime: created,
                        TerminationDate: ended,
                    },
                    { Status: "New", CreationTime: created },
                ],
                NextToken: "next",
            },
            { Jobs: [{ JobId: "j2", Status: "New", CreationTime: created }] },
        ];
        const asked: ListJobsCommandInput[] = [];
        const client = {
            send: ({ input }: { input: ListJobsCommandInput }) => {
                asked.push(input);
                return Promise.resolve(pages.shift());
            },
        } as unknown as S3ControlClient;
        const jobs = [];
        for await (const job of listedJobs(client, "111111111111")) jobs.push(job);
        assert.deepEqual(jobs, [
            {
                jobId: "j1",
                description: "d",
                status: "Complete",
                createdAt: created,
                endedAt: ended,
            },
            { jobId: "j2", description: "", status: "New", createdAt: created, endedAt: undefined },
        ]);
        assert.deepEqual(asked, [
            { AccountId: "111111111111", MaxResults: 1000, NextToken: undefined },
            { AccountId: "111111111111", MaxResults: 1000, NextToken: "next" },
        ]);
    });
});

describe("wake", () => {
    it("invokes asynchronously with the event as JSON", async () => {
        const asked: InvokeCommandInput[] = [];
        const client = {
            send: ({ input }: { input: InvokeCommandInput }) => {
                asked.push(input);
                return Promise.resolve({});
            },
        } as unknown as LambdaClient;
        await wake(client, "arn:fn:live", { trigger: "watchdog", bucket: "b" });
        assert.equal(asked.length, 1);
        assert.equal(asked[0]?.FunctionName, "arn:fn:live");
        assert.equal(asked[0].InvocationType, "Event");
        assert.equal(
            Buffer.from((asked[0].Payload as Uint8Array | undefined) ?? []).toString(),
            '{"trigger":"watchdog","bucket":"b"}',
        );
    });
});
