/** What is wrong with an ORC file, said without its name: orcBatches adds that. */
export class OrcProblem extends Error {
    constructor(problem: string, cause?: unknown) {
        super(problem, { cause });
        this.name = "OrcProblem";
    }
}

/** `problem` with the place in front of it; errors of any other kind pass as they are. */
export function placed(place: string, error: unknown): unknown {
    return error instanceof OrcProblem
        ? new OrcProblem(`${place}: ${error.message}`, error.cause)
        : error;
}
