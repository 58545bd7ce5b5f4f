/** Children of an element: text, elements, or nothing. */
export type XmlNode = XmlOut | string | number | boolean | undefined;

export interface XmlOut {
    readonly name: string;
    readonly attributes: string;
    readonly children: readonly XmlNode[];
}

const s3Namespace = "http://s3.amazonaws.com/doc/2006-03-01/";

export function el(name: string, ...children: readonly (XmlNode | readonly XmlNode[])[]): XmlOut {
    return { name, attributes: "", children: children.flat() };
}

/** An element, or nothing when the value is undefined. */
export function optional(
    name: string,
    value: string | number | boolean | undefined,
): XmlOut | undefined {
    return value === undefined ? undefined : el(name, value);
}

/** A document with S3's namespace on its root. */
export function xmlDocument(root: XmlOut): string {
    const attributes = ` xmlns="${s3Namespace}"`;
    return `<?xml version="1.0" encoding="UTF-8"?>\n${render({ ...root, attributes })}`;
}

/** Without namespace: errors have none. */
export function plainDocument(root: XmlOut): string {
    return `<?xml version="1.0" encoding="UTF-8"?>\n${render(root)}`;
}

function render(node: XmlNode): string {
    if (node === undefined) return "";
    if (typeof node !== "object") return escapeXml(String(node));
    const inner = node.children.map(render).join("");
    return `<${node.name}${node.attributes}>${inner}</${node.name}>`;
}

/**
 * Control characters become character references, as S3 sends them: a carriage return would otherwise be lost in the
 * reader's line-end normalisation. Some (U+0001) are no XML at all; encoding-type=url is there for them.
 */
export function escapeXml(text: string): string {
    return text.replace(/[&<>"\u0000-\u001f\u007f-\u009f\ufffe\uffff]/g, (character) => {
        switch (character) {
            case "&":
                return "&amp;";
            case "<":
                return "&lt;";
            case ">":
                return "&gt;";
            case '"':
                return "&quot;";
            default:
                return `&#x${character.charCodeAt(0).toString(16)};`;
        }
    });
}

/** encoding-type=url of listings: form-style with "/" kept (checked against botocore's decoder, which reads "+" as space). */
export function listingUrlEncode(text: string): string {
    return encodeURIComponent(text)
        .replace(/[!'()~]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
        .replaceAll("%2F", "/")
        .replaceAll("%20", "+");
}
