import { AwsError } from "../../core/contracts";
import type { S3Call } from "./s3Call";

/**
 * The range header as first and last byte, both inclusive. A header that is no byte range is ignored (RFC 9110, 14.2).
 * @throws AwsError InvalidRange (416); NotImplemented for several ranges, which S3 does not serve either
 */
export function byteRange(call: S3Call, size: number): { start: number; end: number } | undefined {
    const header = call.header("range");
    if (header === undefined) return undefined;
    if (/^bytes=.*,/.test(header)) return call.s3.refuse("several ranges in one GET");
    const match = /^bytes=(\d*)-(\d*)$/.exec(header.trim());
    if (match === null || (match[1] === "" && match[2] === "")) return undefined;
    const [, first, last] = match;
    const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
    const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
    if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
    if (start >= size || (first === "" && last === "0")) {
        throw new AwsError("InvalidRange", 416, "The requested range is not satisfiable", {
            RangeRequested: header,
            ActualObjectSize: String(size),
        });
    }
    return { start, end };
}
