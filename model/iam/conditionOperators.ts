import { BlockList, isIP } from "node:net";
import { malformed } from "./policyDocumentError";
import { policyPattern } from "./policyPattern";
import type { RequestContext } from "./requestContext";

/** Compares one value of the request with one value of the policy. */
export type ValueTest = (actual: string, context: RequestContext) => boolean;

interface CompileOptions {
    readonly variables: boolean;
    readonly where: string;
}

type Compile = (wanted: string, options: CompileOptions) => ValueTest;

/** One condition operator without its set prefix and IfExists suffix. */
export interface ConditionOperator {
    /** Negated operators hold when no value matches, and when the key is absent. */
    readonly negated: boolean;
    readonly compile: Compile;
}

const text =
    (wildcards: boolean): Compile =>
    (wanted, options) =>
        policyPattern(wanted, { ...options, wildcards, reach: "text" });

const ignoreCase: Compile = (wanted, options) =>
    policyPattern(wanted, { ...options, wildcards: false, reach: "text", ignoreCase: true });

const arn: Compile = (wanted, options) => {
    // A lone * is accepted by AWS as "any ARN"; it has no segments to compare.
    const test = policyPattern(wanted === "*" ? "arn:*:*:*:*:*" : wanted, {
        ...options,
        wildcards: true,
        reach: "arn",
    });
    return test;
};

function numberOf(value: string): number {
    return value.trim() === "" ? NaN : Number(value);
}

const number =
    (holds: (actual: number, wanted: number) => boolean): Compile =>
    (wanted, { where }) => {
        const limit = numberOf(wanted);
        if (Number.isNaN(limit)) throw malformed(where, `must be a number, got "${wanted}"`);
        return (actual) => holds(numberOf(actual), limit);
    };

/** Milliseconds of an ISO 8601 date or of epoch seconds; NaN when it is neither. */
function dateOf(value: string): number {
    if (/^\d+(\.\d+)?$/.test(value)) {
        // A bare four-digit number is a year in the W3C date formats that IAM accepts.
        return value.length === 4 ? Date.parse(value) : Number(value) * 1000;
    }
    return Date.parse(value);
}

const date =
    (holds: (actual: number, wanted: number) => boolean): Compile =>
    (wanted, { where }) => {
        const limit = dateOf(wanted);
        if (Number.isNaN(limit)) {
            throw malformed(where, `must be an ISO 8601 date or epoch seconds, got "${wanted}"`);
        }
        return (actual) => holds(dateOf(actual), limit);
    };

const bool: Compile = (wanted, { where }) => {
    const value = wanted.toLowerCase();
    if (value !== "true" && value !== "false") {
        throw malformed(where, `must be true or false, got "${wanted}"`);
    }
    return (actual) => actual.toLowerCase() === value;
};

const binary: Compile = (wanted, { where }) => {
    const bytes = Buffer.from(wanted, "base64");
    if (bytes.toString("base64") !== wanted) {
        throw malformed(where, `must be base64, got "${wanted}"`);
    }
    return (actual) => Buffer.from(actual, "base64").equals(bytes);
};

const ipAddress: Compile = (wanted, { where }) => {
    const [address = "", prefix, ...rest] = wanted.split("/");
    const version = isIP(address);
    const widest = version === 4 ? 32 : 128;
    const bits = prefix === undefined ? widest : numberOf(prefix);
    if (version === 0 || rest.length > 0 || !(bits >= 0 && bits <= widest)) {
        throw malformed(where, `must be an IP address or CIDR range, got "${wanted}"`);
    }
    const range = new BlockList();
    range.addSubnet(address, bits, version === 4 ? "ipv4" : "ipv6");
    return (actual) => {
        const actualVersion = isIP(actual);
        return actualVersion !== 0 && range.check(actual, actualVersion === 4 ? "ipv4" : "ipv6");
    };
};

const equal = (a: number, b: number): boolean => a === b;
const less = (a: number, b: number): boolean => a < b;
const lessOrEqual = (a: number, b: number): boolean => a <= b;
const greater = (a: number, b: number): boolean => a > b;
const greaterOrEqual = (a: number, b: number): boolean => a >= b;

const is = (compile: Compile): ConditionOperator => ({ negated: false, compile });
const not = (compile: Compile): ConditionOperator => ({ negated: true, compile });

/** Every condition operator of the IAM User Guide but Null, which asks about presence and not about values. */
export const conditionOperators: ReadonlyMap<string, ConditionOperator> = new Map(
    Object.entries({
        StringEquals: is(text(false)),
        StringNotEquals: not(text(false)),
        StringEqualsIgnoreCase: is(ignoreCase),
        StringNotEqualsIgnoreCase: not(ignoreCase),
        StringLike: is(text(true)),
        StringNotLike: not(text(true)),
        NumericEquals: is(number(equal)),
        NumericNotEquals: not(number(equal)),
        NumericLessThan: is(number(less)),
        NumericLessThanEquals: is(number(lessOrEqual)),
        NumericGreaterThan: is(number(greater)),
        NumericGreaterThanEquals: is(number(greaterOrEqual)),
        DateEquals: is(date(equal)),
        DateNotEquals: not(date(equal)),
        DateLessThan: is(date(less)),
        DateLessThanEquals: is(date(lessOrEqual)),
        DateGreaterThan: is(date(greater)),
        DateGreaterThanEquals: is(date(greaterOrEqual)),
        Bool: is(bool),
        BinaryEquals: is(binary),
        IpAddress: is(ipAddress),
        NotIpAddress: not(ipAddress),
        ArnEquals: is(arn),
        ArnLike: is(arn),
        ArnNotEquals: not(arn),
        ArnNotLike: not(arn),
    }),
);
