/** A small strict XML reader for request bodies: elements, text, CDATA, the five entities and character references. */
import { malformedXml } from "../errors";

export interface XmlElement {
    readonly name: string;
    readonly children: readonly XmlElement[];
    /** Text as it stands, entities resolved, whitespace kept: object keys may begin with a space or be a newline. */
    readonly text: string;
}

const entities: Readonly<Record<string, string>> = {
    lt: "<",
    gt: ">",
    amp: "&",
    quot: '"',
    apos: "'",
};

interface Open {
    readonly name: string;
    readonly children: XmlElement[];
    text: string;
}

const token =
    /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([^\s>]+)\s*>|<([A-Za-z_][^\s/>]*)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/gy;

/** The root element. @throws AwsError MalformedXML (400) */
export function parseXml(body: Buffer): XmlElement {
    const source = body.toString("utf8").replace(/^\uFEFF/, "");
    const root: Open = { name: "", children: [], text: "" };
    const stack: Open[] = [root];
    const topmost = (): Open => stack.at(-1) ?? root;
    token.lastIndex = 0;
    while (token.lastIndex < source.length) {
        const at = token.lastIndex;
        const match = token.exec(source);
        if (match === null) throw malformedXml(`unexpected markup at character ${at}`);
        const [, cdata, closing, opening, , empty, text] = match;
        const top = topmost();
        if (cdata !== undefined) top.text += cdata;
        else if (text !== undefined) top.text += resolveEntities(text);
        else if (closing !== undefined) close(stack, closing);
        else if (opening !== undefined) {
            stack.push({ name: local(opening), children: [], text: "" });
            if (empty === "/") close(stack, opening);
        }
    }
    const [only] = root.children;
    if (
        stack.length !== 1 ||
        only === undefined ||
        root.children.length !== 1 ||
        root.text.trim() !== ""
    ) {
        throw malformedXml("expected one root element, closed");
    }
    return only;
}

function close(stack: Open[], name: string): void {
    const top = stack.at(-1);
    const outer = stack.at(-2);
    if (top === undefined || outer === undefined || top.name !== local(name)) {
        throw malformedXml(`</${name}> closes nothing that is open`);
    }
    stack.pop();
    outer.children.push(top);
}

const local = (name: string): string => name.replace(/^[^:]*:/, "");

function resolveEntities(text: string): string {
    return text.replace(/&([^;]*);?/g, (whole, name: string) => {
        const known = entities[name];
        if (known !== undefined && whole.endsWith(";")) return known;
        const code = /^#x([0-9a-fA-F]+)$/.exec(name)?.[1] ?? undefined;
        const decimal = /^#([0-9]+)$/.exec(name)?.[1];
        const point = code !== undefined ? parseInt(code, 16) : Number(decimal ?? NaN);
        if (whole.endsWith(";") && point <= 0x10ffff) return String.fromCodePoint(point);
        throw malformedXml(`unknown entity ${whole}`);
    });
}
