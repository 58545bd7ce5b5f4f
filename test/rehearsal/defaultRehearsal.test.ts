import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { writeDelivery } from "./writtenDelivery";
import { rehearseCommand, type RehearsalResult } from "../../cli/rehearse/rehearseCommand";

const root = path.resolve(__dirname, "../..");

describe("the default rehearsal", function () {
    this.timeout(300_000);
    const folder = mkdtempSync(path.join(tmpdir(), "archival-rehearsal-"));
    after(() => {
        rmSync(folder, { recursive: true });
    });

    it("deploys the dev stack, archives, and finds everything as expected", async () => {
        const json = path.join(folder, "result.json");
        const printed: string[] = [];
        const code = await rehearseCommand(root, { stack: "dev", seed: "1", json }, (line) =>
            printed.push(line),
        );
        const result = JSON.parse(readFileSync(json, "utf8")) as RehearsalResult;
        assert.deepEqual(
            result.checks.filter(({ ok }) => !ok),
            [],
        );
        assert.equal(result.stoppedBy, undefined);
        assert.equal(code, 0);
        assert.deepEqual(
            result.tiers.map(({ bucket, tier }) => `${bucket}/${tier}`),
            [
                "acme-events/cold-logs",
                "acme-events/media-masters",
                "acme-events/finance-tagged",
                "acme-exports/exports-to-vault",
                "acme-exports/redact-drafts",
                "acme-lake/marked-big",
            ],
        );
        assert.match(printed.join("\n"), /It does not prove AWS's behaviour\./);
    });

    it("fails and names the denied call when a role lacks a statement", async () => {
        const printed: string[] = [];
        const code = await rehearseCommand(
            root,
            {
                stack: "dev",
                seed: "1",
                withoutStatement: "archival-submit-eu-west-1#CreateJobs",
            },
            (line) => printed.push(line),
        );
        assert.equal(code, 1);
        assert.match(
            printed.join("\n"),
            /^STOPPED {2}denied: arn:aws:sts::111111111111:assumed-role\/archival-submit-eu-west-1\/\S+ may not s3:CreateJob on \*/m,
        );
    });
});

describe("rehearsing a delivered inventory", function () {
    this.timeout(120_000);

    it("runs on a real delivery, seeded as listed", async () => {
        const printed: string[] = [];
        const code = await rehearseCommand(
            root,
            {
                inventory: path.join(root, "test/local/inventory/realDelivery/csv-all-versions"),
                config: path.join(root, "examples/own-bucket/Pulumi.own-bucket.yaml"),
                seed: "1",
                days: "3",
            },
            (line) => printed.push(line),
        );
        assert.equal(code, 0, printed.join("\n"));
        assert.match(
            printed.join("\n"),
            /5 object versions seeded into filemanager-inventory-test as listed/,
        );
    });

    it("counts the objects that changed class, not the versions", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "archival-delivery-"));
        const row = (name: string, size: number): string[] => [
            "versioned-source",
            `logs/${name}`,
            "",
            "true",
            "false",
            String(size),
            "2025-01-01T00:00:00.000Z",
            "STANDARD",
        ];
        writeDelivery(
            folder,
            "versioned-source",
            [
                "Bucket",
                "Key",
                "VersionId",
                "IsLatest",
                "IsDeleteMarker",
                "Size",
                "LastModifiedDate",
                "StorageClass",
            ],
            [row("a", 300_000), row("b", 400_000), row("c", 500_000), row("small", 10)],
        );
        const printed: string[] = [];
        const code = await rehearseCommand(
            root,
            {
                inventory: folder,
                config: path.join(root, "test/fixtures/stacks/Pulumi.versions.yaml"),
                seed: "1",
                days: "3",
            },
            (line) => printed.push(line),
        );
        rmSync(folder, { recursive: true });
        assert.equal(code, 0, printed.join("\n"));
        assert.match(
            printed.join("\n"),
            /3 objects are in another class now, 0 copies lie in vaults/,
        );
    });

    it("refuses an inventory without the columns that a seeded bucket needs", async () => {
        const folder = mkdtempSync(path.join(tmpdir(), "archival-delivery-"));
        writeDelivery(folder, "small-source", ["Bucket", "Key"], [["small-source", "logs/a"]]);
        await assert.rejects(
            rehearseCommand(
                root,
                {
                    inventory: folder,
                    config: path.join(root, "test/fixtures/stacks/Pulumi.small.yaml"),
                    seed: "1",
                },
                () => undefined,
            ),
            {
                name: "DeliveryUnusable",
                message: /got no Size, LastModifiedDate, StorageClass; add them/,
            },
        );
        rmSync(folder, { recursive: true });
    });

    it("refuses an inventory of a bucket that the config does not declare", async () => {
        await assert.rejects(
            rehearseCommand(
                root,
                {
                    inventory: path.join(
                        root,
                        "test/local/inventory/realDelivery/csv-all-versions",
                    ),
                    config: path.join(root, "test/fixtures/stacks/Pulumi.small.yaml"),
                    seed: "1",
                    days: "3",
                },
                () => undefined,
            ),
            /the inventory lists bucket "filemanager-inventory-test", which the config does not declare; it declares "small-source"/,
        );
    });
});
