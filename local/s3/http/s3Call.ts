import type { CallContext, HttpRequest, HttpResponse } from "../../core/contracts";
import type { BucketConfiguration } from "../../core/contracts";
import type { BucketState } from "../bucketState";
import { invalidArgument } from "../errors";
import type { S3State } from "../s3State";
import { parseXml } from "./xmlParse";
import { XmlReader } from "./xmlReader";

/** What a route needs from the service beyond the state. */
export interface ServicePort {
    createBucket(
        name: string,
        options: {
            objectLock?: boolean | undefined;
            ownership?: BucketConfiguration["ownership"];
        },
    ): BucketState;
}

/** One request on its way through a route: decoded target, and readers for query, headers and body. */
export class S3Call {
    readonly s3: S3State;
    readonly ctx: CallContext;
    readonly request: HttpRequest;
    readonly service: ServicePort;
    readonly bucketName: string;
    readonly key: string;

    constructor(fields: {
        s3: S3State;
        ctx: CallContext;
        request: HttpRequest;
        service: ServicePort;
        bucketName: string;
        key: string;
    }) {
        this.s3 = fields.s3;
        this.ctx = fields.ctx;
        this.request = fields.request;
        this.service = fields.service;
        this.bucketName = fields.bucketName;
        this.key = fields.key;
    }

    get bucket(): BucketState {
        return this.s3.bucket(this.bucketName);
    }

    /** An empty value counts as not given, as S3 treats ?prefix= */
    query(name: string): string | undefined {
        const value = this.request.query.get(name);
        return value === "" ? undefined : value;
    }

    header(name: string): string | undefined {
        return this.request.headers[name];
    }

    /** Key and, when named, version. */
    get target(): { key: string; versionId: string | undefined } {
        return { key: this.key, versionId: this.query("versionId") };
    }

    /** A number in the query. @throws AwsError InvalidArgument (400) */
    count(name: string, fallback: number, max: number): number {
        const value = this.query(name);
        if (value === undefined) return fallback;
        const number = Number(value);
        if (!/^\d+$/.test(value) || number > 2_147_483_647) {
            throw invalidArgument(
                `Provided ${name} not an integer or within integer range`,
                name,
                value,
            );
        }
        return Math.min(number, max);
    }

    date(name: string): Date | undefined {
        const value = this.header(name);
        if (value === undefined) return undefined;
        const date = new Date(value);
        if (Number.isNaN(date.getTime())) throw invalidArgument("Invalid date", name, value);
        return date;
    }

    /** The body's root element, which must have this name. @throws AwsError MalformedXML (400) */
    xml(name: string): XmlReader {
        const root = new XmlReader(parseXml(this.request.body));
        if (root.name === name) return root;
        throw invalidRoot(name, root.name);
    }
}

function invalidRoot(expected: string, actual: string): Error {
    return invalidArgument(`expected the document ${expected}, got ${actual}`);
}

export type RouteHandler = (call: S3Call) => HttpResponse | Promise<HttpResponse>;
