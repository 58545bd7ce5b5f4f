import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { readStackFile, UserError } from "../../cli/stackFile";

describe("readStackFile", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(path.join(tmpdir(), "archival-stack-"));
        writeFileSync(
            path.join(folder, "Pulumi.yaml"),
            "name: archival\nmain: infra/\nruntime: nodejs\n",
        );
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });
    const write = (name: string, text: string): void => {
        writeFileSync(path.join(folder, name), text);
    };

    it("hands config over as the engine does: text, and JSON with sorted keys", () => {
        write(
            "Pulumi.dev.yaml",
            "config:\n  aws:region: eu-west-1\n  archival:account: '111111111111'\n  archival:buckets:\n    b: { z: 1, a: 2 }\n    a: {}\n",
        );
        const file = readStackFile({ projectDirectory: folder, stack: "dev" });
        assert.equal(file.region, "eu-west-1");
        assert.deepEqual(file.config, {
            "aws:region": "eu-west-1",
            "archival:account": "111111111111",
            "archival:buckets": '{"a":{},"b":{"a":2,"z":1}}',
        });
        assert.deepEqual(file.values["buckets"], { b: { z: 1, a: 2 }, a: {} });
        assert.equal(file.main, "infra/");
    });

    it("takes the stack's name from the file's", () => {
        write("Pulumi.other.yaml", "config:\n  aws:region: eu-west-1\n");
        const file = readStackFile({
            projectDirectory: folder,
            file: path.join(folder, "Pulumi.other.yaml"),
        });
        assert.equal(file.stack, "other");
    });

    const refused: readonly [string, string | undefined, RegExp][] = [
        ["a file that is not there", undefined, /Pulumi\.dev\.yaml not found$/],
        ["tabs", "config:\n\taws:region: eu-west-1\n", /is not valid YAML:\n {2}- /],
        [
            "duplicate keys",
            "config:\n  aws:region: a\n  aws:region: b\n",
            /Map keys must be unique/,
        ],
        ["a list", "- a\n", /must be a map of settings/],
        ["no config", "encryptionsalt: x\n", /must have a map under "config:"/],
        ["no Region", "config:\n  a:b: c\n", /aws:region must be a Region such as eu-west-1/],
    ];
    for (const [what, text, message] of refused) {
        it(`refuses ${what} with a reason`, () => {
            if (text !== undefined) write("Pulumi.dev.yaml", text);
            assert.throws(
                () => readStackFile({ projectDirectory: folder, stack: "dev" }),
                (error: unknown) => {
                    assert.ok(error instanceof UserError);
                    assert.match(error.message, message);
                    return true;
                },
            );
        });
    }
});
