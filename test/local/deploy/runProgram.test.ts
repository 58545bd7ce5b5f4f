import assert from "node:assert/strict";
import * as path from "node:path";
import { ProgramFailed, runProgram } from "../../../local/deploy/runProgram";

const fixture = (config: Record<string, string> = {}) =>
    runProgram({
        projectDirectory: path.join(__dirname, "../../fixtures/program"),
        main: "infra",
        project: "fixture",
        stack: "dev",
        config,
        apply: ({ name, inputs }) =>
            Promise.resolve({
                id: `${name}-id`,
                outputs: { arn: `arn:of:${name}`, seen: Object.keys(inputs).length },
            }),
    });

describe("runProgram", () => {
    it("registers what a program declares, with parents, providers, protection and dependencies", async () => {
        const { resources, exports } = await fixture();
        const brief = resources
            .map((r) => [
                r.type,
                r.name,
                r.parent.split("::").at(-1),
                r.provider.split("::").at(-1),
                r.protect,
            ])
            .sort();
        assert.deepEqual(brief, [
            ["aws:lambda/function:Function", "fn", "fixture-dev", "home-id", false],
            ["aws:s3/bucket:Bucket", "pair-data", "pair", "home-id", true],
            ["aws:s3/bucketPolicy:BucketPolicy", "pair-policy", "pair", "home-id", false],
            ["fixture:index:Pair", "pair", "fixture-dev", "", false],
            ["pulumi:providers:aws", "home", "fixture-dev", "", false],
            ["pulumi:pulumi:Stack", "fixture-dev", "", "", false],
        ]);
        assert.deepEqual(exports, { names: "fixture-data/pair-policy-id" });
        const policy = resources.find(({ name }) => name === "pair-policy");
        assert.equal(policy?.inputs["policy"], '{"Resource":"arn:of:pair-data"}');
        assert.deepEqual(
            policy.propertyDependencies["policy"]?.map((urn) => urn.split("::").at(-1)),
            ["pair-data"],
        );
    });

    it("unwraps secrets and hands archives over as paths", async () => {
        const { resources } = await fixture();
        const fn = resources.find(({ name }) => name === "fn");
        assert.deepEqual(fn?.inputs["environment"], { variables: { A: "s" } });
        assert.deepEqual(fn.inputs["code"], { path: "." });
    });

    it("fails with the program's own message", async () => {
        await assert.rejects(fixture({ "fixture:fail": "yes" }), (error: unknown) => {
            assert.ok(error instanceof ProgramFailed);
            assert.match(error.message, /two problems:\n {2}- a\n {2}- b/);
            return true;
        });
    });
});
