import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import Ajv from "ajv";
import { parse } from "yaml";
import { resolveStackConfig } from "../../../model/config/resolveStackConfig";
import type { StackConfig } from "../../../model/config/types";

interface StackFile {
    readonly config: Readonly<Record<string, unknown>>;
}

const root = join(__dirname, "../../..");
const read = (name: string): string => readFileSync(join(root, name), "utf8");
const stackFile = (stack: string): StackFile => parse(read(`Pulumi.${stack}.yaml`)) as StackFile;

function valuesOf({ config }: StackFile): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(config)
            .filter(([key]) => key.startsWith("archival:"))
            .map(([key, value]) => [key.slice("archival:".length), value]),
    );
}

function resolved(stack: string): { config: StackConfig; warnings: string[] } {
    const file = stackFile(stack);
    return resolveStackConfig(valuesOf(file), {
        stack,
        region: String(file.config["aws:region"]),
        now: new Date("2026-11-22T00:00:00Z"),
    });
}

/** Pulumi's parser reads 5_000_000 as a number, and hands maps over with sorted keys. */
function asPulumiHandsItOver(value: unknown): unknown {
    if (typeof value === "string" && /^[0-9]+(_[0-9]+)+$/.test(value)) {
        return Number(value.replaceAll("_", ""));
    }
    if (Array.isArray(value)) return value.map(asPulumiHandsItOver);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, each]: [string, unknown]) => [key, asPulumiHandsItOver(each)]),
    );
}

const tierNames = (config: StackConfig): string[] =>
    config.buckets.flatMap(({ name, tiers }) => tiers.map((tier) => `${name}/${tier.name}`));

describe("the stack files", () => {
    for (const stack of ["dev", "prod"]) {
        it(`Pulumi.${stack}.yaml satisfies the published schema it names`, () => {
            const [, path] =
                /^# yaml-language-server: \$schema=(\S+)/.exec(read(`Pulumi.${stack}.yaml`)) ?? [];
            assert.equal(path, "./schema/stack-config.schema.json");
            const validate = new Ajv({ allErrors: true, strict: false }).compile(
                JSON.parse(read("schema/stack-config.schema.json")) as object,
            );
            validate(stackFile(stack));
            assert.equal(validate.errors, null);
        });

        it(`Pulumi.${stack}.yaml means the same through Pulumi's parser`, () => {
            const file = stackFile(stack);
            const values = asPulumiHandsItOver(valuesOf(file)) as Record<string, unknown>;
            const context = { stack, region: String(file.config["aws:region"]) };
            assert.deepEqual(resolveStackConfig(values, context).config, resolved(stack).config);
        });
    }

    it("dev has one tier for every way to archive", () => {
        const { config } = resolved("dev");
        assert.deepEqual(tierNames(config), [
            "acme-events/cold-logs",
            "acme-events/media-masters",
            "acme-events/finance-tagged",
            "acme-exports/exports-to-vault",
            "acme-exports/redact-drafts",
            "acme-lake/raw-lifecycle",
            "acme-lake/marked-big",
        ]);
        assert.deepEqual(
            config.buckets.flatMap(({ tiers }) =>
                tiers.map(({ action }) =>
                    action.kind === "changeClass"
                        ? `${action.mechanism} ${action.storageClass}`
                        : action.kind,
                ),
            ),
            [
                "copy GLACIER_IR",
                "copy DEEP_ARCHIVE",
                "copyTo",
                "copyTo",
                "invoke",
                "lifecycle GLACIER",
                "mark DEEP_ARCHIVE",
            ],
        );
        assert.equal(config.production, false);
    });

    it("dev warns of what it costs to keep versions and of the short lock", () => {
        assert.deepEqual(
            resolved("dev").warnings.map((line) => line.split(": ")[0]),
            [
                "archival:buckets.acme-events.tiers.cold-logs.action",
                "archival:buckets.acme-events.tiers.media-masters.action",
                "archival:vaults.finance-vault.retention",
            ],
        );
    });

    it("prod asks for approval unless a tier says otherwise", () => {
        const { config } = resolved("prod");
        assert.equal(config.production, true);
        assert.deepEqual(
            config.buckets.flatMap(({ tiers }) =>
                tiers.filter(({ approval }) => approval === "none").map(({ name }) => name),
            ),
            ["raw-lifecycle", "renderings"],
        );
        assert.deepEqual(config.vaults.find(({ name }) => name === "records-vault")?.retention, {
            mode: "COMPLIANCE",
            days: 2557,
        });
    });
});
