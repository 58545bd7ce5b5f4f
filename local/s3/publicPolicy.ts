/**
 * Whether S3 calls a bucket policy public (S3 User Guide, "The meaning of public"): an Allow to everybody without a
 * condition that pins one of the listed keys to fixed values.
 */
const pinningKeys = [
    "aws:sourceip",
    "aws:sourcearn",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceowner",
    "aws:sourceaccount",
    "aws:userid",
    "aws:principalorgid",
    "aws:principalarn",
    "aws:principalaccount",
    "s3:dataaccesspointarn",
    "s3:dataaccesspointaccount",
];

export function isPublicPolicy(policy: unknown): boolean {
    const document = typeof policy === "string" ? (JSON.parse(policy) as unknown) : policy;
    if (typeof document !== "object" || document === null) return false;
    const statements = listOf((document as { Statement?: unknown }).Statement);
    return statements.some((statement) => {
        const { Effect, Principal, NotPrincipal, Condition } = statement as Record<string, unknown>;
        if (Effect !== "Allow") return false;
        return (NotPrincipal !== undefined || isEverybody(Principal)) && !isPinned(Condition);
    });
}

function isEverybody(principal: unknown): boolean {
    if (principal === "*") return true;
    if (typeof principal !== "object" || principal === null) return false;
    return listOf((principal as { AWS?: unknown }).AWS).some(
        (name) => typeof name === "string" && name.includes("*"),
    );
}

function isPinned(condition: unknown): boolean {
    if (typeof condition !== "object" || condition === null) return false;
    return Object.entries(condition).some(([operator, block]) => {
        if (/IfExists$|^ForAllValues:|^Null$|Not/.test(operator)) return false;
        return Object.entries(block as Record<string, unknown>).some(
            ([key, values]) =>
                pinningKeys.includes(key.toLowerCase()) &&
                listOf(values).every((value) => isFixed(key, String(value))),
        );
    });
}

function isFixed(key: string, value: string): boolean {
    if (key.toLowerCase() === "aws:sourceip") return !value.endsWith("/0");
    // The account may not be a wildcard; the rest of an ARN may.
    if (value.startsWith("arn:"))
        return (
            /^arn:[^:*?]+:[^:]*:[^:]*:([^:*?]+|(?<=:s3:::).*)/.test(value) &&
            !value.includes(":*:*")
        );
    return !/[*?$]/.test(value);
}

function listOf(value: unknown): readonly unknown[] {
    if (value === undefined) return [];
    return Array.isArray(value) ? value : [value];
}
