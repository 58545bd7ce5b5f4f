/**
 * The members of a request that are not in its serialised XML, as paths. A member is an element of its own name;
 * an entry of a free map (UserArguments) is a key element that holds the name.
 */
export function unserialisedMembers(request: unknown, xml: string): string[] {
    const missing: string[] = [];
    visit(request, "", xml, missing);
    return missing;
}

function visit(value: unknown, path: string, xml: string, missing: string[]): void {
    if (Array.isArray(value)) {
        for (const item of value) visit(item, path, xml, missing);
        return;
    }
    if (typeof value !== "object" || value === null) return;
    for (const [name, member] of Object.entries(value)) {
        if (member === undefined) continue;
        const memberPath = path === "" ? name : `${path}.${name}`;
        const element = path.endsWith("UserArguments")
            ? `<key>${escaped(name)}</key>`
            : new RegExp(`<${name}[ />]`);
        const found = typeof element === "string" ? xml.includes(element) : element.test(xml);
        if (!found) missing.push(memberPath);
        visit(member, memberPath, xml, missing);
    }
}

const escaped = (text: string): string =>
    text
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;");
