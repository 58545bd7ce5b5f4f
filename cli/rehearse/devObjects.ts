/**
 * The objects of the default rehearsal: thousands of ordinary ones and every awkward one, for the buckets and tiers
 * of Pulumi.dev.yaml. Each says itself what must become of it.
 */
import type { SeedObject } from "../../local/core/contracts";
import type { Expectation, RehearsedObject } from "./expectation";

const day = 86_400_000;
const KiB = 1024;
const MiB = 1024 * KiB;

/** Keys that break parsers: each must survive inventory, manifest, task, report, ledger. */
export const awkwardNames: readonly string[] = [
    "two words.log",
    "plus+sign.log",
    'say "cheese".log',
    "it's (fine)!*.log",
    "line\nbreak.log",
    "tab\tand\rreturn.log",
    "comma, semicolon; pipe|.log",
    "100%.log",
    "already%20encoded%2B.log",
    "a//b//.log",
    "./../dots.log",
    "trailing-slash/",
    "null.log",
    "=SUM(A1).log",
    "<script>alert(1)</script>.log",
    "'; DROP TABLE runs;--.log",
    "\u001b[31mred.log",
    "Grüße/année.log",
    "日本語/アーカイブ.log",
    "עברית/قديم.log",
    "emoji-🧊-family-👨‍👩‍👧.log",
    "e\u0301 is not \u00e9.log",
];

interface Common {
    readonly age: number;
    readonly size: number;
    readonly more?: Omit<Partial<SeedObject>, "key">;
}

/** Builds the rehearsed objects relative to virtual now. `bulk` scales the ordinary ones. */
export function devObjects(now: Date, bulk = 1): RehearsedObject[] {
    const objects: RehearsedObject[] = [];
    const before = (days: number): Date => new Date(now.getTime() - days * day);
    const add = (
        bucket: string,
        key: string,
        { age, size, more = {} }: Common,
        expect: Expectation,
        extra: Pick<RehearsedObject, "meanwhile" | "slowDowns"> = {},
    ): void => {
        objects.push({
            bucket,
            object: {
                key,
                lastModified: before(age),
                body: { syntheticLength: size, seed: `${bucket}/${key}` },
                ...more,
            },
            expect,
            ...extra,
        });
    };
    const untouched = (why: string): Expectation => ({ is: "untouched", why });

    // ---------------------------------------------------------------- acme-events / cold-logs: copy in place
    const events = "acme-events";
    const cold: Expectation = { is: "in-class", tier: "cold-logs", storageClass: "GLACIER_IR" };
    for (let i = 0; i < 2000 * bulk; i += 1) {
        const app = ["web", "api", "auth", "billing"][i % 4] ?? "web";
        const key = `logs/app-${app}/2026/${String(i).padStart(6, "0")}.log.gz`;
        add(events, key, { age: 100 + (i % 400), size: 256 * KiB + ((i * 7919) % MiB) }, cold);
    }
    for (let i = 0; i < 600 * bulk; i += 1) {
        add(
            events,
            `logs/app-web/fresh/${String(i).padStart(5, "0")}.log.gz`,
            { age: i % 80, size: MiB },
            untouched("younger than 90 days"),
        );
        add(
            events,
            `logs/app-api/small/${String(i).padStart(5, "0")}.log.gz`,
            { age: 200, size: i },
            untouched("smaller than 256 KiB, some with zero bytes"),
        );
    }
    for (const name of awkwardNames) {
        add(events, `logs/awkward/${name}`, { age: 120, size: 300 * KiB }, cold);
    }
    add(events, `logs/${"k".repeat(1024 - 5)}`, { age: 120, size: 300 * KiB }, cold);
    add(events, `logs/${"鍵".repeat(339)}ab`, { age: 120, size: 300 * KiB }, cold);
    add(
        events,
        "logs/ia.log",
        { age: 120, size: MiB, more: { storageClass: "STANDARD_IA" } },
        cold,
    );
    add(
        events,
        "logs/tagged.log",
        {
            age: 120,
            size: MiB,
            more: {
                tags: { "cost centre": "data + logs", owner: "team-a=b@c/d:e" },
                metadata: { origin: "edge-17" },
            },
        },
        cold,
    );
    add(
        events,
        "logs/null-version.log",
        { age: 400, size: MiB, more: { versionId: "null" } },
        cold,
    );
    add(events, "logs/slow-1.log", { age: 120, size: MiB }, cold, { slowDowns: 7 });
    add(events, "logs/slow-2.log", { age: 120, size: MiB }, cold, { slowDowns: 7 });
    const gigantic = 6 * 1024 * MiB;
    add(
        events,
        "logs/huge dump.log",
        { age: 120, size: gigantic, more: { tags: { team: "sre" } } },
        cold,
    );
    const changed = untouched("changed by its owner between inventory and job");
    add(events, "logs/overwritten.log", { age: 120, size: MiB }, changed, {
        meanwhile: "overwritten",
    });
    add(events, "logs/deleted.log", { age: 120, size: MiB }, changed, { meanwhile: "deleted" });
    // One deleted object for every way an object is archived: none of them may come back.
    const gone = { meanwhile: "deleted" } as const;
    const purged = { meanwhile: "purged" } as const;
    add(events, "logs/huge deleted.log", { age: 120, size: gigantic }, changed, gone);
    add(events, "media/master/deleted.mov", { age: 300, size: MiB }, changed, gone);
    add(events, "media/master/huge deleted.mov", { age: 300, size: gigantic }, changed, gone);
    add(
        events,
        "logs/current/app.log",
        { age: 120, size: MiB },
        untouched("excluded by logs/current/**"),
    );
    add(events, "data/other.log", { age: 400, size: MiB }, untouched("no tier names its prefix"));
    for (const storageClass of ["GLACIER", "DEEP_ARCHIVE", "GLACIER_IR", "REDUCED_REDUNDANCY"]) {
        add(
            events,
            `logs/class/${storageClass}.log`,
            { age: 200, size: MiB, more: { storageClass } },
            untouched("not in a selected class"),
        );
    }
    add(
        events,
        "logs/class/restored.log",
        { age: 200, size: MiB, more: { storageClass: "GLACIER", restoredUntil: before(-30) } },
        untouched("a restored copy is still an archived object"),
    );
    add(
        events,
        "logs/class/intelligent.log",
        {
            age: 200,
            size: MiB,
            more: { storageClass: "INTELLIGENT_TIERING", accessTier: "DEEP_ARCHIVE" },
        },
        untouched("not in a selected class"),
    );
    add(
        events,
        "logs/held.log",
        { age: 200, size: MiB, more: { legalHold: true } },
        untouched("under legal hold"),
    );
    add(
        events,
        "logs/retained.log",
        {
            age: 200,
            size: MiB,
            more: { lock: { mode: "GOVERNANCE", retainUntil: before(-400) } },
        },
        untouched("under retention"),
    );
    add(
        events,
        "logs/lock-expired.log",
        { age: 500, size: MiB, more: { lock: { mode: "GOVERNANCE", retainUntil: before(10) } } },
        cold,
    );
    add(
        events,
        "logs/replicating.log",
        { age: 200, size: MiB, more: { replicationStatus: "PENDING" } },
        untouched("replication is pending"),
    );
    add(
        events,
        "logs/replica.log",
        { age: 200, size: MiB, more: { replicationStatus: "REPLICA" } },
        cold,
    );
    add(
        events,
        "logs/customer-key.log",
        { age: 200, size: MiB, more: { encryption: "SSE-C" } },
        untouched("encrypted with a key that only its owner has"),
    );
    // Two versions of one key: the current one is taken, the older one stays what it is.
    add(events, "logs/versioned.log", { age: 300, size: MiB }, untouched("a noncurrent version"));
    add(events, "logs/versioned.log", { age: 200, size: MiB }, cold);
    // A deleted key: a delete marker on top of a version.
    add(events, "logs/gone.log", { age: 300, size: MiB }, untouched("behind a delete marker"));
    add(
        events,
        "logs/gone.log",
        { age: 100, size: 0, more: { deleteMarker: true } },
        untouched("a delete marker"),
    );

    // ---------------------------------------------------------------- acme-events / media-masters: approval, over 5 GB
    const deep: Expectation = {
        is: "in-class",
        tier: "media-masters",
        storageClass: "DEEP_ARCHIVE",
    };
    for (let i = 0; i < 40 * bulk; i += 1) {
        const more = i === 0 ? { more: { tags: { reel: "1" } } } : {};
        add(events, `media/master/${i}.mov`, { age: 200 + i, size: 40 * MiB + i, ...more }, deep);
    }
    add(
        events,
        "media/master/six-gigabytes.mov",
        {
            age: 300,
            size: 6 * 1024 * MiB,
            more: { multipart: true, tags: { project: "Über Film 1" }, metadata: { camera: "A" } },
        },
        deep,
    );
    add(events, "media/master/five and a bit.mp4", { age: 300, size: 5_000_000_001 }, deep);
    add(events, "media/master/exactly-5e9.mp4", { age: 300, size: 5_000_000_000 }, deep);
    add(events, "media/master/poster.jpg", { age: 300, size: MiB }, untouched("another suffix"));
    add(events, "media/fresh.mov", { age: 20, size: MiB }, untouched("younger than 180 days"));

    // ---------------------------------------------------------------- acme-events / finance-tagged: per-object tags
    const finance: Expectation = {
        is: "in-vault",
        tier: "finance-tagged",
        storageClass: "DEEP_ARCHIVE",
    };
    for (let i = 0; i < 25; i += 1) {
        const tags =
            i % 5 === 4 ? { class: "draft" } : { class: "finance", year: String(2020 + i) };
        add(
            events,
            `invoices/2025/${String(i).padStart(4, "0")} invoice+${i}.pdf`,
            { age: 400 + i, size: 512 * KiB, more: { tags } },
            i % 5 === 4 ? untouched("tagged differently") : finance,
        );
    }
    add(events, "invoices/untagged.pdf", { age: 500, size: 512 * KiB }, untouched("has no tags"));
    add(
        events,
        "invoices/ledger-dump.bin",
        { age: 500, size: 5_368_709_121, more: { tags: { class: "finance" } } },
        finance,
    );

    add(
        events,
        "invoices/purged.pdf",
        { age: 500, size: 512 * KiB, more: { tags: { class: "finance" } } },
        changed,
        purged,
    );

    // ---------------------------------------------------------------- acme-exports
    const exportsBucket = "acme-exports";
    const vaulted: Expectation = {
        is: "in-vault",
        tier: "exports-to-vault",
        storageClass: "GLACIER",
    };
    for (let i = 0; i < 400 * bulk; i += 1) {
        add(
            exportsBucket,
            `exports/2026/${String(i).padStart(5, "0")}.parquet`,
            {
                age: 40 + (i % 300),
                size: 2 * MiB + i,
                ...(i % 10 === 0 ? { more: { tags: { batch: String(i) } } } : {}),
            },
            vaulted,
        );
    }
    for (const name of awkwardNames) {
        add(exportsBucket, `exports/awkward/${name}`, { age: 60, size: 300 * KiB }, vaulted);
    }
    add(
        exportsBucket,
        "exports/null.bin",
        { age: 60, size: MiB, more: { versionId: "null" } },
        vaulted,
    );
    add(
        exportsBucket,
        "exports/big.bin",
        { age: 60, size: gigantic, more: { tags: { source: "erp" } } },
        vaulted,
    );
    add(exportsBucket, "exports/purged.bin", { age: 60, size: MiB }, changed, purged);
    add(exportsBucket, "exports/huge purged.bin", { age: 60, size: gigantic }, changed, purged);
    add(
        exportsBucket,
        "exports/fresh.bin",
        { age: 3, size: MiB },
        untouched("younger than 30 days"),
    );
    for (let i = 0; i < 12; i += 1) {
        add(
            exportsBucket,
            `drafts/${i} draft & notes.txt`,
            { age: 45, size: 200 * KiB },
            { is: "invoked", tier: "redact-drafts" },
        );
    }

    // ---------------------------------------------------------------- acme-lake: lifecycle and marks
    const lake = "acme-lake";
    for (let i = 0; i < 50 * bulk; i += 1) {
        add(
            lake,
            `raw/${i}.json`,
            { age: 70 + i, size: MiB },
            { is: "in-class", tier: "raw-lifecycle", storageClass: "GLACIER" },
        );
    }
    add(lake, "raw/fresh.json", { age: 10, size: MiB }, untouched("younger than 60 days"));
    for (let i = 0; i < 10; i += 1) {
        add(
            lake,
            `curated/${i}.parquet`,
            { age: 120, size: 3 * MiB, more: { tags: { domain: "sales", [`k${i}`]: "v" } } },
            { is: "in-class", tier: "marked-big", storageClass: "DEEP_ARCHIVE" },
        );
    }
    add(
        lake,
        "curated/huge.parquet",
        { age: 120, size: 7 * 1024 * MiB },
        { is: "in-class", tier: "marked-big", storageClass: "DEEP_ARCHIVE" },
    );
    add(lake, "curated/deleted.parquet", { age: 120, size: 3 * MiB }, changed, gone);
    add(lake, "curated/small.parquet", { age: 120, size: 4 * KiB }, untouched("under 1 MiB"));
    return objects;
}
