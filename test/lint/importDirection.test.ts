import assert from "node:assert/strict";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Linter } from "eslint";

const root = path.resolve(__dirname, "../..");
const ruleName = "archival/import-direction";

/** The part of the repository's own ESLint config that holds the direction: without types, so it is quick. */
async function directionConfig(): Promise<Linter.Config[]> {
    const load = async (url: string): Promise<{ default: unknown }> => import(url);
    const config = (await load(pathToFileURL(path.join(root, "eslint.config.mjs")).href))
        .default as Linter.Config[];
    const { default: parser } = await load(
        pathToFileURL(require.resolve("typescript-eslint", { paths: [root] })).href,
    );
    const direction = config.filter(({ rules }) => rules !== undefined && ruleName in rules);
    return [
        {
            files: ["**/*.ts"],
            languageOptions: { parser: (parser as { parser: Linter.Parser }).parser },
        },
        ...direction,
    ];
}

const forbidden: readonly (readonly [file: string, text: string])[] = [
    ["model/runs/a.ts", 'import { readFileSync } from "node:fs";'],
    ["model/runs/a.ts", 'import { readFileSync } from "fs";'],
    ["model/runs/a.ts", 'import { get } from "node:https";'],
    ["model/runs/a.ts", 'import * as aws from "@pulumi/aws";'],
    ["model/runs/a.ts", 'import type { S3Client } from "@aws-sdk/client-s3";'],
    ["model/runs/a.ts", 'import { world } from "../../local/core/world";'],
    ["model/runs/a.ts", 'import { world } from "../../model/../local/core/world";'],
    ["model/a.ts", 'import { world } from "./../local/core/world";'],
    ["model/a.ts", 'export * from "../infra";'],
    ["model/a.ts", 'export { x } from "../runtime";'],
    ["model/a.ts", 'const x = await import("../runtime/x");'],
    ["model/a.ts", "const x = await import(`../runtime/x`);"],
    ["model/a.ts", "const x = await import(name);"],
    ["model/a.ts", 'const x = require("../runtime/x");'],
    ["model/a.ts", 'const x = require.resolve("../runtime/x");'],
    ["model/a.ts", 'import x = require("../runtime/x");'],
    ["model/a.ts", 'type X = import("../runtime/x").X;'],
    ["model/a.ts", 'import { x } from "../test/x";'],
    ["model/a.ts", `import { x } from "${root}/runtime/x";`],
    ["infra/index.ts", 'import { S3Client } from "@aws-sdk/client-s3";'],
    ["infra/index.ts", 'import { x } from "../runtime/submit/handler";'],
    ["infra/index.ts", 'import { x } from "../local/core/world";'],
    ["infra/bucket/a.ts", 'import { Vault } from "../vault/vault";'],
    ["infra/bucket/a.ts", 'import { Vault } from "../vault";'],
    ["infra/vault/a.ts", 'import { ArchivedBucket } from "../bucket/archivedBucket";'],
    ["runtime/submit/a.ts", 'import * as pulumi from "@pulumi/pulumi";'],
    ["runtime/submit/a.ts", 'import { x } from "../../infra";'],
    ["runtime/submit/a.ts", 'import { x } from "../../cli/main";'],
    ["local/core/a.ts", 'import { x } from "../../runtime/submit/handler";'],
    ["local/core/a.ts", 'import { x } from "../../cli/main";'],
    ["cli/a.ts", 'import { x } from "../infra/index";'],
    ["cli/a.ts", 'import { x } from "../infra";'],
    ["cli/a.ts", 'import { handler } from "../runtime/submit/handler";'],
    ["cli/a.ts", 'import { handler } from "../runtime/submit/handler.js";'],
    ["cli/a.ts", 'import { ports } from "../runtime/task/awsPorts";'],
    ["cli/a.ts", 'import { s3 } from "../runtime/aws/s3ObjectStore";'],
    ["tools/a.ts", 'import { x } from "../infra/index";'],
    ["tools/a.ts", 'import { x } from "../runtime/submit/submit";'],
    ["policies/a.ts", 'import { x } from "../infra/index";'],
];

const permitted: readonly (readonly [file: string, text: string])[] = [
    ["model/runs/a.ts", 'import { createHash } from "node:crypto";'],
    ["model/runs/a.ts", 'import { isIP } from "node:net";'],
    ["model/runs/a.ts", 'import { x } from "../config/types";'],
    ["model/runs/a.ts", 'export { x } from "../../model/config/types";'],
    ["infra/bucket/a.ts", 'import * as aws from "@pulumi/aws";'],
    ["infra/bucket/a.ts", 'import { x } from "../aws/secureBucket";'],
    ["infra/archivalStack.ts", 'import { Vault } from "./vault/vault";'],
    ["infra/vault/a.ts", 'import { x } from "../../model/naming/names";'],
    ["runtime/submit/a.ts", 'import { S3Client } from "@aws-sdk/client-s3";'],
    ["runtime/submit/a.ts", 'import { x } from "../aws/s3ObjectStore";'],
    ["local/deploy/a.ts", "const program = await import(path);"],
    ["cli/a.ts", 'import { x } from "../runtime/submit/decideRun";'],
    ["cli/a.ts", 'import { x } from "../local/core/world";'],
    ["tools/a.ts", 'import { x } from "../model/config/types";'],
    ["test/infra/a.ts", 'import { x } from "../../infra/index";'],
    ["examples/a/index.ts", 'import { x } from "../../infra/index";'],
];

describe("the direction of imports", () => {
    const linter = new Linter({ cwd: root });
    let config: Linter.Config[];

    before(async () => {
        config = await directionConfig();
    });

    const complaints = (file: string, text: string): string[] =>
        linter
            .verify(text, config, { filename: path.join(root, file) })
            .map(({ ruleId, message }) => ruleId ?? message);

    for (const [file, text] of forbidden) {
        it(`refuses in ${file}: ${text}`, () => {
            assert.deepEqual(complaints(file, text), [ruleName]);
        });
    }

    for (const [file, text] of permitted) {
        it(`lets ${file} say: ${text}`, () => {
            assert.deepEqual(complaints(file, text), []);
        });
    }

    it("says what the folder may import", () => {
        const [complaint] = linter.verify('import { x } from "../runtime";', config, {
            filename: path.join(root, "infra/index.ts"),
        });
        assert.equal(
            complaint?.message,
            "must not import ../runtime: infra/ may import of ours only infra, model; see docs/architecture.md",
        );
    });
});
