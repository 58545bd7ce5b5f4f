export interface ArnParts {
    readonly partition: string;
    readonly service: string;
    readonly region: string;
    readonly account: string;
    /** Everything after the account, colons included. */
    readonly resource: string;
}

/** The parts of an ARN; undefined for text that is none. */
export function arnParts(arn: string): ArnParts | undefined {
    const match = /^arn:([^:]+):([^:]+):([^:]*):([^:]*):(.+)$/.exec(arn);
    if (match === null) return undefined;
    const [, partition = "", service = "", region = "", account = "", resource = ""] = match;
    return { partition, service, region, account, resource };
}

/** What an ARN has to be; an absent part may be anything. */
export interface ArnDemand {
    readonly partition: string;
    readonly service: string;
    readonly region: string;
    readonly account?: string | undefined;
    readonly resource: RegExp;
    /** The form of the whole, for the message. */
    readonly form: string;
}

/** The parts in which an ARN is not what it has to be, as `account "1" instead of "2"`; empty when it is right. */
export function arnMismatches(arn: string, demand: ArnDemand): string[] {
    const parts = arnParts(arn);
    if (parts === undefined) return ["no ARN"];
    const mismatches: string[] = [];
    for (const name of ["partition", "service", "region", "account"] as const) {
        const wanted = demand[name];
        if (wanted !== undefined && parts[name] !== wanted) {
            mismatches.push(
                wanted === ""
                    ? `${name} "${parts[name]}" where there is none`
                    : `${name} "${parts[name]}" instead of "${wanted}"`,
            );
        }
    }
    if (!demand.resource.test(parts.resource)) mismatches.push(`resource "${parts.resource}"`);
    return mismatches;
}
