import { writeFileSync } from "node:fs";
import type { RegisteredResource } from "../local/deploy/resource";
import { startLocalStack } from "./localStack";
import { readStackFile } from "./stackFile";

/** One resource as `archival graph` writes it. */
export type GraphNode = Pick<
    RegisteredResource,
    "type" | "name" | "urn" | "parent" | "provider" | "protect" | "dependencies" | "inputs"
>;

/** Nodes sorted by URN, so that two graphs can be compared line by line. */
export function graphNodes(resources: readonly RegisteredResource[]): GraphNode[] {
    return resources
        .map(({ type, name, urn, parent, provider, protect, dependencies, inputs }) => ({
            type,
            name,
            urn,
            parent,
            provider,
            protect,
            dependencies: [...dependencies].sort(),
            inputs,
        }))
        .sort((a, b) => (a.urn < b.urn ? -1 : 1));
}

/** Runs the program against a throwaway local AWS and writes what it registered. */
export async function graphCommand(
    projectDirectory: string,
    options: { readonly stack: string; readonly json: string },
): Promise<void> {
    const stackFile = readStackFile({ projectDirectory, stack: options.stack });
    const stack = await startLocalStack({ stackFile, startAt: new Date("2026-11-02T00:00:00Z") });
    try {
        for (const warning of stack.warnings) console.error(`warning: ${warning}`);
        const nodes = graphNodes(stack.program.resources);
        const text = `${JSON.stringify({ stack: stackFile.stack, resources: nodes }, null, 2)}\n`;
        if (options.json === "-") process.stdout.write(text);
        else {
            writeFileSync(options.json, text);
            console.log(`${nodes.length} resources of stack ${stackFile.stack} -> ${options.json}`);
        }
    } finally {
        await stack.close();
    }
}
