import { projectName } from "./schema/stack";

/** JSON pointer (RFC 6901) of a place in the config values, as ajv writes them. */
export const pointer = (...segments: readonly (string | number)[]): string =>
    segments
        .map((segment) => `/${String(segment).replaceAll("~", "~0").replaceAll("/", "~1")}`)
        .join("");

/** The segments of a JSON pointer. */
export const segmentsOf = (at: string): string[] =>
    at === ""
        ? []
        : at
              .slice(1)
              .split("/")
              .map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));

/** True when one of the places holds the other, or they are the same. */
export const touches = (a: string, b: string): boolean =>
    a === b || a.startsWith(`${b}/`) || b.startsWith(`${a}/`);

/** The place as a user reads it in the YAML file: `archival:buckets.acme-events.tiers.cold.select.prefixes[0]`. */
export function pathText(at: string): string {
    let path = "";
    for (const [i, segment] of segmentsOf(at).entries()) {
        if (i === 0) path = segment === "aws:region" ? segment : `${projectName}:${segment}`;
        else if (/^[0-9]{1,9}$/.test(segment)) path += `[${segment}]`;
        else if (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(segment)) path += `.${segment}`;
        else path += `[${JSON.stringify(segment)}]`;
    }
    return path === "" ? projectName : path;
}

/** A value as messages show it: JSON, cut after 80 characters; never more of a secret-sized blob than that. */
export function shown(value: unknown): string {
    if (value === undefined || value === null) return "nothing";
    const json = JSON.stringify(value);
    return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}
