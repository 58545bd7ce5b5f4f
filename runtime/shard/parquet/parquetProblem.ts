/** What is wrong with a Parquet file; `parquetBatches` turns it into DataFileRefused, which names the file. */
export class ParquetProblem extends Error {
    constructor(problem: string, cause?: unknown) {
        super(problem, { cause });
        this.name = "ParquetProblem";
    }

    /** The same problem with its place said first. */
    static at(place: string, problem: ParquetProblem): ParquetProblem {
        return new ParquetProblem(`${place}: ${problem.message}`, problem);
    }
}
