import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { parseDocument } from "yaml";

/** A message for the person at the terminal: printed without a stack trace, exit code 1. */
export class UserError extends Error {
    constructor(message: string) {
        super(message);
        this.name = "UserError";
    }
}

export interface StackFile {
    readonly file: string;
    readonly project: string;
    readonly projectDirectory: string;
    readonly main: string;
    readonly stack: string;
    readonly region: string;
    /** `archival:` values without their prefix, as written. */
    readonly values: Readonly<Record<string, unknown>>;
    /** Every key as the engine hands it to the program: text, or JSON text for lists and maps. */
    readonly config: Readonly<Record<string, string>>;
}

function yamlFile(file: string): Record<string, unknown> {
    if (!existsSync(file)) throw new UserError(`${file} not found`);
    const document = parseDocument(readFileSync(file, "utf8"), { prettyErrors: true });
    if (document.errors.length > 0) {
        throw new UserError(
            `${file} is not valid YAML:\n${document.errors.map(({ message }) => `  - ${message.trim()}`).join("\n")}`,
        );
    }
    const value: unknown = document.toJS();
    if (value === null || typeof value !== "object" || Array.isArray(value)) {
        throw new UserError(`${file}: must be a map of settings`);
    }
    return value as Record<string, unknown>;
}

/** The engine keeps config objects in maps and hands them over sorted by key; so do we, lest order seem to matter. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(sorted);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(
        Object.entries(value as Record<string, unknown>)
            .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
            .map(([key, inner]) => [key, sorted(inner)]),
    );
}

const engineText = (value: unknown): string =>
    typeof value === "string" ? value : JSON.stringify(sorted(value));

/** Reads Pulumi.yaml and one stack's settings. `file` defaults to Pulumi.<stack>.yaml beside Pulumi.yaml. */
export function readStackFile(options: {
    readonly projectDirectory: string;
    readonly stack?: string | undefined;
    readonly file?: string | undefined;
}): StackFile {
    const { projectDirectory } = options;
    const project = yamlFile(path.join(projectDirectory, "Pulumi.yaml"));
    const named = options.file && /(?:^|[/\\])Pulumi\.([^/\\]+)\.ya?ml$/.exec(options.file)?.[1];
    const stack = options.stack ?? named ?? "rehearsal";
    const file = options.file ?? path.join(projectDirectory, `Pulumi.${stack}.yaml`);
    const settings = yamlFile(file)["config"];
    if (settings === null || typeof settings !== "object" || Array.isArray(settings)) {
        throw new UserError(`${file}: must have a map under "config:"`);
    }
    const entries = Object.entries(settings as Record<string, unknown>);
    const region = (settings as Record<string, unknown>)["aws:region"];
    if (typeof region !== "string") {
        throw new UserError(`${file}: aws:region must be a Region such as eu-west-1`);
    }
    const name = String(project["name"]);
    return {
        file,
        project: name,
        projectDirectory,
        main: typeof project["main"] === "string" ? project["main"] : ".",
        stack,
        region,
        values: Object.fromEntries(
            entries
                .filter(([key]) => key.startsWith(`${name}:`))
                .map(([key, value]) => [key.slice(name.length + 1), value]),
        ),
        config: Object.fromEntries(entries.map(([key, value]) => [key, engineText(value)])),
    };
}
