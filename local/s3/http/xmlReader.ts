import { malformedXml } from "../errors";
import type { XmlElement } from "./xmlParse";

/**
 * Reads an element's children by name and remembers which were asked for, so that `done` can refuse what nobody
 * reads: a member that is silently ignored would be a setting that silently does nothing.
 */
export class XmlReader {
    readonly name: string;
    private readonly element: XmlElement;
    private readonly asked = new Set<string>();

    constructor(element: XmlElement) {
        this.element = element;
        this.name = element.name;
    }

    get text(): string {
        return this.element.text;
    }

    has(name: string): boolean {
        return this.children(name).length > 0;
    }

    list(name: string): XmlReader[] {
        return this.children(name).map((child) => new XmlReader(child));
    }

    /** @throws AwsError MalformedXML when there are several */
    child(name: string): XmlReader | undefined {
        const found = this.children(name);
        if (found.length > 1)
            throw malformedXml(`${this.name} has ${found.length} ${name} elements`);
        return found[0] === undefined ? undefined : new XmlReader(found[0]);
    }

    required(name: string): XmlReader {
        const child = this.child(name);
        if (child === undefined) throw malformedXml(`${this.name} has no ${name}`);
        return child;
    }

    string(name: string): string | undefined {
        return this.child(name)?.text;
    }

    oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
        const value = this.string(name)?.trim();
        if (value === undefined || (allowed as readonly string[]).includes(value)) {
            return value as T | undefined;
        }
        throw malformedXml(
            `${this.name}.${name} must be one of ${allowed.join(", ")}, got "${value}"`,
        );
    }

    boolean(name: string): boolean | undefined {
        const value = this.oneOf(name, ["true", "false", "TRUE", "FALSE"]);
        return value === undefined ? undefined : value.toLowerCase() === "true";
    }

    integer(name: string): number | undefined {
        const value = this.string(name)?.trim();
        if (value === undefined) return undefined;
        if (!/^-?\d{1,15}$/.test(value)) {
            throw malformedXml(`${this.name}.${name} must be a whole number, got "${value}"`);
        }
        return Number(value);
    }

    date(name: string): Date | undefined {
        const value = this.string(name)?.trim();
        if (value === undefined) return undefined;
        const date = new Date(value);
        if (Number.isNaN(date.getTime())) {
            throw malformedXml(`${this.name}.${name} must be a date, got "${value}"`);
        }
        return date;
    }

    /** @throws AwsError MalformedXML naming a child that was not read */
    done(): this {
        for (const { name } of this.element.children) {
            if (!this.asked.has(name)) throw malformedXml(`${this.name}.${name} is not known here`);
        }
        return this;
    }

    private children(name: string): XmlElement[] {
        this.asked.add(name);
        return this.element.children.filter((child) => child.name === name);
    }
}
