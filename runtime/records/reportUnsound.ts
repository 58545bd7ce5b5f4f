/** Thrown when a file is not what its checksum says, is missing or is no CSV; becomes a report problem. */
export class ReportUnsound extends Error {
    constructor(problem: string) {
        super(problem);
        this.name = "ReportUnsound";
    }
}

/** What cannot be read as it should is a problem of the report, not of the reader. */
export function soundly<T>(read: () => T): T {
    try {
        return read();
    } catch (error) {
        throw new ReportUnsound(error instanceof Error ? error.message : String(error));
    }
}
