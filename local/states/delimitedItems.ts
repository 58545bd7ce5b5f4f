/** Rows of RFC 4180 text, empty lines left out; undefined when a quoted field does not end. */
export function readDelimited(text: string, delimiter: string): string[][] | undefined {
    const rows: string[][] = [];
    let row: string[] = [];
    let at = 0;
    const endRow = (): void => {
        if (row.length > 1 || row[0] !== "") rows.push(row);
        row = [];
    };
    while (at <= text.length) {
        let field = "";
        if (text[at] === '"') {
            for (at += 1; ; at += 1) {
                const end = text.indexOf('"', at);
                if (end < 0) return undefined;
                field += text.slice(at, end);
                at = end + 1;
                if (text[at] !== '"') break;
                field += '"';
            }
        } else {
            const start = at;
            while (at < text.length && text[at] !== delimiter && !/[\r\n]/.test(text[at] ?? "")) {
                at += 1;
            }
            field = text.slice(start, at);
        }
        row.push(field);
        if (text[at] === delimiter) {
            at += 1;
            continue;
        }
        if (text[at] === "\r") at += 1;
        if (text[at] === "\n") at += 1;
        else if (at < text.length) {
            // Text after a closing quote: taken as part of nothing, like a lone carriage return.
            if (text[at - 1] !== "\r") return undefined;
        }
        endRow();
        if (at >= text.length) break;
    }
    return rows;
}
