import assert from "node:assert/strict";
import { md5Hex, readReportManifest, reportFolder } from "../../../model/jobs/reportManifest";

const folder = reportFolder("reports/r1", "j1");
const expected = { bucket: "audit", folder };
const sound = {
    Format: "Report_CSV_20180820",
    ReportCreationDate: "2026-11-22T04:11:00.000Z",
    Results: [
        {
            TaskExecutionStatus: "succeeded",
            Bucket: "audit",
            MD5Checksum: "83B1E0D9F5A9B3C17F1B3F0D0A0A0A0A",
            Key: `${folder}results/6217.csv`,
        },
    ],
    ReportSchema: "Bucket, Key, VersionId, TaskStatus, ErrorCode, HTTPStatusCode, ResultMessage",
};
const read = (document: unknown, checksum?: string) => {
    const bytes = Buffer.from(JSON.stringify(document));
    return readReportManifest(bytes, checksum ?? md5Hex(bytes), expected);
};
const result = (change: Record<string, unknown>) => ({
    ...sound,
    Results: [{ ...sound.Results[0], ...change }],
});

describe("readReportManifest", () => {
    it("lists the result files with their checksums in lower case", () => {
        assert.deepEqual(read(sound), {
            files: [
                {
                    taskStatus: "succeeded",
                    key: "reports/r1/job-j1/results/6217.csv",
                    md5: "83b1e0d9f5a9b3c17f1b3f0d0a0a0a0a",
                },
            ],
            problems: [],
        });
    });
    it("takes a checksum with a trailing newline", () => {
        const bytes = Buffer.from(JSON.stringify(sound));
        assert.equal(readReportManifest(bytes, `${md5Hex(bytes)}\n`, expected).problems.length, 0);
    });
    it("names a manifest whose MD5 is another, and trusts no file of it", () => {
        const bytes = Buffer.from(JSON.stringify(sound));
        const { files, problems } = read(sound, "0".repeat(32));
        assert.equal(files, undefined);
        assert.deepEqual(problems, [
            `reports/r1/job-j1/manifest.json: MD5 must be "${"0".repeat(32)}" as manifest.json.md5 says, ` +
                `got "${md5Hex(bytes)}"; the report was damaged or altered`,
        ]);
    });
    it("names what is no JSON", () => {
        const bytes = Buffer.from("{");
        assert.match(
            String(readReportManifest(bytes, md5Hex(bytes), expected).problems[0]),
            /^reports\/r1\/job-j1\/manifest.json: must be JSON, got SyntaxError/,
        );
    });
    for (const [what, document, problem] of [
        [
            "another format",
            { ...sound, Format: "Other" },
            /Format must be "Report_CSV_20180820", got "Other"/,
        ],
        ["no list of results", { ...sound, Results: {} }, /Results must be a list/],
        [
            "a result in another bucket",
            result({ Bucket: "evil" }),
            /Bucket must be "audit", got "evil"/,
        ],
        [
            "a result outside the job's folder",
            result({ Key: "reports/r1/job-j2/results/1.csv" }),
            /Key must be below "reports\/r1\/job-j1\/results\/", got "reports\/r1\/job-j2/,
        ],
        [
            "a checksum that is none",
            result({ MD5Checksum: "xyz" }),
            /MD5Checksum must be 32 hex digits/,
        ],
        ["another status", result({ TaskExecutionStatus: "maybe" }), /TaskExecutionStatus must be/],
        [
            "a file listed twice",
            { ...sound, Results: [sound.Results[0], sound.Results[0]] },
            /is listed twice/,
        ],
    ] as const) {
        it(`refuses ${what}`, () => {
            const { files, problems } = read(document);
            assert.equal(files, undefined);
            assert.equal(problems.length, 1);
            assert.match(String(problems[0]), problem);
        });
    }
});
