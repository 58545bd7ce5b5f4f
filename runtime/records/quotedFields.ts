/** One line of CSV whose quotes all stand where RFC 4180 wants them: around a whole field, doubled inside of it. */

/** Its fields; undefined for a line with any other quote, or whose last field does not end in it. */
export function quotedFields(line: string): readonly string[] | undefined {
    const fields: string[] = [];
    let at = 0;
    for (;;) {
        let field: string;
        if (line[at] === '"') {
            let end = line.indexOf('"', at + 1);
            while (end >= 0 && line[end + 1] === '"') end = line.indexOf('"', end + 2);
            if (end < 0) return undefined;
            field = line.slice(at + 1, end).replaceAll('""', '"');
            at = end + 1;
            if (at < line.length && line[at] !== ",") return undefined;
        } else {
            const found = line.indexOf(",", at);
            const end = found < 0 ? line.length : found;
            field = line.slice(at, end);
            if (field.includes('"')) return undefined;
            at = end;
        }
        fields.push(field);
        if (at === line.length) return fields;
        at++;
    }
}
