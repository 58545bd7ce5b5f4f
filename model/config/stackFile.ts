import { projectName } from "./schema/stack";

/**
 * The values that `resolveStackConfig` takes, out of a parsed `Pulumi.<stack>.yaml`.
 * @throws Error when the document is no map with a `config` map
 */
export function stackFileConfig(document: unknown): {
    raw: Record<string, unknown>;
    region: string;
} {
    const config = (document as { config?: unknown } | null)?.config;
    if (typeof config !== "object" || config === null || Array.isArray(config)) {
        throw new Error(
            `a stack file must have a map "config", got ${config === undefined ? "none" : JSON.stringify(config)}; ` +
                "see Pulumi.dev.yaml for one",
        );
    }
    const prefix = `${projectName}:`;
    const values = Object.entries(config);
    const region = (config as Record<string, unknown>)["aws:region"];
    return {
        raw: Object.fromEntries(
            values
                .filter(([key]) => key.startsWith(prefix))
                .map(([key, value]: [string, unknown]) => [key.slice(prefix.length), value]),
        ),
        region: typeof region === "string" ? region : "",
    };
}
