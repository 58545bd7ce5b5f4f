import { targetClasses } from "../../storageClass";
import { countPattern, sizePattern } from "../sizes";
import { type SchemaNode, listOf, mapOf, oneOf, record, text } from "./nodes";

export const storageClass = (description: string): SchemaNode =>
    oneOf([...targetClasses], { description, fix: "GLACIER is Flexible Retrieval, GLACIER_IR Instant Retrieval" });

export const storageClasses = (description: string): SchemaNode =>
    listOf(
        storageClass("A storage class, spelled as in the S3 API."),
        { description, allowed: "a list of storage classes", fix: "write for example [STANDARD]" },
        { minItems: 1 },
    );

export const size = (description: string): SchemaNode => ({
    description,
    type: ["integer", "string"],
    minimum: 0,
    pattern: sizePattern,
    "x-allowed": "a size such as 256 KiB, 5 GB, 1_000 or a number of bytes",
    "x-fix": "use the units B, KB, MB, GB, TB (decimal) or KiB, MiB, GiB, TiB (binary)",
});

/** A whole number from `minimum` to `maximum`; text such as 5_000_000 is checked when it is read. */
export const wholeNumber = (description: string, minimum: number, maximum?: number): SchemaNode => ({
    description,
    type: ["integer", "string"],
    minimum,
    ...(maximum === undefined ? {} : { maximum }),
    pattern: countPattern,
    "x-allowed":
        maximum === undefined
            ? `a whole number of at least ${minimum}`
            : `a whole number from ${minimum} to ${maximum}`,
    "x-fix": "write digits, with _ between groups if you like",
});

export const days = (description: string, minimum = 0): SchemaNode =>
    wholeNumber(description, minimum, 36_500);

export const account = (description: string): SchemaNode =>
    text(
        {
            description,
            allowed: "an AWS account id of 12 digits in quotes",
            fix: 'write it as text, such as "111122223333", because YAML drops leading zeros of numbers',
        },
        { pattern: "^[0-9]{12}$" },
    );

export const arn = (description: string): SchemaNode =>
    text({ description, allowed: "an ARN", fix: "copy the ARN from AWS" }, { pattern: "^arn:" });

export const tags = (description: string): SchemaNode =>
    mapOf(
        text(
            {
                description: "The tag's value.",
                allowed: "text of at most 256 characters",
                fix: "quote numbers and true or false",
            },
            { minLength: 0, maxLength: 256 },
        ),
        { description, allowed: "a map of 1 to 10 tags", fix: "write { key: value }" },
        {
            pattern: "^(?!aws:).{1,128}$",
            allowed: 'a tag key of 1 to 128 characters that does not begin with "aws:"',
            fix: "rename the tag",
        },
        { minProperties: 1, maxProperties: 10 },
    );

export const retention = (description: string): SchemaNode =>
    record(
        {
            mode: oneOf(["GOVERNANCE", "COMPLIANCE"], {
                description:
                    "GOVERNANCE: principals with s3:BypassGovernanceRetention can delete early. " +
                    "COMPLIANCE: nobody can, not even the root user.",
            }),
            days: days("Days an object version is kept from its creation.", 1),
            years: wholeNumber("Years instead of days; 7 years are 2557 days.", 1, 100),
        },
        { description, fix: "write { mode: GOVERNANCE, days: 90 }" },
        {
            required: ["mode"],
            oneOf: [{ required: ["days"] }, { required: ["years"] }],
            "x-oneOf": "must have exactly one of days or years",
            "x-oneOf-fix": "write { mode: GOVERNANCE, days: 90 }",
        },
    );
