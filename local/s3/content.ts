/**
 * Bytes of an object or part: real, or described by (seed, offset, length) so that objects of many GB cost nothing.
 * Slicing and joining keep synthetic ranges synthetic.
 */
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { AwsError, type ObjectBody } from "../core/contracts";

export type Segment =
    | { readonly bytes: Buffer }
    | { readonly seed: string | undefined; readonly offset: number; readonly length: number };

export interface Content {
    readonly length: number;
    readonly segments: readonly Segment[];
}

export const emptyContent: Content = { length: 0, segments: [] };

/** Largest content, in bytes, that is put together in memory at once. */
const maxMaterialised = 1024 ** 3;
const pageBytes = 4096;
const chunkBytes = 1024 ** 2;

export function contentOf(body: ObjectBody | undefined): Content {
    if (body === undefined) return emptyContent;
    if ("bytes" in body) {
        if (body.bytes.length === 0) return emptyContent;
        return { length: body.bytes.length, segments: [{ bytes: body.bytes }] };
    }
    const length = body.syntheticLength;
    if (!Number.isSafeInteger(length) || length < 0) {
        throw new AwsError(
            "InvalidArgument",
            400,
            `synthetic length must be whole and not negative, got ${length}`,
        );
    }
    return length === 0
        ? emptyContent
        : { length, segments: [{ seed: body.seed, offset: 0, length }] };
}

const lengthOf = (segment: Segment): number =>
    "bytes" in segment ? segment.bytes.length : segment.length;

/** The bytes start..end, both inclusive. */
export function slice(content: Content, start: number, end: number): Content {
    const segments: Segment[] = [];
    let at = 0;
    for (const segment of content.segments) {
        const from = Math.max(start - at, 0);
        const to = Math.min(end + 1 - at, lengthOf(segment));
        if (from < to) segments.push(cut(segment, from, to));
        at += lengthOf(segment);
    }
    return join([{ length: 0, segments }]);
}

function cut(segment: Segment, from: number, to: number): Segment {
    if ("bytes" in segment) return { bytes: segment.bytes.subarray(from, to) };
    return { seed: segment.seed, offset: segment.offset + from, length: to - from };
}

/** Contents one after another; neighbouring ranges of one synthetic object become one range again. */
export function join(contents: readonly Content[]): Content {
    const segments: Segment[] = [];
    let length = 0;
    for (const segment of contents.flatMap((content) => content.segments)) {
        length += lengthOf(segment);
        const last = segments.at(-1);
        if (
            last !== undefined &&
            !("bytes" in last) &&
            !("bytes" in segment) &&
            last.seed === segment.seed &&
            (segment.seed === undefined || last.offset + last.length === segment.offset)
        ) {
            segments[segments.length - 1] = { ...last, length: last.length + segment.length };
        } else {
            segments.push(segment);
        }
    }
    return { length, segments };
}

/** True when every byte is really there, so that digests are those of the bytes. */
export function isReal(content: Content): boolean {
    return content.segments.every((segment) => "bytes" in segment);
}

/** Size of the pieces in which bytes are generated, so that only a piece is ever in memory. */
export function* chunks(content: Content): Generator<Buffer> {
    for (const segment of content.segments) {
        if ("bytes" in segment) {
            yield segment.bytes;
            continue;
        }
        for (let done = 0; done < segment.length; done += chunkBytes) {
            const size = Math.min(chunkBytes, segment.length - done);
            yield pattern(segment.seed, segment.offset + done, size);
        }
    }
}

/** Zeros without a seed; with one, pages of 4 KiB that repeat the seed's hash and begin with the page's number. */
function pattern(seed: string | undefined, offset: number, length: number): Buffer {
    const out = Buffer.alloc(length);
    if (seed === undefined) return out;
    const page = Buffer.alloc(pageBytes, createHash("sha256").update(seed).digest());
    for (let at = 0; at < length;) {
        const number = Math.floor((offset + at) / pageBytes);
        const within = (offset + at) % pageBytes;
        page.writeBigUInt64BE(BigInt(number), 0);
        at += page.copy(out, at, within, Math.min(pageBytes, within + length - at));
    }
    return out;
}

/** All bytes in one buffer. Throws above 1 GiB: stream it or read a range. */
export function materialise(content: Content): Buffer {
    const [only] = content.segments;
    if (content.segments.length === 1 && only !== undefined && "bytes" in only) return only.bytes;
    if (content.length > maxMaterialised) {
        throw new AwsError(
            "InternalError",
            500,
            `content of ${content.length} bytes cannot be held in memory at once (limit ${maxMaterialised}); read a range`,
        );
    }
    return Buffer.concat([...chunks(content)]);
}

export function streamOf(content: Content): Readable {
    return Readable.from(chunks(content), { objectMode: false });
}

/** The contract's form: synthetic when it is one whole synthetic object, else bytes. */
export function bodyOf(content: Content): ObjectBody {
    const [only] = content.segments;
    if (content.segments.length === 1 && only !== undefined && !("bytes" in only)) {
        if (only.seed === undefined) return { syntheticLength: only.length };
        if (only.offset === 0) return { syntheticLength: only.length, seed: only.seed };
    }
    return { bytes: materialise(content) };
}

/**
 * MD5 hex of real bytes. A synthetic content has an MD5 of its description instead: equal for equal content,
 * different for different seeds or ranges, and free of charge for 6 GB.
 */
export function md5Of(content: Content): string {
    const hash = createHash("md5");
    for (const segment of content.segments) {
        if ("bytes" in segment) hash.update(segment.bytes);
        else hash.update(`synthetic:${segment.seed ?? ""}:${segment.offset}:${segment.length}`);
    }
    return hash.digest("hex");
}
