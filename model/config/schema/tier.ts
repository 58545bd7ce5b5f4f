import type { RawTier } from "../rawConfig";
import { replicationStates } from "../replicationState";
import { listOf, mapOf, oneOf, record, text, type SchemaNode } from "./nodes";
import { arn, days, size, storageClass, storageClasses, tags, wholeNumber } from "./values";

const keyText = (description: string): SchemaNode =>
    text(
        { description, allowed: "text of 1 to 1024 characters", fix: "give part of an object key" },
        { maxLength: 1024 },
    );

const keyList = (description: string, item: string): SchemaNode =>
    listOf(keyText(item), { description, fix: "write it in brackets, such as [logs/]" });

const select = record(
    {
        prefixes: keyList(
            "Literal beginnings of object keys; leave out to take every key.",
            "A literal key prefix, usually ending in /.",
        ),
        suffixes: keyList("Literal ends of object keys.", "A literal key suffix such as .mov."),
        include: keyList(
            "Globs on the whole key, of which one must match: * and ? stay within one folder, ** crosses /.",
            "A glob such as logs/**/*.gz.",
        ),
        exclude: keyList(
            "Globs on the whole key, of which none may match.",
            "A glob such as logs/current/**.",
        ),
        olderThanDays: days("Days since the object was last written, at the time of the inventory."),
        createdBefore: text(
            {
                description: "Take only objects last written before this date or instant (ISO 8601).",
                allowed: "an ISO 8601 date or instant",
                fix: "write for example 2024-01-01 or 2024-01-01T00:00:00Z",
            },
            {
                pattern:
                    "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,3})?)?(Z|[+-][0-9]{2}:[0-9]{2}))?$",
            },
        ),
        storageClasses: storageClasses(
            "Storage classes to take objects from. Default [STANDARD]; with mechanism lifecycle always every class " +
                "that lifecycle can move onward, because rules cannot select by class.",
        ),
        minSize: size("Smallest object taken. Default 128 KiB."),
        maxSize: size("Largest object taken. Default: no limit; over 5 GB the task function copies in parts."),
        tags: tags(
            "Object tags that must all be present; read per object when the job runs, as inventories have no tags.",
        ),
        versions: oneOf(["current", "noncurrent"], {
            description:
                "Current objects, or the versions that later ones replaced. Default current.",
        }),
        replication: listOf(
            oneOf(replicationStates, {
                description: "A replication status; NONE is an object without one.",
            }),
            {
                description: "Replication states accepted. Default [NONE, COMPLETED, REPLICA].",
                allowed: "a list of replication states",
                fix: "write for example [NONE, COMPLETED]",
            },
            { minItems: 1 },
        ),
        locked: oneOf(["skip", "include"], {
            description: "Whether objects under Object Lock retention or legal hold are taken. Default skip.",
        }),
    } satisfies Record<keyof NonNullable<RawTier["select"]>, SchemaNode>,
    { description: "Which objects the tier takes: all given conditions must hold." },
);

const action = record(
    {
        changeClass: storageClass("Change the class of the object where it is, to this class."),
        mechanism: oneOf(["copy", "lifecycle", "mark"], {
            description:
                "How changeClass happens. copy (default): a batch job copies each object onto itself. lifecycle: a " +
                "lifecycle rule alone, cheapest, no approval or limits. mark: a batch job tags each object, a " +
                "lifecycle rule moves it.",
        }),
        copyTo: text({
            description: "Copy to this vault, a key of archival:vaults; the source stays.",
            allowed: "the name of a vault",
            fix: "name a key of archival:vaults",
        }),
        storageClass: storageClass("Class of the copy in the vault."),
        keyPrefix: text(
            {
                description:
                    "Put before each key in the vault, without / at either end. Default: the source bucket's name.",
                allowed: "1 to 512 characters without / at either end",
                fix: "write for example from-acme; the / between prefix and key is added",
            },
            { maxLength: 512, pattern: "^(?!/)(.*[^/])$" },
        ),
        invoke: arn("Qualified ARN (version or alias) of a Lambda function of yours, Batch schema 2.0."),
        arguments: mapOf(
            text(
                {
                    description: "The argument's value.",
                    allowed: "text of 1 to 1024 characters",
                    fix: "quote numbers and true or false",
                },
                { maxLength: 1024 },
            ),
            {
                description: "Given to the function as userArguments with each object.",
                allowed: "a map of at most 10 arguments",
                fix: "S3 Batch Operations takes no more; write { name: value }",
            },
            {
                pattern: "^.{1,64}$",
                allowed: "an argument name of 1 to 64 characters",
                fix: "shorten the name",
            },
            { maxProperties: 10 },
        ),
    } satisfies Record<keyof NonNullable<RawTier["action"]>, SchemaNode>,
    { description: "What happens to the selected objects: changeClass, copyTo or invoke." },
    {
        oneOf: [
            { required: ["changeClass"] },
            { required: ["copyTo"] },
            { required: ["invoke"] },
        ],
        "x-oneOf": "must have exactly one of changeClass, copyTo or invoke",
        "x-oneOf-fix": "make one tier for each action",
        dependencies: {
            mechanism: ["changeClass"],
            copyTo: ["storageClass"],
            storageClass: ["copyTo"],
            keyPrefix: ["copyTo"],
            arguments: ["invoke"],
        },
    },
);

const limits = record(
    {
        maxObjects: wholeNumber("Objects a run may take at most.", 1),
        maxBytes: size("Bytes a run may take at most."),
        maxCostUsd: {
            description: "One-off cost of a run at most, in USD, estimated at us-east-1 list prices.",
            type: "number",
            exclusiveMinimum: 0,
            "x-allowed": "an amount in USD above 0",
            "x-fix": "write a plain number such as 500",
        },
        maxShareOfBucket: {
            description: "Share of the inventory's objects a run may take at most, above 0 up to 1.",
            type: "number",
            exclusiveMinimum: 0,
            maximum: 1,
            "x-allowed": "a share above 0 and up to 1",
            "x-fix": "write 0.2 for a fifth",
        },
    },
    { description: "Past any of these a run submits nothing and says why. Default: no limit." },
);

/** One tier of a bucket. */
export const tierSchema = record(
    {
        priority: wholeNumber(
            "Lower is judged first; must be given, and differ, where tiers overlap, because the order in this file is not kept. Default 100.",
            0,
            1_000_000,
        ),
        select,
        action,
        limits,
        approval: oneOf(["required", "none"], {
            description:
                "Whether jobs wait for `archival approve`. Default: required in production stacks, none elsewhere.",
        }),
        maxAttempts: wholeNumber("Attempts per object, the first included. Default 3.", 1, 10),
    },
    { description: "One archival decision: which objects, what happens, within which limits." },
    { required: ["select", "action"] },
);

export const tierName = {
    pattern: "^[a-z][a-z0-9-]{0,38}[a-z0-9]$",
    allowed: "a tier name of 2 to 40 lower-case letters, digits and hyphens that begins with a letter",
    fix: "rename the tier",
};

