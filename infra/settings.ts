import * as pulumi from "@pulumi/pulumi";
import { ConfigError } from "../model/config/configError";
import { resolveStackConfig } from "../model/config/resolveStackConfig";
import type { StackConfig } from "../model/config/types";

const namespace = "archival:";
/** Values that stay text even when they look like JSON: an account id is not a number. */
const textKeys: ReadonlySet<string> = new Set(["account", "namePrefix"]);

/**
 * The stack's settings, resolved and checked: the only place that reads Pulumi's config. Throws
 * pulumi.RunError with every problem at once, before any resource is registered.
 */
export function readSettings(): StackConfig {
    const region = new pulumi.Config("aws").get("region");
    if (region === undefined) {
        throw new pulumi.RunError(
            "aws:region: must be set, got nothing; set it with `pulumi config set aws:region <region>`",
        );
    }
    try {
        const { config, warnings } = resolveStackConfig(rawSettings(pulumi.runtime.allConfig()), {
            stack: pulumi.getStack(),
            region,
        });
        for (const warning of warnings) void pulumi.log.warn(warning);
        return config;
    } catch (error) {
        if (error instanceof ConfigError) throw new pulumi.RunError(error.message);
        throw error;
    }
}

/** Every key of our namespace without it, unknown ones included, so that a misspelt key is an error. */
export function rawSettings(all: Readonly<Record<string, string>>): Record<string, unknown> {
    return Object.fromEntries(
        Object.entries(all)
            .filter(([key]) => key.startsWith(namespace))
            .map(([key, text]) => [key.slice(namespace.length), text] as const)
            .map(([key, text]) => [key, textKeys.has(key) ? text : parsed(text)]),
    );
}

/** Pulumi hands structured values over as JSON text and scalars as they were typed. */
function parsed(text: string): unknown {
    try {
        return JSON.parse(text) as unknown;
    } catch {
        return text;
    }
}
