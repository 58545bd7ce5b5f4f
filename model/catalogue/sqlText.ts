/** Literals of SQL: the only way a value of a config or a name gets into a query. */

/** Throws Error for a NUL, which no S3 name holds and no engine takes. */
export function sqlString(value: string): string {
    if (value.includes("\0"))
        throw new Error(`SQL text must not hold a NUL character, got ${JSON.stringify(value)}`);
    return `'${value.replaceAll("'", "''")}'`;
}

/** Throws Error for what is no whole number. */
export function sqlInteger(value: number): string {
    if (!Number.isSafeInteger(value))
        throw new Error(`SQL number must be a whole number below 2^53, got ${value}`);
    return String(value);
}

export const sqlList = (values: readonly string[]): string => values.map(sqlString).join(", ");
