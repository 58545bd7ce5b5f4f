/** Lifecycle rules as stored, and the checks of PutBucketLifecycleConfiguration (S3 User Guide, "Managing the lifecycle of objects"). */
import { lifecycleMoves, minimumStorageDays, type StorageClass } from "../../model/storageClass";
import { AwsError } from "../core/contracts";
import { invalidArgument, invalidRequest, malformedXml } from "./errors";

export interface LifecycleFilter {
    readonly Prefix?: string | undefined;
    readonly Tags?: Readonly<Record<string, string>> | undefined;
    /** Bytes, exclusive. */
    readonly ObjectSizeGreaterThan?: number | undefined;
    /** Bytes, exclusive. */
    readonly ObjectSizeLessThan?: number | undefined;
}

export type LifecycleTarget = Exclude<StorageClass, "STANDARD">;

export interface LifecycleTransition {
    readonly Days?: number | undefined;
    readonly Date?: Date | undefined;
    readonly StorageClass: LifecycleTarget;
}

export interface LifecycleRule {
    readonly ID: string;
    readonly Status: "Enabled" | "Disabled";
    /** Filter, or the older Prefix, flattened. */
    readonly filter: LifecycleFilter;
    readonly Transitions: readonly LifecycleTransition[];
    readonly NoncurrentVersionTransitions: readonly {
        readonly NoncurrentDays: number;
        readonly NewerNoncurrentVersions?: number | undefined;
        readonly StorageClass: LifecycleTarget;
    }[];
    readonly Expiration?:
        | {
              readonly Days?: number | undefined;
              readonly Date?: Date | undefined;
              readonly ExpiredObjectDeleteMarker?: boolean | undefined;
          }
        | undefined;
    readonly NoncurrentVersionExpiration?:
        | {
              readonly NoncurrentDays: number;
              readonly NewerNoncurrentVersions?: number | undefined;
          }
        | undefined;
    readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number } | undefined;
}

type Members = Record<string, unknown>;

const dayMilliseconds = 86_400_000;
const maxRules = 1000;

/** Checked rules from the JSON of the S3 API's member names. @throws AwsError 400 naming rule and member */
export function lifecycleRules(rules: readonly unknown[]): readonly LifecycleRule[] {
    if (rules.length === 0) throw malformedXml("a lifecycle configuration has at least one Rule");
    if (rules.length > maxRules) {
        throw malformedXml(`at most ${maxRules} lifecycle rules are allowed, got ${rules.length}`);
    }
    const checked = rules.map((rule, i) => lifecycleRule(rule, i));
    const seen = new Set<string>();
    for (const { ID } of checked) {
        if (seen.has(ID))
            throw invalidArgument(
                `Rule ID must be unique. Found same ID for more than one rule: ${ID}`,
            );
        seen.add(ID);
    }
    return checked;
}

function lifecycleRule(given: unknown, index: number): LifecycleRule {
    const where = `Rule ${index + 1}`;
    const rule = members(given, where, [
        "ID",
        "Status",
        "Filter",
        "Prefix",
        "Transitions",
        "NoncurrentVersionTransitions",
        "Expiration",
        "NoncurrentVersionExpiration",
        "AbortIncompleteMultipartUpload",
    ]);
    const id = rule["ID"] === undefined || rule["ID"] === "" ? `rule-${index + 1}` : rule["ID"];
    if (typeof id !== "string" || id.length > 255)
        throw invalidArgument(`${where}: ID length should not exceed allowed limit of 255`);
    const status = rule["Status"];
    if (status !== "Enabled" && status !== "Disabled") {
        throw malformedXml(
            `${where}: Status must be Enabled or Disabled, got ${JSON.stringify(status)}`,
        );
    }
    const filter = filterOf(rule, where);
    const made: LifecycleRule = {
        ID: id,
        Status: status,
        filter,
        Transitions: list(rule["Transitions"]).map((one) => transition(one, where)),
        NoncurrentVersionTransitions: list(rule["NoncurrentVersionTransitions"]).map((one) => {
            const action = members(one, where, [
                "NoncurrentDays",
                "NewerNoncurrentVersions",
                "StorageClass",
            ]);
            return {
                NoncurrentDays: days(action, "NoncurrentDays", where, 0),
                NewerNoncurrentVersions: newer(action, rule, where),
                StorageClass: targetClass(action["StorageClass"], where),
            };
        }),
        Expiration:
            rule["Expiration"] === undefined ? undefined : expiration(rule["Expiration"], where),
        NoncurrentVersionExpiration:
            rule["NoncurrentVersionExpiration"] === undefined
                ? undefined
                : noncurrentExpiration(rule["NoncurrentVersionExpiration"], rule, where),
        AbortIncompleteMultipartUpload:
            rule["AbortIncompleteMultipartUpload"] === undefined
                ? undefined
                : abort(rule["AbortIncompleteMultipartUpload"], where),
    };
    checkRule(made, where);
    return made;
}

function transition(given: unknown, where: string): LifecycleTransition {
    const action = members(given, where, ["Days", "Date", "StorageClass"]);
    const StorageClass = targetClass(action["StorageClass"], where);
    if ((action["Days"] === undefined) === (action["Date"] === undefined)) {
        throw malformedXml(`${where}: a Transition has either Days or Date`);
    }
    return action["Date"] === undefined
        ? { Days: days(action, "Days", where, 0), StorageClass }
        : { Date: midnight(action["Date"], where), StorageClass };
}

function expiration(given: unknown, where: string): NonNullable<LifecycleRule["Expiration"]> {
    const action = members(given, where, ["Days", "Date", "ExpiredObjectDeleteMarker"]);
    const present = Object.values(action).filter((value) => value !== undefined).length;
    if (present !== 1) {
        throw malformedXml(
            `${where}: an Expiration has exactly one of Days, Date, ExpiredObjectDeleteMarker`,
        );
    }
    if (action["Days"] !== undefined) return { Days: days(action, "Days", where, 1) };
    if (action["Date"] !== undefined) return { Date: midnight(action["Date"], where) };
    return { ExpiredObjectDeleteMarker: action["ExpiredObjectDeleteMarker"] === true };
}

function noncurrentExpiration(
    given: unknown,
    rule: Members,
    where: string,
): NonNullable<LifecycleRule["NoncurrentVersionExpiration"]> {
    const action = members(given, where, ["NoncurrentDays", "NewerNoncurrentVersions"]);
    return {
        NoncurrentDays: days(action, "NoncurrentDays", where, 1),
        NewerNoncurrentVersions: newer(action, rule, where),
    };
}

function abort(given: unknown, where: string): { DaysAfterInitiation: number } {
    const action = members(given, where, ["DaysAfterInitiation"]);
    return { DaysAfterInitiation: days(action, "DaysAfterInitiation", where, 1) };
}

/** Rules between the actions of one rule. */
function checkRule(rule: LifecycleRule, where: string): void {
    const hasAction =
        rule.Transitions.length > 0 ||
        rule.NoncurrentVersionTransitions.length > 0 ||
        rule.Expiration !== undefined ||
        rule.NoncurrentVersionExpiration !== undefined ||
        rule.AbortIncompleteMultipartUpload !== undefined;
    if (!hasAction)
        throw invalidRequest(`${where}: At least one action needs to be specified in a rule`);
    const { filter } = rule;
    const hasSize =
        filter.ObjectSizeGreaterThan !== undefined || filter.ObjectSizeLessThan !== undefined;
    if (filter.Tags !== undefined || hasSize) {
        const kind = filter.Tags !== undefined ? "Tags" : "Object Size";
        if (rule.AbortIncompleteMultipartUpload !== undefined) {
            throw invalidRequest(
                `${where}: AbortIncompleteMultipartUpload cannot be specified with ${kind}`,
            );
        }
        if (rule.Expiration?.ExpiredObjectDeleteMarker !== undefined) {
            throw invalidRequest(
                `${where}: ExpiredObjectDeleteMarker cannot be specified with ${kind}`,
            );
        }
    }
    checkOrder(
        rule.Transitions.map((one) => ({
            day: dayOf(one),
            isDate: one.Days === undefined,
            target: one.StorageClass,
        })),
        where,
        "Days",
    );
    checkOrder(
        rule.NoncurrentVersionTransitions.map((one) => ({
            day: one.NoncurrentDays,
            isDate: false,
            target: one.StorageClass,
        })),
        where,
        "NoncurrentDays",
    );
    const { Expiration: end } = rule;
    const endDay =
        end?.Days ?? (end?.Date === undefined ? undefined : end.Date.getTime() / dayMilliseconds);
    for (const one of rule.Transitions) {
        const day = dayOf(one);
        if (endDay === undefined) continue;
        if ((one.Days === undefined) !== (end?.Days === undefined)) {
            throw invalidRequest(
                `${where}: Found mixed 'Date' and 'Days' based Expiration and Transition actions in lifecycle rule`,
            );
        }
        if (endDay <= day) {
            throw invalidArgument(
                `${where}: 'Days' in the Expiration action must be greater than 'Days' in the Transition action`,
            );
        }
    }
}

/** The day of a transition: since creation, or since the epoch for one with a date. */
function dayOf({ Days, Date: date }: LifecycleTransition): number {
    return Days ?? (date?.getTime() ?? 0) / dayMilliseconds;
}

function checkOrder(
    actions: readonly { day: number; isDate: boolean; target: LifecycleTarget }[],
    where: string,
    name: string,
): void {
    if (new Set(actions.map((one) => one.isDate)).size > 1) {
        throw invalidRequest(
            `${where}: Found mixed 'Date' and 'Days' based Transition actions in lifecycle rule`,
        );
    }
    if (new Set(actions.map((one) => one.target)).size < actions.length) {
        throw invalidArgument(
            `${where}: 'StorageClass' must be different for transition actions in same 'Rule'`,
        );
    }
    for (const { day, isDate, target } of actions) {
        const isInfrequent = target === "STANDARD_IA" || target === "ONEZONE_IA";
        if (isInfrequent && !isDate && day < 30) {
            throw invalidArgument(
                `${where}: '${name}' in Transition action must be greater than or equal to 30 for storageClass '${target}'`,
            );
        }
    }
    const inOrder = [...actions].sort((a, b) => a.day - b.day);
    for (const [i, later] of inOrder.entries()) {
        const earlier = inOrder[i - 1];
        if (earlier === undefined) continue;
        if (!lifecycleMoves[earlier.target].includes(later.target)) {
            throw invalidArgument(
                `${where}: '${name}' in the transition to '${later.target}' must be less than in the transition to '${earlier.target}': lifecycle does not move objects from ${earlier.target} to ${later.target}`,
            );
        }
        const minimum = minimumStorageDays[earlier.target];
        if (later.day - earlier.day < Math.max(minimum, 1)) {
            throw invalidArgument(
                `${where}: '${name}' in the '${later.target}' transition must be at least ${Math.max(minimum, 1)} days after '${earlier.target}', got ${later.day - earlier.day}`,
            );
        }
    }
}

function filterOf(rule: Members, where: string): LifecycleFilter {
    if (rule["Filter"] !== undefined && rule["Prefix"] !== undefined) {
        throw malformedXml(`${where}: Filter and Prefix exclude each other`);
    }
    if (rule["Filter"] === undefined) {
        if (typeof rule["Prefix"] !== "string")
            throw malformedXml(`${where}: a rule needs a Filter`);
        return rule["Prefix"] === "" ? {} : { Prefix: rule["Prefix"] };
    }
    const filter = members(rule["Filter"], where, [
        "Prefix",
        "Tag",
        "ObjectSizeGreaterThan",
        "ObjectSizeLessThan",
        "And",
    ]);
    if (Object.values(filter).filter((value) => value !== undefined).length > 1) {
        throw malformedXml(`${where}: a Filter has one member; put several under And`);
    }
    const and = filter["And"];
    if (and === undefined)
        return predicates(filter, filter["Tag"] === undefined ? [] : [filter["Tag"]], where);
    const inner = members(and, where, [
        "Prefix",
        "Tags",
        "ObjectSizeGreaterThan",
        "ObjectSizeLessThan",
    ]);
    const tags = list(inner["Tags"]);
    const { Tags: _, ...others } = inner;
    if (Object.values(others).filter((value) => value !== undefined).length + tags.length < 2) {
        throw malformedXml(`${where}: And has two or more predicates`);
    }
    return predicates(inner, tags, where);
}

function predicates(from: Members, tags: readonly unknown[], where: string): LifecycleFilter {
    const Tags: Record<string, string> = {};
    for (const tag of tags) {
        const { Key, Value } = members(tag, where, ["Key", "Value"]);
        if (typeof Key !== "string" || typeof Value !== "string") {
            throw malformedXml(`${where}: a Tag has Key and Value`);
        }
        if (Object.hasOwn(Tags, Key))
            throw invalidRequest(`${where}: Duplicate Tag Keys are not allowed.`);
        Tags[Key] = Value;
    }
    const above = size(from, "ObjectSizeGreaterThan", where);
    const below = size(from, "ObjectSizeLessThan", where);
    if (above !== undefined && below !== undefined && below <= above) {
        throw invalidRequest(
            `${where}: 'ObjectSizeLessThan' must be greater than 'ObjectSizeGreaterThan'`,
        );
    }
    const prefix = from["Prefix"];
    if (prefix !== undefined && typeof prefix !== "string")
        throw malformedXml(`${where}: Prefix is a string`);
    return {
        ...(prefix === undefined || prefix === "" ? {} : { Prefix: prefix }),
        ...(tags.length === 0 ? {} : { Tags }),
        ...(above === undefined ? {} : { ObjectSizeGreaterThan: above }),
        ...(below === undefined ? {} : { ObjectSizeLessThan: below }),
    };
}

function size(from: Members, name: string, where: string): number | undefined {
    const value = from[name];
    if (value === undefined) return undefined;
    if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
    throw invalidArgument(
        `${where}: '${name}' must be a whole number of bytes from 0, got ${JSON.stringify(value)}`,
    );
}

function newer(action: Members, rule: Members, where: string): number | undefined {
    const value = action["NewerNoncurrentVersions"];
    if (value === undefined) return undefined;
    if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > 100) {
        throw invalidArgument(
            `${where}: 'NewerNoncurrentVersions' must be from 1 to 100, got ${JSON.stringify(value)}`,
        );
    }
    if (rule["Filter"] === undefined) {
        throw invalidRequest(`${where}: NewerNoncurrentVersions needs a Filter, not a Prefix`);
    }
    return value;
}

function days(action: Members, name: string, where: string, minimum: number): number {
    const value = action[name];
    if (typeof value === "number" && Number.isInteger(value) && value >= minimum) return value;
    throw invalidArgument(
        `${where}: '${name}' must be a ${minimum === 0 ? "nonnegative" : "positive"} integer, got ${JSON.stringify(value)}`,
    );
}

function midnight(value: unknown, where: string): Date {
    const date = value instanceof Date ? value : new Date(String(value));
    if (!Number.isNaN(date.getTime()) && date.getTime() % dayMilliseconds === 0) return date;
    throw invalidArgument(`${where}: 'Date' must be at midnight GMT, got ${JSON.stringify(value)}`);
}

function targetClass(value: unknown, where: string): LifecycleTarget {
    if (typeof value === "string" && value !== "STANDARD" && Object.hasOwn(lifecycleMoves, value)) {
        return value as LifecycleTarget;
    }
    throw new AwsError(
        "MalformedXML",
        400,
        `${where}: StorageClass of a transition must be one of ${Object.keys(lifecycleMoves).slice(1).join(", ")}, got ${JSON.stringify(value)}`,
    );
}

function members(given: unknown, where: string, allowed: readonly string[]): Members {
    if (typeof given !== "object" || given === null || Array.isArray(given)) {
        throw malformedXml(`${where}: expected a structure, got ${JSON.stringify(given)}`);
    }
    for (const [name, value] of Object.entries(given)) {
        if (!allowed.includes(name) && value !== undefined) {
            throw malformedXml(
                `${where}: unknown member "${name}"; allowed: ${allowed.join(", ")}`,
            );
        }
    }
    return given as Members;
}

function list(value: unknown): readonly unknown[] {
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
}
