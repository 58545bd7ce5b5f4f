/** Thrown when a data file is not what manifest.json says: nothing of the inventory may be used. */
export class DataFileRefused extends Error {
    constructor(key: string, problem: string, cause?: unknown) {
        super(`data file ${key}: ${problem}`, { cause });
        this.name = "DataFileRefused";
    }
}
