import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { targetClasses } from "../../../model/storageClass";
import { stackFileSchema, stackSchema } from "../../../model/config/schema/stack";

type Node = Readonly<Record<string, unknown>>;

/** Every node of a schema with its place. */
function nodes(node: Node, place: string): (readonly [string, Node])[] {
    const properties = Object.entries((node["properties"] ?? {}) as Record<string, Node>);
    const children = [
        ...properties.map(([key, child]) => [`${place}.${key}`, child] as const),
        ...(typeof node["additionalProperties"] === "object"
            ? [[`${place}.*`, node["additionalProperties"] as Node] as const]
            : []),
        ...(typeof node["items"] === "object"
            ? [[`${place}[]`, node["items"] as Node] as const]
            : []),
    ];
    return [[place, node], ...children.flatMap(([at, child]) => nodes(child, at))];
}

describe("the published schema", () => {
    const file = join(__dirname, "../../../schema/stack-config.schema.json");

    it("is what tools/writeSchema.ts writes", () => {
        assert.deepEqual(
            JSON.parse(readFileSync(file, "utf8")),
            JSON.parse(JSON.stringify(stackFileSchema())),
        );
    });

    it("is a valid draft-07 schema", () => {
        assert.equal(new Ajv({ strict: false }).validateSchema(stackFileSchema()), true);
    });

    it("describes every property and leaves no map open", () => {
        const all = nodes(stackSchema, "archival");
        assert.deepEqual(
            all.filter(([, node]) => typeof node["description"] !== "string").map(([at]) => at),
            [],
        );
        assert.deepEqual(
            all
                .filter(([, node]) => node["type"] === "object")
                .filter(([, node]) => node["additionalProperties"] === undefined)
                .map(([at]) => at),
            [],
        );
        assert.ok(all.length > 80);
    });

    it("knows exactly the storage classes of the model", () => {
        const found = nodes(stackSchema, "archival").find(([at]) => at.endsWith(".changeClass"));
        assert.deepEqual(found?.[1]["enum"], [...targetClasses]);
    });
});
