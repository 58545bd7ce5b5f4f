import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { AwsError } from "../core/contracts";

const resolver = createRequire(__filename);

/**
 * The Node that runs functions of a runtime such as "nodejs24.x": this process's own when the major agrees, else the
 * one of the npm package `node`. Throws when neither agrees: another major is not what gets deployed.
 */
export function nodeBinary(runtime: string): string {
    const [, major] = /^nodejs(\d+)\.x$/.exec(runtime) ?? [];
    if (major === undefined) {
        throw invalid(`runtime: must be a Node runtime such as nodejs24.x, got "${runtime}"`);
    }
    if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
    const packaged = packagedNode();
    if (packaged?.version.startsWith(`${major}.`) === true) return packaged.binary;
    throw invalid(
        `runtime: ${runtime} needs Node ${major}, but this is Node ${process.versions.node} and the npm package ` +
            `"node" is ${packaged?.version ?? "not installed"}; start it with "npm run"`,
    );
}

function packagedNode(): { readonly version: string; readonly binary: string } | undefined {
    try {
        const manifest = resolver.resolve("node/package.json");
        const { version } = JSON.parse(readFileSync(manifest, "utf8")) as { version: string };
        const binary = join(dirname(manifest), "bin", "node");
        return existsSync(binary) ? { version, binary } : undefined;
    } catch {
        return undefined;
    }
}

const invalid = (message: string): AwsError =>
    new AwsError("InvalidParameterValueException", 400, message);
