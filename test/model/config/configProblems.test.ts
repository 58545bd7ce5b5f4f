import assert from "node:assert/strict";
import { problemLines, warningLines, withChanges } from "./stackFixture";

/** What is changed in the sound config, and every line that follows. */
type Case = readonly [title: string, changes: Record<string, unknown>, lines: readonly string[]];

const at = "archival:buckets.acme.tiers.cold";

const refused: readonly Case[] = [
    [
        "an account id that is a number",
        { account: 111111111111 },
        [
            'archival:account: must be an AWS account id of 12 digits in quotes, got 111111111111; write it as text, such as "111122223333", because YAML drops leading zeros of numbers',
        ],
    ],
    [
        "a stack without an account",
        { account: undefined },
        [
            'archival:account: must be given, got nothing; write it as text, such as "111122223333", because YAML drops leading zeros of numbers',
        ],
    ],
    [
        "an unknown key and suggests the known one",
        { bukets: {} },
        [
            'archival:bukets: must be one of the keys account, namePrefix, production, owner, accounts, approvers, audit, queries, scaleOut, vaults, buckets, got "bukets"; did you mean buckets?',
        ],
    ],
    [
        "a deployer role of another partition and account",
        { "accounts.222222222222.roleArn": "arn:aws-cn:iam::222222222223:role/deployer" },
        [
            'archival:accounts["222222222222"].roleArn: must be the ARN of a role, arn:aws:iam::222222222222:role/<name>, got "arn:aws-cn:iam::222222222223:role/deployer" with partition "aws-cn" instead of "aws" and account "222222222223" instead of "222222222222"; use a role of account 222222222222, or correct the account id',
        ],
    ],
    [
        "a role to assume in the stack's own account",
        { "accounts.111111111111": { roleArn: "arn:aws:iam::111111111111:role/x" } },
        [
            'archival:accounts["111111111111"]: must be another account than the stack\'s own, got "111111111111"; remove it, no role is assumed at home',
        ],
    ],
    [
        "an account key that is no account id",
        { "accounts.abc": { roleArn: "arn:aws:iam::111111111111:role/x" } },
        [
            'archival:accounts.abc: its key must be an AWS account id of 12 digits, got "abc"; use the account id as the key',
        ],
    ],
    [
        "approvers that are sessions or wildcards",
        {
            approvers: [
                "arn:aws:sts::111111111111:assumed-role/x/y",
                "arn:aws:iam::111111111111:role/*",
            ],
        },
        [
            'archival:approvers[0]: must be an IAM principal, arn:aws:iam::<account>:role/<name>, user/<name> or root, got "arn:aws:sts::111111111111:assumed-role/x/y" with service "sts" instead of "iam" and resource "assumed-role/x/y"; name the role itself, not a session of it, and no wildcard',
            'archival:approvers[1]: must be an IAM principal, arn:aws:iam::<account>:role/<name>, user/<name> or root, got "arn:aws:iam::111111111111:role/*" with resource "role/*"; name the role itself, not a session of it, and no wildcard',
        ],
    ],
    [
        "a retention in days and years",
        { audit: { mode: "GOVERNANCE", days: 3, years: 1 } },
        [
            "archival:audit: must have exactly one of days or years, got mode, days, years; write { mode: GOVERNANCE, days: 90 }",
        ],
    ],
    [
        "a retention without a mode",
        { audit: { days: 3 } },
        ["archival:audit.mode: must be given, got nothing; give one of GOVERNANCE, COMPLIANCE"],
    ],
    [
        "a vault in an account nobody can reach",
        { "vaults.vault.account": "333333333333" },
        [
            'archival:vaults.vault.account: must be the stack\'s account or one of archival:accounts (111111111111, 222222222222), got "333333333333"; add the account with the role to assume there',
        ],
    ],
    [
        "a vault whose bucket name would be too long",
        {
            "vaults.vaultaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": {
                retention: { mode: "GOVERNANCE", days: 4 },
            },
        },
        [
            'archival:vaults.vaultaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: its bucket name "vaultaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-111111111111-eu-west-1" must have at most 63 characters, got 69; shorten the vault\'s name by 6',
        ],
    ],
    [
        "a bucket name that S3 refuses",
        { "buckets.Acme_1": {} },
        [
            'archival:buckets.Acme_1: its key must be a bucket name of 3 to 63 lower-case letters, digits, hyphens and dots that begins and ends with a letter or digit, got "Acme_1"; name the bucket, not its ARN or URL',
        ],
    ],
    [
        "a bucket name like an IP address",
        { buckets: { "10.0.0.1": {} } },
        [
            'archival:buckets["10.0.0.1"]: its name must not look like an IP address, got "10.0.0.1"; correct the name',
        ],
    ],
    [
        "a key alias of another Region",
        { "buckets.acme.kmsKeyArn": "arn:aws:kms:us-east-1:111111111111:alias/x" },
        [
            'archival:buckets.acme.kmsKeyArn: must be the ARN of a key, arn:aws:kms:eu-west-1:111111111111:key/<id>, got "arn:aws:kms:us-east-1:111111111111:alias/x" with region "us-east-1" instead of "eu-west-1" and resource "alias/x"; use the key\'s own ARN, not an alias, of this account and Region',
        ],
    ],
    [
        "an inventory format that S3 does not have",
        { "buckets.acme.inventory": { format: "Avro" } },
        [
            'archival:buckets.acme.inventory.format: must be one of CSV, Parquet, ORC, got "Avro"; give one of CSV, Parquet, ORC',
        ],
    ],
    [
        "a maximum age shorter than the time between reports",
        { "buckets.acme.inventory": { frequency: "Weekly", maxAge: "3 days" } },
        [
            "archival:buckets.acme.inventory.maxAge: must be at least the 168 hours between two Weekly reports, got 72 hours; write at least 216 hours",
        ],
    ],
    [
        "a duration without a known unit",
        { "buckets.acme.inventory": { maxAge: "3 d" } },
        [
            'archival:buckets.acme.inventory.maxAge: must be a duration such as 72 hours or 9 days, got "3 d"; use whole hours or days',
        ],
    ],
    [
        "a cron expression without ? and an unknown time zone",
        { "buckets.acme.schedule": { cron: "0 6 * * * *", timezone: "Mars/Base" } },
        [
            'archival:buckets.acme.schedule.cron: must have exactly one "?", in day-of-month or in day-of-week, got 0 in "0 6 * * * *"; write for example "0 6 * * ? *", each day at 6:00',
            'archival:buckets.acme.schedule.timezone: must be an IANA time zone, got "Mars/Base"; write for example Europe/Berlin or UTC',
        ],
    ],
    [
        "a cron expression of five fields",
        { "buckets.acme.schedule": { cron: "0 6 * * ?" } },
        [
            'archival:buckets.acme.schedule.cron: must have six fields (minutes hours day-of-month month day-of-week year), got 5 in "0 6 * * ?"; write for example "0 6 * * ? *", each day at 6:00',
        ],
    ],
    [
        "an hour that does not exist",
        { "buckets.acme.schedule": { cron: "0 25 * * ? *" } },
        [
            'archival:buckets.acme.schedule.cron: hours must be within 0-23, got "25" in "0 25 * * ? *"; write for example "0 6 * * ? *", each day at 6:00',
        ],
    ],
    [
        "a rate in bad grammar",
        { "buckets.acme.schedule": { rate: "1 days" } },
        [
            'archival:buckets.acme.schedule.rate: must say "1 day", got "1 days"; write for example 1 day or 12 hours',
        ],
    ],
    [
        "cron and rate together",
        { "buckets.acme.schedule": { rate: "1 day", cron: "0 6 * * ? *" } },
        [
            "archival:buckets.acme.schedule: must not have both cron and rate, got rate, cron; remove one of them",
        ],
    ],
    [
        "a tier without an action",
        { "buckets.acme.tiers.cold.action": undefined },
        [`${at}.action: must be given, got nothing; write its keys indented below it`],
    ],
    [
        "a tier with two actions",
        {
            "buckets.acme.tiers.cold.action": {
                changeClass: "GLACIER",
                copyTo: "vault",
                storageClass: "GLACIER",
            },
        },
        [
            `${at}.action: must have exactly one of changeClass, copyTo or invoke, got changeClass, copyTo, storageClass; make one tier for each action`,
        ],
    ],
    [
        "a misspelt action once, not twice",
        { "buckets.acme.tiers.cold.action": { changeClas: "GLACIER" } },
        [
            `${at}.action.changeClas: must be one of the keys changeClass, mechanism, copyTo, storageClass, keyPrefix, invoke, arguments, got "changeClas"; did you mean changeClass?`,
        ],
    ],
    [
        "a misspelt condition",
        { "buckets.acme.tiers.cold.select.olderThanDay": 3 },
        [
            `${at}.select.olderThanDay: must be one of the keys prefixes, suffixes, include, exclude, olderThanDays, createdBefore, storageClasses, minSize, maxSize, tags, versions, replication, locked, got "olderThanDay"; did you mean olderThanDays?`,
        ],
    ],
    [
        "a mechanism for a copy to a vault",
        {
            "buckets.acme.tiers.cold.action": {
                copyTo: "vault",
                storageClass: "GLACIER",
                mechanism: "mark",
            },
        },
        [
            `${at}.action.mechanism: must stand beside changeClass, got no changeClass; add it or remove mechanism`,
        ],
    ],
    [
        "a class without a vault, once",
        { "buckets.acme.tiers.cold.action": { storageClass: "GLACIER" } },
        [
            `${at}.action: must have exactly one of changeClass, copyTo or invoke, got storageClass; make one tier for each action`,
        ],
    ],
    [
        "an unknown storage class",
        { "buckets.acme.tiers.cold.action.changeClass": "GLACIER_INSTANT" },
        [
            `${at}.action.changeClass: must be one of STANDARD, INTELLIGENT_TIERING, STANDARD_IA, ONEZONE_IA, GLACIER_IR, GLACIER, DEEP_ARCHIVE, got "GLACIER_INSTANT"; GLACIER is Flexible Retrieval, GLACIER_IR Instant Retrieval`,
        ],
    ],
    [
        "a move to a warmer class",
        {
            "buckets.acme.tiers.cold.action.changeClass": "STANDARD_IA",
            "buckets.acme.tiers.cold.select.storageClasses": ["GLACIER_IR"],
        },
        [
            `${at}.action.changeClass: must be a class that GLACIER_IR can move down to by copy, got STANDARD_IA; choose a colder class or select other storageClasses`,
        ],
    ],
    [
        "a move to STANDARD",
        {
            "buckets.acme.tiers.cold.action.changeClass": "STANDARD",
            "buckets.acme.tiers.cold.select.storageClasses": ["STANDARD_IA"],
        },
        [
            `${at}.action.changeClass: must be a class that STANDARD_IA can move down to by copy, got STANDARD; choose a colder class or select other storageClasses`,
        ],
    ],
    [
        "selecting the class that is the target",
        { "buckets.acme.tiers.cold.select.storageClasses": ["STANDARD", "GLACIER_IR"] },
        [
            `${at}.select.storageClasses: must not name the class the tier moves to, got GLACIER_IR; remove it`,
        ],
    ],
    [
        "copying archived objects in place",
        {
            "buckets.acme.tiers.cold.action.changeClass": "DEEP_ARCHIVE",
            "buckets.acme.tiers.cold.select.storageClasses": ["STANDARD", "GLACIER"],
        },
        [
            `${at}.select.storageClasses: must not name GLACIER where objects are copied, got [STANDARD, GLACIER]: archived objects cannot be read before a restore; use mechanism lifecycle or mark, which move them without one`,
        ],
    ],
    [
        "a smallest size that never pays",
        { "buckets.acme.tiers.cold.select.minSize": "10 KiB" },
        [
            `${at}.select.minSize: must be at least 22796 (22.3 KiB) for STANDARD to GLACIER_IR, got 10 KiB: smaller objects cost more there for ever; raise minSize`,
        ],
    ],
    [
        "a default size that never pays between close classes",
        {
            "buckets.acme.tiers.cold.action.changeClass": "GLACIER",
            "buckets.acme.tiers.cold.select.storageClasses": ["GLACIER_IR"],
        },
        [
            `${at}.select.minSize: must be at least 765952 (748 KiB) for GLACIER_IR to GLACIER, got 128 KiB: smaller objects cost more there for ever; raise minSize`,
        ],
    ],
    [
        "a largest size below the smallest",
        { "buckets.acme.tiers.cold.select.maxSize": "1 KiB" },
        [
            `${at}.select.maxSize: must be at least minSize (128 KiB, the default), got 1 KiB; raise maxSize or lower minSize`,
        ],
    ],
    [
        "a unit that does not exist",
        { "buckets.acme.tiers.cold.select.minSize": "256 kb" },
        [
            `${at}.select.minSize: must be a size such as 256 KiB, 5 GB, 1_000 or a number of bytes, got "256 kb"; use the units B, KB, MB, GB, TB (decimal) or KiB, MiB, GiB, TiB (binary)`,
        ],
    ],
    [
        "a fraction of a byte",
        { "buckets.acme.tiers.cold.select.minSize": "1.3 B" },
        [
            `${at}.select.minSize: must be a size such as 256 KiB, 5 GB, 1_000 or a number of bytes, got "1.3 B"; use the units B, KB, MB, GB, TB (decimal) or KiB, MiB, GiB, TiB (binary)`,
        ],
    ],
    [
        "a day that does not exist",
        { "buckets.acme.tiers.cold.select.createdBefore": "2024-02-30" },
        [
            `${at}.select.createdBefore: must be a date that exists, got "2024-02-30"; write for example 2024-01-31`,
        ],
    ],
    [
        "a date in the future",
        { "buckets.acme.tiers.cold.select.createdBefore": "2027-01-01" },
        [
            `${at}.select.createdBefore: must lie in the past, got "2027-01-01"; every object is older: give an earlier date or use olderThanDays`,
        ],
    ],
    [
        "an include that no prefix allows",
        { "buckets.acme.tiers.cold.select.include": ["data/**"] },
        [
            `${at}.select.include[0]: must be able to match a key under prefixes (logs/), got "data/**"; globs are on the whole key, so begin it with one of the prefixes`,
        ],
    ],
    [
        "an exclude that leaves nothing",
        { "buckets.acme.tiers.cold.select.exclude": ["logs/**"] },
        [
            `${at}.select.exclude[0]: must leave some key to select, got "logs/**", which excludes everything; narrow it`,
        ],
    ],
    [
        "a prefix within another",
        { "buckets.acme.tiers.cold.select.prefixes": ["logs/", "logs/a/"] },
        [
            `${at}.select.prefixes[1]: must not lie within another prefix of the list ("logs/"), got "logs/a/"; remove it`,
        ],
    ],
    [
        "a prefix named twice",
        { "buckets.acme.tiers.cold.select.prefixes": ["logs/", "logs/"] },
        [
            `${at}.select.prefixes: must not name anything twice, got ["logs/","logs/"]; write it in brackets, such as [logs/]`,
        ],
    ],
    [
        "a list written as text",
        { "buckets.acme.tiers.cold.select.prefixes": "logs/" },
        [
            `${at}.select.prefixes: must be a list, got "logs/"; write it in brackets, such as [logs/]`,
        ],
    ],
    [
        "noncurrent versions without their listing, or copied in place",
        { "buckets.acme.tiers.cold.select.versions": "noncurrent" },
        [
            `${at}.action.mechanism: must be lifecycle for noncurrent versions, got "copy": a copy in place would bring an old version back as the current one; use mechanism lifecycle or copyTo a vault`,
            `${at}.select.versions: must be current while the inventory lists only current objects, got "noncurrent"; set inventory.versions to All on the bucket`,
        ],
    ],
    [
        "noncurrent versions copied in place",
        {
            "buckets.acme.tiers.cold.select.versions": "noncurrent",
            "buckets.acme.inventory": { versions: "All" },
        },
        [
            `${at}.action.mechanism: must be lifecycle for noncurrent versions, got "copy": a copy in place would bring an old version back as the current one; use mechanism lifecycle or copyTo a vault`,
        ],
    ],
    [
        "exact copies from a created bucket whose versions are not listed",
        { "buckets.acme.ownership": "create" },
        [
            "archival:buckets.acme.tiers.copied.action.copyTo: must have version ids to copy exactly what was selected, and a created bucket is versioned, got inventory.versions Current; set inventory.versions to All on the bucket",
        ],
    ],
    [
        "lifecycle on a bucket whose lifecycle is not managed",
        { "buckets.acme.tiers.cold.action.mechanism": "lifecycle" },
        [
            `${at}.action.mechanism: must be copy on a bucket whose lifecycle is not managed here, got "lifecycle"; set lifecycle.manage to true and declare the rules the bucket has`,
        ],
    ],
    [
        "what a lifecycle rule cannot do",
        {
            "buckets.acme.lifecycle": { manage: true, replaceAll: true },
            "buckets.acme.tiers.cold.action.mechanism": "lifecycle",
            "buckets.acme.tiers.cold.select.suffixes": [".gz"],
            "buckets.acme.tiers.cold.select.exclude": ["logs/x*"],
            "buckets.acme.tiers.cold.select.storageClasses": ["STANDARD"],
            "buckets.acme.tiers.cold.approval": "required",
            "buckets.acme.tiers.cold.limits": { maxObjects: 3 },
        },
        [
            `${at}.approval: must be left out with mechanism lifecycle, got "required": S3 acts without a job that could wait; remove it or use mechanism copy or mark`,
            `${at}.limits: must be left out with mechanism lifecycle, got {"maxObjects":3}: S3 acts on every object that matches; remove it or use mechanism copy or mark`,
            `${at}.select.exclude: must be left out with mechanism lifecycle, got ["logs/x*"]: a lifecycle rule cannot leave objects out by pattern; remove it or use mechanism copy or mark`,
            `${at}.select.storageClasses: must be left out with mechanism lifecycle, got ["STANDARD"]: a lifecycle rule cannot select by class: it moves every class that can move onward; remove it or use mechanism copy or mark`,
            `${at}.select.suffixes: must be left out with mechanism lifecycle, got [".gz"]: a lifecycle rule cannot select by suffix; remove it or use mechanism copy or mark`,
        ],
    ],
    [
        "lifecycle to STANDARD_IA before day 30",
        {
            "buckets.acme.lifecycle": { manage: true, replaceAll: true },
            "buckets.acme.tiers.cold.action": {
                mechanism: "lifecycle",
                changeClass: "STANDARD_IA",
            },
            "buckets.acme.tiers.cold.select.olderThanDays": 10,
        },
        [
            `${at}.select.olderThanDays: must be at least 30 for lifecycle to STANDARD_IA, got 10; write 30 or more`,
        ],
    ],
    [
        "a vault that is not declared, and suggests one",
        { "buckets.acme.tiers.copied.action.copyTo": "vaul" },
        [
            'archival:buckets.acme.tiers.copied.action.copyTo: must be a vault of archival:vaults (vault), got "vaul"; did you mean vault?',
        ],
    ],
    [
        "an unpublished function and an argument that is no text",
        {
            "buckets.acme.tiers.cold.action": {
                invoke: "arn:aws:lambda:eu-west-1:111111111111:function:x:$LATEST",
                arguments: { n: 4 },
            },
        },
        [
            `${at}.action.arguments.n: must be text of 1 to 1024 characters, got 4; quote numbers and true or false`,
            `${at}.action.invoke: must be a version or alias of a function, arn:aws:lambda:eu-west-1:111111111111:function:<name>:<alias>, got "arn:aws:lambda:eu-west-1:111111111111:function:x:$LATEST" with resource "function:x:$LATEST"; name a published version or an alias, because $LATEST can change within a job`,
        ],
    ],
    [
        "a function of another account",
        {
            "buckets.acme.tiers.cold.action": {
                invoke: "arn:aws:lambda:eu-west-1:222222222222:function:x:live",
            },
        },
        [
            `${at}.action.invoke: must be a version or alias of a function, arn:aws:lambda:eu-west-1:111111111111:function:<name>:<alias>, got "arn:aws:lambda:eu-west-1:222222222222:function:x:live" with account "222222222222" instead of "111111111111"; name a published version or an alias, because $LATEST can change within a job`,
        ],
    ],
    [
        "more arguments than S3 has room for",
        {
            "buckets.acme.tiers.cold.action": {
                invoke: "arn:aws:lambda:eu-west-1:111111111111:function:x:live",
                arguments: Object.fromEntries(Array.from("abcdefghijk").map((name) => [name, "1"])),
            },
        },
        [
            `${at}.action.arguments: must be a map of at most 10 arguments, got {"a":"1","b":"1","c":"1","d":"1","e":"1","f":"1","g":"1","h":"1","i":"1","j":...; S3 Batch Operations takes no more; write { name: value }`,
        ],
    ],
    [
        "slashes around a key prefix",
        { "buckets.acme.tiers.copied.action.keyPrefix": "/a/" },
        [
            'archival:buckets.acme.tiers.copied.action.keyPrefix: must be 1 to 512 characters without / at either end, got "/a/"; write for example from-acme; the / between prefix and key is added',
        ],
    ],
    [
        "more tags than an object can have",
        {
            "buckets.acme.tiers.cold.select.tags": {
                k0: "v",
                k1: "v",
                k2: "v",
                k3: "v",
                k4: "v",
                k5: "v",
                k6: "v",
                k7: "v",
                k8: "v",
                k9: "v",
                k10: "v",
            },
        },
        [
            `${at}.select.tags: must be a map of 1 to 10 tags, got {"k0":"v","k1":"v","k2":"v","k3":"v","k4":"v","k5":"v","k6":"v","k7":"v","k8"...; write { key: value }`,
        ],
    ],
    [
        "a tag value that is no text",
        { "buckets.acme.tiers.cold.select.tags": { n: 3 } },
        [
            `${at}.select.tags.n: must be text of at most 256 characters, got 3; quote numbers and true or false`,
        ],
    ],
    [
        "more attempts than ten",
        { "buckets.acme.tiers.cold.maxAttempts": 11 },
        [
            `${at}.maxAttempts: must be a whole number from 1 to 10, got 11; write digits, with _ between groups if you like`,
        ],
    ],
    [
        "limits out of range",
        {
            "buckets.acme.tiers.cold.limits": {
                maxShareOfBucket: 20,
                maxObjects: "5_00x",
                maxCostUsd: 0,
            },
        },
        [
            `${at}.limits.maxCostUsd: must be an amount in USD above 0, got 0; write a plain number such as 500`,
            `${at}.limits.maxObjects: must be a whole number of at least 1, got "5_00x"; write digits, with _ between groups if you like`,
            `${at}.limits.maxShareOfBucket: must be a share above 0 and up to 1, got 20; write 0.2 for a fifth`,
        ],
    ],
    [
        "a count of zero written as text",
        { "buckets.acme.tiers.cold.limits": { maxObjects: "0" } },
        [
            `${at}.limits.maxObjects: must be a whole number of at least 1, got "0"; write digits, with _ between groups if you like`,
        ],
    ],
    [
        "overlapping tiers without priorities",
        { "buckets.acme.tiers.copied.select.prefixes": ["logs/a/"] },
        [
            "archival:buckets.acme.tiers.copied.priority: must be given and differ from that of tier cold, which may select the same objects, got none on one of them; give both a priority, lower first, or select disjoint prefixes",
        ],
    ],
    [
        "overlapping tiers of equal priority",
        {
            "buckets.acme.tiers.copied.select.prefixes": ["logs/a/"],
            "buckets.acme.tiers.copied.priority": 3,
            "buckets.acme.tiers.cold.priority": 3,
        },
        [
            "archival:buckets.acme.tiers.copied.priority: must be given and differ from that of tier cold, which may select the same objects, got 3 for both; give both a priority, lower first, or select disjoint prefixes",
        ],
    ],
    [
        "a tier that an earlier one leaves nothing",
        {
            "buckets.acme.tiers.copied.select.prefixes": ["logs/a/"],
            "buckets.acme.tiers.copied.priority": 4,
            "buckets.acme.tiers.cold.priority": 3,
        },
        [
            "archival:buckets.acme.tiers.copied: must be able to get an object, but tier cold (priority 3) takes all of them first, got priority 4; narrow cold or judge copied before it",
        ],
    ],
    [
        "a move within the minimum days after a copy",
        {
            "buckets.acme.tiers.copied": {
                select: { prefixes: ["logs/"], olderThanDays: 60, storageClasses: ["GLACIER_IR"] },
                action: { changeClass: "DEEP_ARCHIVE" },
            },
        },
        [
            "archival:buckets.acme.tiers.copied.select.olderThanDays: must be at least 90, got 60: objects come to GLACIER_IR by tier cold, whose copy is a new object of age 0, and GLACIER_IR is billed for 90 days; write 90 or more",
        ],
    ],
    [
        "a move within the minimum days after lifecycle",
        {
            "buckets.acme.lifecycle": { manage: true, replaceAll: true },
            "buckets.acme.tiers.cold.action.mechanism": "lifecycle",
            "buckets.acme.tiers.cold.priority": 1,
            "buckets.acme.tiers.copied": {
                priority: 2,
                select: { prefixes: ["logs/"], olderThanDays: 120 },
                action: { changeClass: "DEEP_ARCHIVE", mechanism: "lifecycle" },
            },
        },
        [
            "archival:buckets.acme.tiers.copied.select.olderThanDays: must be at least 180, got 120: objects come to GLACIER_IR by tier cold, which moves objects there on day 90, and GLACIER_IR is billed for 90 days; write 180 or more",
        ],
    ],
    [
        "rules where lifecycle is not managed",
        { "buckets.acme.lifecycle": { rules: { x: { expirationDays: 3 } } } },
        [
            "archival:buckets.acme.lifecycle.rules: must be left out where lifecycle is not managed, got 1; set manage to true or remove the rules",
        ],
    ],
    [
        "rules that S3 or the framework refuses",
        {
            "buckets.acme.lifecycle": {
                manage: true,
                replaceAll: true,
                rules: {
                    "archival-x": { expirationDays: 3 },
                    empty: { prefix: "a/" },
                    ia: {
                        transitions: [
                            { days: 3, storageClass: "STANDARD_IA" },
                            { days: 20, storageClass: "GLACIER" },
                        ],
                        expirationDays: 10,
                    },
                    ab: { tags: { a: "b" }, abortIncompleteMultipartUploadDays: 3 },
                },
            },
        },
        [
            "archival:buckets.acme.lifecycle.rules.ab.abortIncompleteMultipartUploadDays: must not stand beside tags or sizes, which unfinished uploads do not have, got both; make it a rule of its own",
            'archival:buckets.acme.lifecycle.rules.archival-x: its key must be a rule id of 1 to 255 characters that does not begin with "archival-", got "archival-x"; rename the rule, because ids that begin with "archival-" are the framework\'s',
            "archival:buckets.acme.lifecycle.rules.empty: must do something, got prefix; give transitions, an expiration or abortIncompleteMultipartUploadDays",
            "archival:buckets.acme.lifecycle.rules.ia.transitions: must come before the expiration on day 10, got a move on day 20; move earlier or expire later",
            "archival:buckets.acme.lifecycle.rules.ia.transitions[0]: must wait at least 30 days before STANDARD_IA, got 3; write 30 or more",
            "archival:buckets.acme.lifecycle.rules.ia.transitions[1]: must wait until day 60, 30 days after the move to STANDARD_IA on day 30, got day 20; write 60 or more",
        ],
    ],
    [
        "a tier name in capitals, and still judges the tier",
        { "buckets.acme.tiers.Cold_Logs": { select: {}, action: { changeClass: "GLACIER" } } },
        [
            'archival:buckets.acme.tiers.Cold_Logs: its key must be a tier name of 2 to 40 lower-case letters, digits and hyphens that begins with a letter, got "Cold_Logs"; rename the tier',
            `${at}.priority: must be given and differ from that of tier Cold_Logs, which may select the same objects, got none on one of them; give both a priority, lower first, or select disjoint prefixes`,
            "archival:buckets.acme.tiers.copied.priority: must be given and differ from that of tier Cold_Logs, which may select the same objects, got none on one of them; give both a priority, lower first, or select disjoint prefixes",
        ],
    ],
    [
        "a bucket without a value",
        { "buckets.acme": null },
        [
            "archival:buckets.acme: must be a map with the keys ownership, kmsKeyArn, inventory, schedule, lifecycle, tiers, got nothing; write its keys indented below it",
        ],
    ],
    [
        "a name prefix too long for bucket names",
        { namePrefix: "archival-archival-archival" },
        [
            'archival:namePrefix: must be 2 to 23 lower-case letters, digits and hyphens, beginning with a letter, got "archival-archival-archival"; shorten it, because bucket names made from it have at most 63 characters',
        ],
    ],
    [
        "an empty config with what it needs",
        {
            account: undefined,
            owner: undefined,
            accounts: undefined,
            vaults: undefined,
            buckets: undefined,
        },
        [
            'archival:account: must be given, got nothing; write it as text, such as "111122223333", because YAML drops leading zeros of numbers',
            "archival:owner: must be given, got nothing; write { team: …, email: … }",
        ],
    ],
    [
        "a tier without a selection",
        { "buckets.acme.tiers.cold.select": undefined },
        [`${at}.select: must be given, got nothing; write its keys indented below it`],
    ],
    [
        "an argument name that is too long",
        {
            "buckets.acme.tiers.cold.action": {
                invoke: "arn:aws:lambda:eu-west-1:111111111111:function:x:live",
                arguments: {
                    aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: "1",
                },
            },
        },
        [
            `${at}.action.arguments.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa: its key must be an argument name of 1 to 64 characters, got "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; shorten the name`,
        ],
    ],
    [
        "selecting by the tag that marks",
        { "buckets.acme.tiers.cold.select.tags": { "archival-tier": "GLACIER" } },
        [
            `${at}.select.tags.archival-tier: must not be the tag that mechanism mark writes, got "archival-tier"; select by another tag`,
        ],
    ],
    [
        "a tag of AWS",
        { "buckets.acme.tiers.cold.select.tags": { "aws:x": "GLACIER" } },
        [
            `${at}.select.tags["aws:x"]: its key must be a tag key of 1 to 128 characters that does not begin with "aws:", got "aws:x"; rename the tag`,
        ],
    ],
    [
        "marks on a bucket whose lifecycle is not managed",
        { "buckets.acme.tiers.cold.action.mechanism": "mark" },
        [
            `${at}.action.mechanism: must be copy on a bucket whose lifecycle is not managed here, got "mark"; set lifecycle.manage to true and declare the rules the bucket has`,
        ],
    ],
    [
        "copying archived objects to a vault",
        { "buckets.acme.tiers.copied.select.storageClasses": ["GLACIER"] },
        [
            "archival:buckets.acme.tiers.copied.select.storageClasses: must not name GLACIER where objects are copied, got [GLACIER]: archived objects cannot be read before a restore; remove it",
        ],
    ],
    [
        "copies too small to pay",
        { "buckets.acme.tiers.copied.select.minSize": 100 },
        [
            "archival:buckets.acme.tiers.copied.select.minSize: must be at least 10035 (9.8 KiB) for STANDARD to DEEP_ARCHIVE, got 100 bytes: smaller objects cost more there for ever; raise minSize",
        ],
    ],
    [
        "a key prefix that leaves no room",
        {
            "buckets.acme.tiers.copied.action.keyPrefix":
                "kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk",
            "buckets.acme.tiers.copied.select.prefixes": [
                "pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp",
            ],
        },
        [
            "archival:buckets.acme.tiers.copied.action.keyPrefix: must leave room for keys, which have at most 1024 bytes in all, got 501 bytes before prefixes of up to 600; shorten it",
        ],
    ],
    [
        "a rule whose sizes exclude each other",
        {
            "buckets.acme.lifecycle": {
                manage: true,
                replaceAll: true,
                rules: {
                    s: {
                        expirationDays: 3000,
                        objectSizeGreaterThan: "1 KiB",
                        objectSizeLessThan: 1025,
                    },
                },
            },
        },
        [
            "archival:buckets.acme.lifecycle.rules.s.objectSizeLessThan: must leave a size above objectSizeGreaterThan (1024), got 1025; both bounds are exclusive: raise it",
        ],
    ],
    [
        "transitions from cold to warm",
        {
            "buckets.acme.lifecycle": {
                manage: true,
                replaceAll: true,
                rules: {
                    s: {
                        transitions: [
                            { days: 30, storageClass: "GLACIER" },
                            { days: 300, storageClass: "GLACIER_IR" },
                            { days: 1, storageClass: "STANDARD" },
                        ],
                    },
                },
            },
        },
        [
            "archival:buckets.acme.lifecycle.rules.s.transitions[1]: must move on from GLACIER, got GLACIER_IR, which lifecycle cannot reach from it; order the transitions from warm to cold",
            "archival:buckets.acme.lifecycle.rules.s.transitions[2]: must move to a colder class, got STANDARD; remove it",
        ],
    ],
    [
        "noncurrent versions moved to ONEZONE_IA too early",
        {
            "buckets.acme.lifecycle": {
                manage: true,
                replaceAll: true,
                rules: {
                    s: {
                        noncurrentTransitions: [{ noncurrentDays: 3, storageClass: "ONEZONE_IA" }],
                    },
                },
            },
        },
        [
            "archival:buckets.acme.lifecycle.rules.s.noncurrentTransitions[0]: must wait at least 30 days before ONEZONE_IA, got 3; write 30 or more",
        ],
    ],
    [
        "an approver of any account",
        { approvers: ["arn:aws:iam::*:root"] },
        [
            'archival:approvers[0]: must name an account of 12 digits, got "arn:aws:iam::*:root"; add it',
        ],
    ],
    [
        "a bucket of the framework as a source",
        { buckets: { "archival-audit-111111111111-eu-west-1": {} } },
        [
            'archival:buckets.archival-audit-111111111111-eu-west-1: must not be a bucket of the framework itself, got "archival-audit-111111111111-eu-west-1"; remove it',
        ],
    ],
    [
        "a vault named like a source bucket",
        { "buckets.vault-222222222222-eu-west-1": {} },
        [
            'archival:vaults.vault: its bucket name must not be that of another bucket of the stack, got "vault-222222222222-eu-west-1"; rename the vault',
        ],
    ],
    [
        "what else a lifecycle rule cannot do",
        {
            "buckets.acme.lifecycle": { manage: true, replaceAll: true },
            "buckets.acme.tiers.cold.action.mechanism": "lifecycle",
            "buckets.acme.tiers.cold.select.include": ["logs/*"],
            "buckets.acme.tiers.cold.select.createdBefore": "2020-01-01",
            "buckets.acme.tiers.cold.select.locked": "skip",
            "buckets.acme.tiers.cold.select.replication": ["NONE"],
            "buckets.acme.tiers.cold.maxAttempts": 2,
        },
        [
            `${at}.maxAttempts: must be left out with mechanism lifecycle, got 2: S3 tries by itself; remove it or use mechanism copy or mark`,
            `${at}.select.createdBefore: must be left out with mechanism lifecycle, got "2020-01-01": a lifecycle rule cannot select by date; remove it or use mechanism copy or mark`,
            `${at}.select.include: must be left out with mechanism lifecycle, got ["logs/*"]: a lifecycle rule cannot select by pattern; remove it or use mechanism copy or mark`,
            `${at}.select.locked: must be left out with mechanism lifecycle, got "skip": a lifecycle rule cannot leave out locked objects; remove it or use mechanism copy or mark`,
            `${at}.select.replication: must be left out with mechanism lifecycle, got ["NONE"]: a lifecycle rule cannot select by replication state (it waits for PENDING and FAILED); remove it or use mechanism copy or mark`,
        ],
    ],
    [
        "an inherited name as a key",
        { "buckets.acme.tiers.cold.select.toString": 3 },
        [
            `${at}.select.toString: must be one of the keys prefixes, suffixes, include, exclude, olderThanDays, createdBefore, storageClasses, minSize, maxSize, tags, versions, replication, locked, got "toString"; remove it`,
        ],
    ],
];

const warned: readonly Case[] = [
    [
        "objects taken at any age",
        { "buckets.acme.tiers.cold.select.olderThanDays": undefined },
        [
            `${at}.select.olderThanDays: is not given, nor createdBefore: objects are taken as soon as an inventory lists them`,
        ],
    ],
    [
        "rules replaced on an adopted bucket",
        {
            "buckets.acme.lifecycle": { manage: true, replaceAll: true },
            "buckets.acme.tiers.cold.action": { changeClass: "DEEP_ARCHIVE", mechanism: "mark" },
            "buckets.acme.tiers.cold.select.storageClasses": ["GLACIER"],
        },
        [
            "archival:buckets.acme.lifecycle.manage: is true on an adopted bucket: its rules that are not declared here are replaced, because S3 replaces all",
        ],
    ],
    [
        "locked versions kept beside their copies",
        { "buckets.acme.tiers.cold.select.locked": "include" },
        [
            `${at}.select.locked: is include with a copy in place: each locked version stays beside its copy and is billed twice until its lock ends; mechanism lifecycle or mark adds no version`,
        ],
    ],
    [
        "a copy into STANDARD",
        { "buckets.acme.tiers.copied.action.storageClass": "STANDARD" },
        [
            "archival:buckets.acme.tiers.copied.action.storageClass: STANDARD is no archive class: the copy costs about what the source costs",
        ],
    ],
    [
        "rules that delete what a tier archives",
        {
            "buckets.acme.lifecycle": {
                manage: true,
                replaceAll: true,
                rules: {
                    s: { expirationDays: 60 },
                    t: { expirationDays: 100, prefix: "logs/" },
                    u: { expirationDays: 10, prefix: "tmp/" },
                },
            },
        },
        [
            "archival:buckets.acme.lifecycle.manage: is true on an adopted bucket: its rules that are not declared here are replaced, because S3 replaces all",
            "archival:buckets.acme.lifecycle.rules.s.expirationDays: deletes on day 60 what tier cold would take on day 90",
            "archival:buckets.acme.lifecycle.rules.s.expirationDays: deletes on day 60 what tier copied would take on day 90",
            "archival:buckets.acme.lifecycle.rules.t.expirationDays: deletes on day 100 what tier cold moves to GLACIER_IR on day 90 and is billed for until day 180",
        ],
    ],
    [
        "objects that tags keep from falling through",
        {
            "buckets.acme.tiers.cold.priority": 1,
            "buckets.acme.tiers.cold.select.tags": { a: "b" },
            "buckets.acme.tiers.cold.select.exclude": ["logs/x/*"],
            "buckets.acme.tiers.copied.priority": 2,
            "buckets.acme.tiers.copied.select.prefixes": ["logs/a/"],
        },
        [
            "archival:buckets.acme.tiers.copied: tier cold comes first and takes what both select before its tags are read: objects without the tags stay where they are and do not fall through",
        ],
    ],
    [
        "lifecycle that ignores priority",
        {
            "buckets.acme.lifecycle": { manage: true, replaceAll: true },
            "buckets.acme.tiers.cold.priority": 1,
            "buckets.acme.tiers.copied": {
                priority: 2,
                select: { prefixes: ["logs/"], olderThanDays: 180 },
                action: { changeClass: "DEEP_ARCHIVE", mechanism: "lifecycle" },
            },
        },
        [
            "archival:buckets.acme.lifecycle.manage: is true on an adopted bucket: its rules that are not declared here are replaced, because S3 replaces all",
            "archival:buckets.acme.tiers.copied: lifecycle knows no priorities: it also moves what tier cold takes first",
            "archival:vaults.vault: no tier copies to this vault",
        ],
    ],
    [
        "a maximum age that refuses late reports",
        { "buckets.acme.inventory": { maxAge: "36 hours" } },
        [
            "archival:buckets.acme.inventory.maxAge: 36 hours refuse a Daily report that comes 48 hours late, as S3 may deliver it; 72 hours accept it",
        ],
    ],
    [
        "an approver that is a whole other account",
        { approvers: ["arn:aws:iam::333333333333:root", "arn:aws:iam::111111111111:root"] },
        [
            "archival:approvers[0]: lets every principal that account 333333333333 allows approve jobs; name a role to narrow it",
        ],
    ],
    [
        "a COMPLIANCE lock outside production",
        { "vaults.vault.retention.mode": "COMPLIANCE" },
        [
            "archival:vaults.vault.retention.mode: is COMPLIANCE in a stack that is not production: nobody can delete what is archived there, nor the bucket, until retention ends",
        ],
    ],
    [
        "a vault nobody uses",
        { "buckets.acme.tiers.copied": undefined },
        ["archival:vaults.vault: no tier copies to this vault"],
    ],
    [
        "old versions kept by copies in place",
        { "buckets.acme.inventory": { versions: "All" } },
        [
            `${at}.action: copies in place, and on a versioned bucket every old version stays in its old class, billed there until a lifecycle rule expires noncurrent versions; add one, or use mechanism lifecycle or mark`,
        ],
    ],
    [
        "replaced rules only, when old versions expire",
        {
            "buckets.acme.inventory": { versions: "All" },
            "buckets.acme.lifecycle": {
                manage: true,
                replaceAll: true,
                rules: { n: { noncurrentExpirationDays: 30 } },
            },
        },
        [
            "archival:buckets.acme.lifecycle.manage: is true on an adopted bucket: its rules that are not declared here are replaced, because S3 replaces all",
        ],
    ],
    [
        "objects billed larger than they are",
        { "buckets.acme.tiers.cold.select.minSize": "100 KiB" },
        [
            `${at}.select.minSize: objects under 128 KiB are billed as 128 KiB in GLACIER_IR, and minSize is 100 KiB`,
        ],
    ],
    [
        "lifecycle without approval in production",
        {
            production: true,
            "buckets.acme.lifecycle": { manage: true, replaceAll: true },
            "buckets.acme.tiers.cold.action.mechanism": "lifecycle",
        },
        [
            "archival:buckets.acme.lifecycle.manage: is true on an adopted bucket: its rules that are not declared here are replaced, because S3 replaces all",
            `${at}.approval: is none, although this is a production stack, because lifecycle acts without a job that could wait; write approval: none to say that this is meant`,
        ],
    ],
    [
        "how lifecycle counts noncurrent days",
        {
            "buckets.acme.inventory": { versions: "All" },
            "buckets.acme.lifecycle": { manage: true, replaceAll: true },
            "buckets.acme.tiers.cold.action.mechanism": "lifecycle",
            "buckets.acme.tiers.cold.select.versions": "noncurrent",
        },
        [
            "archival:buckets.acme.lifecycle.manage: is true on an adopted bucket: its rules that are not declared here are replaced, because S3 replaces all",
            `${at}.select.olderThanDays: counts from the day a version became noncurrent, because that is how lifecycle counts`,
        ],
    ],
    [
        "patterns among the prefixes",
        { "buckets.acme.tiers.cold.select.prefixes": ["/logs/*"] },
        [
            `${at}.select.prefixes[0]: "/logs/*" begins with "/", which object keys rarely do`,
            `${at}.select.prefixes[0]: "/logs/*" is taken literally, * and ? included; patterns belong into include`,
        ],
    ],
    [
        "an exclude outside the prefixes",
        { "buckets.acme.tiers.cold.select.exclude": ["tmp/**"] },
        [
            `${at}.select.exclude[0]: "tmp/**" matches no key under prefixes; globs are on the whole key`,
        ],
    ],
    [
        "more functions at once than Lambda's default quota has room for",
        { scaleOut: { maxConcurrency: 780 } },
        [
            "archival:scaleOut.maxConcurrency: 780 functions can be reserved only in an account with a higher quota than Lambda's default of 1000 concurrent executions, which leaves 779 for this; have the quota raised before the stack is deployed, or write less",
        ],
    ],
];

describe("a stack config", () => {
    for (const [title, changes, lines] of refused) {
        it(`refuses ${title}`, () => {
            assert.deepEqual(problemLines(withChanges(changes)), lines);
        });
    }

    for (const [title, changes, lines] of warned) {
        it(`warns of ${title}`, () => {
            assert.deepEqual(warningLines(withChanges(changes)), lines);
        });
    }

    it("counts the rules that a lifecycle would have, its own among them, up to S3's 1000", () => {
        const rulesFor = (prefixes: number): readonly string[] =>
            problemLines(
                withChanges({
                    "buckets.acme.lifecycle": { manage: true, replaceAll: true },
                    "buckets.acme.tiers.cold.action.mechanism": "lifecycle",
                    "buckets.acme.tiers.cold.select.prefixes": Array.from(
                        { length: prefixes },
                        (_, n) => `logs/${1000 + n}/`,
                    ),
                }),
            );
        assert.deepEqual(rulesFor(999), []);
        assert.deepEqual(rulesFor(1000), [
            "archival:buckets.acme.lifecycle.rules: must be at most 1000 together with the tiers' own, got 1001; " +
                "merge rules or prefixes",
        ]);
    });

    it("accepts tiers of one prefix whose suffixes cannot meet", () => {
        const values = withChanges({
            "buckets.acme.tiers.cold.select.suffixes": [".gz"],
            "buckets.acme.tiers.copied.select.suffixes": [".csv"],
            "buckets.acme.tiers.copied.select.prefixes": ["logs/"],
        });
        assert.deepEqual(warningLines(values), []);
    });

    it("accepts as many functions at once as Lambda's default quota has room for", () => {
        assert.deepEqual(warningLines(withChanges({ scaleOut: { maxConcurrency: 779 } })), []);
    });

    it("accepts a lock exactly as long as the class is billed for, and none shorter", () => {
        const days = (count: number): string[] =>
            warningLines(withChanges({ "vaults.vault.retention.days": count }));
        assert.deepEqual(days(180), []);
        assert.deepEqual(days(179), [
            "archival:vaults.vault.retention: ends after 179 days, while objects there are billed for 180 days at least; " +
                "deleting them in between saves nothing",
        ]);
    });

    it("accepts an expiration after the last transition, and none on its day", () => {
        const days = (expirationDays: number): string[] =>
            problemLines(
                withChanges({
                    "buckets.acme.lifecycle": {
                        manage: true,
                        replaceAll: true,
                        rules: {
                            tmp: {
                                prefix: "tmp/",
                                transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
                                expirationDays,
                            },
                        },
                    },
                }),
            );
        assert.deepEqual(days(31), []);
        assert.deepEqual(days(30), [
            "archival:buckets.acme.lifecycle.rules.tmp.transitions: must come before the expiration on day 30, got a move on " +
                "day 30; move earlier or expire later",
        ]);
    });
});
