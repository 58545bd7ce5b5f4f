/** Lifecycle rules between XML and the JSON of the SDK's member names; the checks are those of lifecycleRules.ts. */
import { el, optional, type XmlOut } from "../http/xmlWrite";
import type { XmlReader } from "../http/xmlReader";

type Json = Record<string, unknown>;

export function readLifecycle(root: XmlReader): Json[] {
    const rules = root.list("Rule").map(readRule);
    root.done();
    return rules;
}

function readRule(rule: XmlReader): Json {
    const filter = rule.child("Filter");
    const expiration = rule.child("Expiration");
    const noncurrentExpiration = rule.child("NoncurrentVersionExpiration");
    const abort = rule.child("AbortIncompleteMultipartUpload");
    const json = defined({
        ID: rule.string("ID"),
        Status: rule.string("Status"),
        Prefix: rule.string("Prefix"),
        Filter: filter === undefined ? undefined : readFilter(filter),
        Transitions: several(
            rule.list("Transition").map((one) => {
                const made = defined({
                    Days: one.integer("Days"),
                    Date: one.date("Date"),
                    StorageClass: one.string("StorageClass"),
                });
                one.done();
                return made;
            }),
        ),
        NoncurrentVersionTransitions: several(
            rule.list("NoncurrentVersionTransition").map((one) => {
                const made = defined({
                    NoncurrentDays: one.integer("NoncurrentDays"),
                    NewerNoncurrentVersions: one.integer("NewerNoncurrentVersions"),
                    StorageClass: one.string("StorageClass"),
                });
                one.done();
                return made;
            }),
        ),
        Expiration:
            expiration === undefined
                ? undefined
                : defined({
                      Days: expiration.integer("Days"),
                      Date: expiration.date("Date"),
                      ExpiredObjectDeleteMarker: expiration.boolean("ExpiredObjectDeleteMarker"),
                  }),
        NoncurrentVersionExpiration:
            noncurrentExpiration === undefined
                ? undefined
                : defined({
                      NoncurrentDays: noncurrentExpiration.integer("NoncurrentDays"),
                      NewerNoncurrentVersions:
                          noncurrentExpiration.integer("NewerNoncurrentVersions"),
                  }),
        AbortIncompleteMultipartUpload:
            abort === undefined
                ? undefined
                : defined({ DaysAfterInitiation: abort.integer("DaysAfterInitiation") }),
    });
    for (const reader of [rule, expiration, noncurrentExpiration, abort]) reader?.done();
    return json;
}

function readFilter(filter: XmlReader): Json {
    const and = filter.child("And");
    const tag = filter.child("Tag");
    const json = defined({
        ...sizesAndPrefix(filter),
        Tag: tag === undefined ? undefined : readTag(tag),
        And:
            and === undefined
                ? undefined
                : defined({ ...sizesAndPrefix(and), Tags: several(and.list("Tag").map(readTag)) }),
    });
    and?.done();
    filter.done();
    return json;
}

function sizesAndPrefix(reader: XmlReader): Json {
    return {
        Prefix: reader.string("Prefix"),
        ObjectSizeGreaterThan: reader.integer("ObjectSizeGreaterThan"),
        ObjectSizeLessThan: reader.integer("ObjectSizeLessThan"),
    };
}

function readTag(tag: XmlReader): Json {
    const json = { Key: tag.required("Key").text, Value: tag.required("Value").text };
    tag.done();
    return json;
}

function several(list: Json[]): Json[] | undefined {
    return list.length === 0 ? undefined : list;
}

function defined(json: Json): Json {
    return Object.fromEntries(Object.entries(json).filter(([, value]) => value !== undefined));
}

/** Names of list members differ between JSON and XML. */
const xmlNames: Readonly<Record<string, string>> = {
    Transitions: "Transition",
    NoncurrentVersionTransitions: "NoncurrentVersionTransition",
    Tags: "Tag",
};

export function lifecycleXml(rules: readonly unknown[]): XmlOut {
    return el(
        "LifecycleConfiguration",
        rules.map((rule) => structure("Rule", rule as Json)),
    );
}

function structure(name: string, json: Json): XmlOut {
    return el(
        name,
        Object.entries(json).flatMap(([member, value]) => members(member, value)),
    );
}

function members(name: string, value: unknown): (XmlOut | undefined)[] {
    if (value === undefined) return [];
    if (Array.isArray(value))
        return value.map((one) => structure(xmlNames[name] ?? name, one as Json));
    if (value instanceof Date) return [el(name, value.toISOString())];
    if (typeof value === "object" && value !== null) return [structure(name, value as Json)];
    return [optional(name, value as string | number | boolean)];
}
