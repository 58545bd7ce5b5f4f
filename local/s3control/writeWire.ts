import type { WireShape, WireValue } from "./wireShape";

/** XML namespace of the S3 Control API. */
export const namespace = "http://awss3control.amazonaws.com/doc/2018-08-20/";

/** A response body. Members that the shape does not know are left out, undefined ones as well. */
export function writeWire(root: string, value: WireValue, shape: WireShape): string {
    const content = write(value, shape);
    return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${content}</${root}>`;
}

function write(value: WireValue, shape: WireShape): string {
    switch (shape.kind) {
        case "structure": {
            const members = value as { readonly [member: string]: WireValue | undefined };
            return Object.entries(shape.members)
                .map(([name, member]) => {
                    const content = members[name];
                    return content === undefined
                        ? ""
                        : `<${name}>${write(content, member)}</${name}>`;
                })
                .join("");
        }
        case "list":
            return (value as readonly WireValue[])
                .map((item) => `<member>${write(item, shape.item)}</member>`)
                .join("");
        case "map":
            return Object.entries(value as Readonly<Record<string, string>>)
                .map(
                    ([key, item]) =>
                        `<entry><key>${escapeXml(key)}</key><value>${escapeXml(item)}</value></entry>`,
                )
                .join("");
        case "unimplemented":
            return "";
        default:
            if (typeof value === "object") {
                throw new TypeError(`${shape.kind}: must be a plain value, got an object`);
            }
            return escapeXml(String(value));
    }
}

/** Text content; control characters as references, so that they survive line-end normalisation. */
export function escapeXml(text: string): string {
    return text
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;")
        .replaceAll("\r", "&#xD;")
        .replaceAll("\n", "&#xA;");
}
