import { bucketNameForm } from "../../naming/bucketNameForm";
import { durationPattern } from "../sizes";
import { flag, listOf, mapOf, oneOf, record, text, type SchemaNode } from "./nodes";
import { tierName, tierSchema } from "./tier";
import { arn, days, size, storageClass, tags } from "./values";

const inventory = record(
    {
        format: oneOf(["CSV", "Parquet", "ORC"], {
            description:
                "Format of the reports: the selection is the same. Default CSV; Parquet suits queries in Athena best.",
        }),
        frequency: oneOf(["Daily", "Weekly"], {
            description: "How often S3 lists the bucket. Default Daily.",
        }),
        versions: oneOf(["Current", "All"], {
            description:
                "Whether noncurrent versions are listed. Default Current; All is needed to select noncurrent versions " +
                "and to copy exact versions to a vault.",
        }),
        maxAge: text(
            {
                description:
                    "A report whose scan began longer ago is refused. Default 72 hours (Daily) or 216 hours (Weekly).",
                allowed: "a duration such as 72 hours or 9 days",
                fix: "use whole hours or days",
            },
            { pattern: durationPattern },
        ),
    },
    { description: "The S3 Inventory reports this bucket is selected from." },
);

const schedule = record(
    {
        cron: text({
            description: 'Six fields as EventBridge Scheduler has them, such as "0 6 * * ? *".',
            allowed: "a cron expression",
            fix: 'write six fields in quotes, such as "0 6 * * ? *"',
        }),
        rate: text({
            description: "Instead of cron: a period such as 1 day or 12 hours.",
            allowed: "a period",
            fix: "write for example 1 day",
        }),
        timezone: text({
            description: "IANA time zone of the schedule. Default UTC.",
            allowed: "an IANA time zone",
            fix: "write for example Europe/Berlin",
        }),
    },
    { description: "When the newest inventory is looked at. Default cron 0 6 * * ? * in UTC." },
    {
        not: { required: ["cron", "rate"] },
        "x-not": "must not have both cron and rate",
        "x-not-fix": "remove one of them",
    },
);

const transitions = (description: string, daysKey: string, daysOf: string): SchemaNode =>
    listOf(
        record(
            { [daysKey]: days(daysOf), storageClass: storageClass("Class moved to.") },
            { description: "One move." },
            { required: [daysKey, "storageClass"] },
        ),
        { description, fix: `write [{ ${daysKey}: 30, storageClass: STANDARD_IA }]` },
        { minItems: 1 },
    );

const rule = record(
    {
        status: oneOf(["Enabled", "Disabled"], { description: "Default Enabled." }),
        prefix: text({
            description: "Literal key prefix; leave out for the whole bucket.",
            allowed: "a literal key prefix",
            fix: "leave prefix out to mean the whole bucket",
        }),
        tags: tags("Object tags that must all be present."),
        objectSizeGreaterThan: size("Exclusive lower bound of the size."),
        objectSizeLessThan: size("Exclusive upper bound of the size."),
        transitions: transitions(
            "Moves of current versions.",
            "days",
            "Days since the object was created.",
        ),
        noncurrentTransitions: transitions(
            "Moves of noncurrent versions.",
            "noncurrentDays",
            "Days since the version became noncurrent.",
        ),
        expirationDays: days("Days after which current objects are deleted.", 1),
        noncurrentExpirationDays: days("Days after which noncurrent versions are deleted.", 1),
        abortIncompleteMultipartUploadDays: days("Days after which abandoned uploads end.", 1),
    },
    { description: "A lifecycle rule of your own." },
    {
        anyOf: [
            { required: ["transitions"] },
            { required: ["noncurrentTransitions"] },
            { required: ["expirationDays"] },
            { required: ["noncurrentExpirationDays"] },
            { required: ["abortIncompleteMultipartUploadDays"] },
        ],
        "x-anyOf": "must do something",
        "x-anyOf-fix": "give transitions, an expiration or abortIncompleteMultipartUploadDays",
    },
);

const lifecycle = record(
    {
        manage: flag({
            description:
                "Whether this stack owns the bucket's whole lifecycle. Default: true for created, false for adopted buckets.",
        }),
        replaceAll: flag({
            description:
                "For an adopted bucket: true says that rules holds every rule the bucket has, so that replacing all loses none.",
        }),
        rules: mapOf(
            rule,
            {
                description: "Your own rules by id; with an adopted bucket all that it has, since S3 replaces all.",
                fix: "write { <id>: { prefix: tmp/, expirationDays: 7 } }",
            },
            {
                pattern: "^(?!archival-).{1,255}$",
                allowed: 'a rule id of 1 to 255 characters that does not begin with "archival-"',
                fix: 'rename the rule, because ids that begin with "archival-" are the framework\'s',
            },
            { maxProperties: 1000 },
        ),
    },
    { description: "The bucket's lifecycle configuration." },
);

/** One source bucket. */
export const bucketSchema = record(
    {
        ownership: oneOf(["adopt", "create"], {
            description:
                "adopt (default): the bucket exists, nothing of it is replaced. create: this stack creates and protects it.",
        }),
        kmsKeyArn: arn("Customer managed key of the bucket's objects; job roles may use it."),
        inventory,
        schedule,
        lifecycle,
        tiers: mapOf(
            tierSchema,
            {
                description: "The tiers by name. An object goes to the first that matches, by priority.",
                allowed: "a map of tiers",
                fix: "write { <name>: { select: …, action: … } }",
            },
            tierName,
        ),
    },
    { description: "A source bucket: its inventory, schedule and tiers." },
);

export const bucketName = {
    pattern: bucketNameForm.source,
    allowed:
        "a bucket name of 3 to 63 lower-case letters, digits, hyphens and dots that begins and ends with a letter or digit",
    fix: "name the bucket, not its ARN or URL",
};
