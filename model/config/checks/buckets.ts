import { namesOf } from "../../naming/names";
import { cronProblem, isTimeZone, rateProblem } from "../awsCron";
import type { Draft, DraftBucket } from "../draft";
import type { Findings } from "../findings";
import { pointer, shown } from "../pointer";
import { accountAt, knownAccount, regionAt } from "./accounts";
import { checkArn } from "./arns";

/** Source buckets: name, key, inventory and schedule. */
export function checkBuckets(draft: Draft, findings: Findings): void {
    if (draft.buckets.length === 0) {
        findings.warning(pointer("buckets"), "no bucket is declared, so nothing will be archived");
    }
    for (const bucket of draft.buckets) {
        checkName(draft, bucket, findings);
        checkKey(draft, bucket, findings);
        checkInventory(bucket, findings);
        checkSchedule(bucket, findings);
        if (bucket.tiers.length === 0) {
            findings.warning(
                bucket.at + pointer("tiers"),
                "no tier is declared, so the bucket is only listed",
            );
        }
    }
}

/** What S3 refuses beyond the form of a name (S3 User Guide, "General purpose bucket naming rules"). */
const refusedNames: readonly (readonly [RegExp, string])[] = [
    [/\.\./, "must not have two dots in a row"],
    [/^\d+\.\d+\.\d+\.\d+$/, "must not look like an IP address"],
    [/^(xn--|sthree-|amzn-s3-demo-)/, "must not begin with a prefix that S3 reserves"],
    [/(-s3alias|--ol-s3|\.mrap|--table-s3)$/, "must not end with a suffix that S3 reserves"],
    [
        /--x-s3$/,
        "must be a general purpose bucket (directory buckets have no inventory and no archive classes)",
    ],
];

function checkName({ config }: Draft, bucket: DraftBucket, findings: Findings): void {
    const { name } = bucket.config;
    for (const [pattern, rule] of refusedNames) {
        if (pattern.test(name)) {
            findings.problem(bucket.at, `its name ${rule}, got ${shown(name)}; correct the name`);
        }
    }
    const names = namesOf(config.namePrefix, config);
    if ([names.controlBucket, names.auditBucket, names.accessLogBucket].includes(name)) {
        findings.problem(
            bucket.at,
            `must not be a bucket of the framework itself, got ${shown(name)}; remove it`,
            [accountAt, regionAt],
        );
    }
}

function checkKey(draft: Draft, { at, config: bucket }: DraftBucket, findings: Findings): void {
    if (bucket.kmsKeyArn === undefined) return;
    const { partition, region } = draft.config;
    const account = knownAccount(draft, findings);
    checkArn(
        findings,
        at + pointer("kmsKeyArn"),
        bucket.kmsKeyArn,
        {
            partition,
            service: "kms",
            region,
            account,
            resource: /^key\/(mrk-)?[0-9a-f-]{32,36}$/,
            form: `the ARN of a key, arn:${partition}:kms:${region}:${account ?? "<account>"}:key/<id>`,
        },
        [regionAt],
        "use the key's own ARN, not an alias, of this account and Region",
    );
}

const hoursBetween = { Daily: 24, Weekly: 168 } as const;

function checkInventory({ at, config }: DraftBucket, findings: Findings): void {
    const inventoryAt = at + pointer("inventory");
    const { frequency, maxAgeHours } = config.inventory;
    const between = hoursBetween[frequency];
    // A report may arrive up to 48 hours after its scan began (S3 User Guide, April 2026).
    if (maxAgeHours < between) {
        findings.problem(
            inventoryAt + pointer("maxAge"),
            `must be at least the ${between} hours between two ${frequency} reports, got ${maxAgeHours} hours; ` +
                `write at least ${between + 48} hours`,
            [inventoryAt + pointer("frequency")],
        );
    } else if (maxAgeHours < between + 48) {
        findings.warning(
            inventoryAt + pointer("maxAge"),
            `${maxAgeHours} hours refuse a ${frequency} report that comes 48 hours late, as S3 may deliver it; ` +
                `${between + 48} hours accept it`,
            [inventoryAt + pointer("frequency")],
        );
    }
}

function checkSchedule({ at, raw }: DraftBucket, findings: Findings): void {
    const scheduleAt = at + pointer("schedule");
    const { cron, rate, timezone } = raw.schedule ?? {};
    const cronFinding = cron === undefined ? undefined : cronProblem(cron);
    if (cron !== undefined && cronFinding !== undefined) {
        findings.problem(
            scheduleAt + pointer("cron"),
            `${cronFinding} in ${shown(cron)}; write for example "0 6 * * ? *", each day at 6:00`,
        );
    }
    const rateFinding = rate === undefined ? undefined : rateProblem(rate);
    if (rate !== undefined && rateFinding !== undefined) {
        findings.problem(
            scheduleAt + pointer("rate"),
            `${rateFinding}, got ${shown(rate)}; write for example 1 day or 12 hours`,
        );
    }
    if (timezone !== undefined && !isTimeZone(timezone)) {
        findings.problem(
            scheduleAt + pointer("timezone"),
            `must be an IANA time zone, got ${shown(timezone)}; write for example Europe/Berlin or UTC`,
        );
    }
}
