/**
 * Builders of JSON Schema (draft-07) nodes. Nothing is shared by $ref: editors then show each property's own
 * description. `x-allowed` completes "must be …" and `x-fix` says what to change, for our own messages.
 */
export type SchemaNode = Readonly<Record<string, unknown>>;

interface Wording {
    readonly description: string;
    readonly allowed?: string;
    readonly fix?: string;
}

function worded(node: SchemaNode, { description, allowed, fix }: Wording): SchemaNode {
    return {
        description,
        ...node,
        ...(allowed === undefined ? {} : { "x-allowed": allowed }),
        ...(fix === undefined ? {} : { "x-fix": fix }),
    };
}

export const text = (
    wording: Wording,
    limits: { minLength?: number; maxLength?: number; pattern?: string } = {},
): SchemaNode => worded({ type: "string", minLength: 1, ...limits }, wording);

export const flag = (wording: Wording): SchemaNode =>
    // Pulumi hands a top-level boolean over as text.
    worded({ enum: [true, false, "true", "false"] }, { allowed: "true or false", ...wording });

export const oneOf = (values: readonly string[], wording: Wording): SchemaNode =>
    worded({ type: "string", enum: values }, wording);

export const listOf = (
    items: SchemaNode,
    wording: Wording,
    limits: { minItems?: number; maxItems?: number } = {},
): SchemaNode =>
    worded({ type: "array", items, uniqueItems: true, ...limits }, { allowed: "a list", ...wording });

/** A map with exactly these keys; `required` names those that must be given. */
export const record = (
    properties: Readonly<Record<string, SchemaNode>>,
    wording: Wording,
    more: { required?: readonly string[] } & SchemaNode = {},
): SchemaNode =>
    worded(
        { type: "object", properties, additionalProperties: false, ...more },
        {
            allowed: `a map with the keys ${Object.keys(properties).join(", ")}`,
            fix: "write its keys indented below it",
            ...wording,
        },
    );

/** A map from names the user chooses; `names` is the pattern they must match. */
export const mapOf = (
    values: SchemaNode,
    wording: Wording,
    names?: { pattern: string; allowed: string; fix: string },
    limits: { minProperties?: number; maxProperties?: number } = {},
): SchemaNode =>
    worded(
        {
            type: "object",
            additionalProperties: values,
            ...(names === undefined
                ? {}
                : {
                      propertyNames: {
                          pattern: names.pattern,
                          "x-allowed": names.allowed,
                          "x-fix": names.fix,
                      },
                  }),
            ...limits,
        },
        { allowed: "a map", ...wording },
    );
