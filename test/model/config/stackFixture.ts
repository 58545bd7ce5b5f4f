import { ConfigError } from "../../../model/config/configError";
import type { ConfigContext } from "../../../model/config/draft";
import { resolveStackConfig } from "../../../model/config/resolveStackConfig";

type Values = Record<string, unknown>;

export const context: ConfigContext = {
    stack: "dev",
    region: "eu-west-1",
    now: new Date("2026-11-22T00:00:00Z"),
};

/** A config without problems or warnings, with one bucket and one tier to break. */
export function soundConfig(): Values {
    return {
        account: "111111111111",
        owner: { team: "data", email: "data@example.com" },
        accounts: { "222222222222": { roleArn: "arn:aws:iam::222222222222:role/deployer" } },
        vaults: {
            vault: { account: "222222222222", retention: { mode: "GOVERNANCE", days: 365 } },
        },
        buckets: {
            acme: {
                tiers: {
                    cold: {
                        select: { prefixes: ["logs/"], olderThanDays: 90 },
                        action: { changeClass: "GLACIER_IR" },
                    },
                    copied: {
                        select: { prefixes: ["invoices/"], olderThanDays: 90 },
                        action: { copyTo: "vault", storageClass: "DEEP_ARCHIVE" },
                    },
                },
            },
        },
    };
}

/** A copy of the values with the one at `path` (dots between keys) replaced, or removed when undefined. */
export function changed(values: Values, path: string, value: unknown): Values {
    const copy = structuredClone(values);
    const keys = path.split(".");
    let parent: Values = copy;
    for (const key of keys.slice(0, -1)) {
        parent[key] ??= {};
        parent = parent[key] as Values;
    }
    const last = keys.at(-1) ?? "";
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = value;
    return copy;
}

/** The sound config with some values replaced. */
export const withChanges = (changes: Values): Values =>
    Object.entries(changes).reduce(
        (values, [path, value]) => changed(values, path, value),
        soundConfig(),
    );

/** `<path>: <message>` of each problem; empty when there is none. */
export function problemLines(values: Values, where: Partial<ConfigContext> = {}): string[] {
    try {
        resolveStackConfig(values, { ...context, ...where });
        return [];
    } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        return error.problems.map(({ path, message }) => `${path}: ${message}`);
    }
}

export const warningLines = (values: Values, where: Partial<ConfigContext> = {}): string[] =>
    resolveStackConfig(values, { ...context, ...where }).warnings;
