import { bucketName, bucketSchema } from "./bucket";
import { flag, listOf, mapOf, record, text, type SchemaNode } from "./nodes";
import { maxShardsOfDefaultQuota } from "../../scale/functionLimits";
import { mostRowsPerJob } from "../../scale/scaleOut";
import { account, arn, retention, size, wholeNumber } from "./values";

/** The values of a stack's `archival:*` keys, without the prefix; what `resolveStackConfig` validates. */
export const stackSchema = record(
    {
        account: account("The account this stack belongs to; credentials of another one stop the deployment."),
        namePrefix: text(
            {
                description:
                    "Begins every physical name. Default archival; two stacks in one account and Region must differ.",
                allowed: "2 to 23 lower-case letters, digits and hyphens, beginning with a letter",
                fix: "shorten it, because bucket names made from it have at most 63 characters",
            },
            { pattern: "^[a-z][a-z0-9-]{0,21}[a-z0-9]$" },
        ),
        production: flag({
            description:
                'Production stacks ask for approval by default. Default: true when the stack name contains "prod".',
        }),
        owner: record(
            {
                team: text(
                    {
                        description: "Team that answers for this stack; becomes a tag.",
                        allowed: "a team name of 1 to 128 letters, digits, spaces and _.:/=+-@",
                        fix: "use the characters that AWS allows in tags",
                    },
                    { pattern: "^[\\p{L}\\p{N} _.:/=+\\-@]{1,128}$" },
                ),
                email: text(
                    {
                        description: "Address that alarms name.",
                        allowed: "an e-mail address",
                        fix: "write for example data-platform@example.com",
                    },
                    { pattern: "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", maxLength: 254 },
                ),
            },
            { description: "Who owns the stack.", fix: "write { team: …, email: … }" },
            { required: ["team", "email"] },
        ),
        accounts: mapOf(
            record(
                {
                    roleArn: arn("Role of that account which the deployment assumes."),
                    externalId: text(
                        {
                            description: "External id that the role's trust policy asks for.",
                            allowed: "2 to 1224 letters, digits and +=,.@:/-_",
                            fix: "use the id in the role's trust policy",
                        },
                        { pattern: "^[\\w+=,.@:/-]{2,1224}$" },
                    ),
                },
                { description: "How to reach one account.", fix: "write { roleArn: … }" },
                { required: ["roleArn"] },
            ),
            { description: "Other accounts of the organisation that vaults are in, by account id." },
            {
                pattern: "^[0-9]{12}$",
                allowed: "an AWS account id of 12 digits",
                fix: "use the account id as the key",
            },
        ),
        approvers: listOf(
            arn("An IAM role or user, or the root of an account, which then decides itself."),
            {
                description: "IAM principals that may assume the approver role.",
                allowed: "a list of ARNs",
                fix: "write [arn:aws:iam::111122223333:role/approvers]",
            },
        ),
        audit: retention(
            "Object Lock of reports and ledger. Default GOVERNANCE, 2557 days in production, else 30.",
        ),
        queries: record(
            {
                maxScan: size(
                    "Most that one query of the stack's Athena workgroup may scan, at least 10 MiB. Default 100 GB.",
                ),
            },
            {
                description: "Saved queries over inventories, reports and ledger.",
                fix: "write { maxScan: 100 GB }",
            },
        ),
        scaleOut: record(
            {
                minFiles: wholeNumber(
                    "Data files of an inventory from which on each is read by a function of its own. Default 20.",
                    1,
                    100_000,
                ),
                maxConcurrency: wholeNumber(
                    "Functions that read at the same time; as many are reserved of the account's concurrency. Default 100. " +
                        `More than ${maxShardsOfDefaultQuota} can be deployed only where Lambda's default quota of ` +
                        "1,000 concurrent executions was raised.",
                    1,
                    1_000,
                ),
                maxRowsPerJob: wholeNumber(
                    "Objects of one S3 Batch Operations job; a run with more has several jobs. Default 32,000,000, " +
                        "which is what one function verifies in one reading; twice as many take two.",
                    1_000,
                    mostRowsPerJob,
                ),
            },
            {
                description: "How large inventories are read and large runs are cut into jobs.",
                fix: "write { minFiles: 20 }",
            },
        ),
        vaults: mapOf(
            record(
                {
                    account: account("Account of the vault. Default: the stack's."),
                    retention: retention("Object Lock default retention of every archived object."),
                },
                { description: "A destination archive bucket.", fix: "write { retention: … }" },
                { required: ["retention"] },
            ),
            {
                description: "Vaults by name; the bucket is called <name>-<account>-<region>.",
                fix: "write { finance-vault: { retention: … } }",
            },
            {
                pattern: "^[a-z0-9][a-z0-9-]{1,47}[a-z0-9]$",
                allowed: "a vault name of 3 to 49 lower-case letters, digits and hyphens",
                fix: "rename the vault",
            },
        ),
        buckets: mapOf(
            bucketSchema,
            {
                description: "Source buckets by name.",
                allowed: "a map of buckets",
                fix: "write { acme-events: { tiers: … } }",
            },
            bucketName,
        ),
    },
    { description: "The configuration of one stack (one account and Region)." },
    { required: ["account", "owner"] },
);

/** Form of Region names in every partition. */
export const regionPattern =
    "^[a-z]{2,4}(-[a-z]+)?-(north|south|east|west|central|northeast|northwest|southeast|southwest)-[0-9]+$";

/** Project name, and so the prefix of our keys in `Pulumi.<stack>.yaml`. */
export const projectName = "archival";

/** Schema of a whole `Pulumi.<stack>.yaml`, published as schema/stack-config.schema.json for editors. */
export function stackFileSchema(): SchemaNode {
    const values = stackSchema["properties"] as Readonly<Record<string, SchemaNode>>;
    const required = stackSchema["required"] as readonly string[];
    const prefixed = (key: string): string => `${projectName}:${key}`;
    return {
        $schema: "http://json-schema.org/draft-07/schema#",
        $id: "https://example.com/archival/stack-config.schema.json",
        title: "Stack config of the S3 archival framework",
        description:
            "Generated from model/config/schema by tools/writeSchema.ts; change it there. Pulumi's own keys are allowed.",
        type: "object",
        required: ["config"],
        properties: {
            config: {
                description: "Config of the stack: Pulumi's and providers' keys, and ours.",
                type: "object",
                required: ["aws:region", ...required.map(prefixed)],
                properties: {
                    "aws:region": {
                        description: "Region of the stack; inventories, jobs and source buckets are in it.",
                        type: "string",
                        pattern: regionPattern,
                    },
                    ...Object.fromEntries(
                        Object.entries(values).map(([key, node]) => [prefixed(key), node]),
                    ),
                },
                patternProperties: {
                    [`^${projectName}:(?!(${Object.keys(values).join("|")})$)`]: false,
                },
            },
        },
    };
}


