/** One value that a log line in CloudWatch's embedded metric format declares. */
export interface EmfMetric {
    readonly namespace: string;
    readonly name: string;
    readonly dimensions: Readonly<Record<string, string>>;
    readonly value: number;
    /** Milliseconds since the epoch, from `_aws.Timestamp`. */
    readonly at: number;
    readonly unit?: string | undefined;
}

/** Limits of the embedded metric format specification (CloudWatch User Guide): 30 dimensions a set, 100 values. */
const maxDimensions = 30;
const maxValues = 100;

/**
 * The metrics of one log line, or none when the line is not in embedded metric format. Every dimension set of every
 * directive gives its own metric. As on AWS a directive that breaks the specification gives no metrics and no error.
 * A console prefix before the JSON is accepted, because Lambda's text log format puts one there.
 */
export function emfMetrics(line: string): EmfMetric[] {
    const start = line.indexOf("{");
    if (start < 0 || !line.includes('"_aws"')) return [];
    let root: unknown;
    try {
        root = JSON.parse(line.slice(start));
    } catch {
        return [];
    }
    if (!isObject(root) || !isObject(root["_aws"])) return [];
    const fields = root;
    const { Timestamp: at, CloudWatchMetrics: directives } = root["_aws"];
    if (typeof at !== "number" || !Array.isArray(directives)) return [];
    return directives.flatMap((directive) => directiveMetrics(directive, fields, at));
}

function directiveMetrics(
    directive: unknown,
    fields: Record<string, unknown>,
    at: number,
): EmfMetric[] {
    if (!isObject(directive)) return [];
    const { Namespace: namespace, Dimensions: sets, Metrics: metrics } = directive;
    if (typeof namespace !== "string" || !Array.isArray(sets) || !Array.isArray(metrics)) return [];
    const found: EmfMetric[] = [];
    for (const set of sets) {
        const dimensions = dimensionsOf(set, fields);
        if (dimensions === undefined) return [];
        for (const metric of metrics) {
            if (!isObject(metric) || typeof metric["Name"] !== "string") return [];
            const name = metric["Name"];
            const unit = typeof metric["Unit"] === "string" ? metric["Unit"] : undefined;
            for (const value of valuesOf(fields[name])) {
                found.push({ namespace, name, dimensions, value, at, unit });
            }
        }
    }
    return found;
}

function dimensionsOf(
    set: unknown,
    fields: Record<string, unknown>,
): Record<string, string> | undefined {
    if (!Array.isArray(set) || set.length > maxDimensions) return undefined;
    const dimensions: Record<string, string> = {};
    for (const name of set) {
        const value: unknown = typeof name === "string" ? fields[name] : undefined;
        if (typeof value !== "string") return undefined;
        dimensions[String(name)] = value;
    }
    return dimensions;
}

function valuesOf(value: unknown): number[] {
    if (typeof value === "number") return [value];
    if (!Array.isArray(value) || value.length > maxValues) return [];
    return value.filter((one): one is number => typeof one === "number");
}

function isObject(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
