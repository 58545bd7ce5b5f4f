/** One thing wrong with a config: where (as the user typed the path), and what to change. */
export interface Problem {
    readonly path: string;
    /** `<what must hold>, got <value>; <what to change>`. */
    readonly message: string;
}

/** Every problem of a stack config at once; nothing may be created from such a config. */
export class ConfigError extends Error {
    readonly problems: readonly Problem[];

    constructor(stack: string, problems: readonly Problem[]) {
        const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
        super(
            `the config of stack "${stack}" has ${count}:\n` +
                problems.map(({ path, message }) => `  - ${path}: ${message}`).join("\n"),
        );
        this.name = "ConfigError";
        this.problems = problems;
    }
}

/** Problems in the order they are shown: by path, then message, each once. */
export function sortedProblems(problems: readonly Problem[]): Problem[] {
    const keyed = new Map(problems.map((each) => [`${each.path}\n${each.message}`, each]));
    return [...keyed.values()].sort(
        (a, b) => compare(a.path, b.path) || compare(a.message, b.message),
    );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
