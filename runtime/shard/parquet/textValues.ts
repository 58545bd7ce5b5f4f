/** The texts of a column's page as byte ranges, in whatever encoding they are written. */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import { encodingName, encodings } from "./columnPages";
import type { DataPage, DictionaryPage } from "./columnPages";
import { deltaLengthTexts, deltaTexts } from "./deltaValues";
import type { TextRanges } from "./deltaValues";
import { ParquetProblem } from "./parquetProblem";
import { RleRuns } from "./rleRuns";

const noRanges: TextRanges = {
    bytes: new Uint8Array(0),
    start: new Int32Array(0),
    end: new Int32Array(0),
};

export class TextValues {
    /** What ranges index: of the page, or of the dictionary. The same until the next page begins. */
    bytes: Uint8Array = noRanges.bytes;
    /** Whether the page holds indices into `dictionary`; then `readIndices` may be used instead of `read`. */
    isIndexed = false;
    dictionary: TextRanges = noRanges;
    readonly indices: Int32Array = new Int32Array(batchCapacity);
    private readonly runs = new RleRuns();
    /** Of a PLAIN page: where the next text is. */
    private position = 0;
    /** Of a DELTA page. */
    private ranges: TextRanges | undefined;

    beginChunk(): void {
        this.dictionary = noRanges;
    }

    useDictionary(page: DictionaryPage): void {
        const { bytes, count } = page;
        if (count > bytes.length / 4)
            throw new ParquetProblem(
                `dictionary says it has ${count} texts in ${bytes.length} bytes`,
            );
        const start = new Int32Array(count);
        const end = new Int32Array(count);
        walk(bytes, 0, start, end, count);
        this.dictionary = { bytes, start, end };
    }

    beginPage(page: DataPage): void {
        const { bytes, encoding, valuesStart } = page;
        this.bytes = bytes;
        this.isIndexed = false;
        this.ranges = undefined;
        switch (encoding) {
            case encodings.plain:
                this.position = valuesStart;
                return;
            case encodings.plainDictionary:
            case encodings.rleDictionary:
                // Without a dictionary: parquet-mr writes pages of nulls alone so. An index would be refused.
                this.isIndexed = true;
                this.bytes = this.dictionary.bytes;
                // A page of nulls alone may lack the width.
                this.runs.begin(bytes, valuesStart + 1, bytes.length, bytes[valuesStart] ?? 0);
                return;
            case encodings.deltaLengthByteArray:
                this.ranges = deltaLengthTexts(bytes, valuesStart, page.count);
                break;
            case encodings.deltaByteArray:
                this.ranges = deltaTexts(bytes, valuesStart, page.count);
                break;
            default:
                throw new ParquetProblem(
                    `texts must be PLAIN, of a dictionary or DELTA, are ${encodingName(encoding)}`,
                );
        }
        this.bytes = this.ranges.bytes;
        this.position = 0;
    }

    /** Ranges of the next `count` texts. @throws ParquetProblem when the page has not so many. */
    read(start: Int32Array, end: Int32Array, count: number): void {
        if (this.isIndexed) {
            this.readIndices(count);
            const { indices, dictionary } = this;
            for (let index = 0; index < count; index++) {
                const entry = indices[index] ?? 0;
                start[index] = dictionary.start[entry] ?? 0;
                end[index] = dictionary.end[entry] ?? 0;
            }
        } else if (this.ranges === undefined) {
            this.position = walk(this.bytes, this.position, start, end, count);
        } else {
            const to = this.position + count;
            if (to > this.ranges.start.length)
                throw new ParquetProblem(`has ${this.ranges.start.length} texts, fewer than rows`);
            start.set(this.ranges.start.subarray(this.position, to));
            end.set(this.ranges.end.subarray(this.position, to));
            this.position = to;
        }
    }

    /** As `RleRuns.takeSame`, for pages of indices. */
    takeSameIndex(count: number): number {
        const entry = this.runs.takeSame(count);
        if (entry >= this.dictionary.start.length) throw this.beyond(entry);
        return entry;
    }

    /** Puts the next `count` indices, each one of the dictionary, into `indices`. */
    readIndices(count: number): void {
        const { indices } = this;
        const size = this.dictionary.start.length;
        this.runs.read(indices, count);
        for (let index = 0; index < count; index++) {
            const entry = (indices[index] ?? 0) >>> 0;
            if (entry >= size) throw this.beyond(entry);
        }
    }

    /** @throws ParquetProblem when a PLAIN or DELTA page holds more than was read. */
    endPage(): void {
        if (this.isIndexed) return;
        const left = (this.ranges?.start ?? this.bytes).length - this.position;
        if (left > 0)
            throw new ParquetProblem(
                `${left} ${this.ranges === undefined ? "bytes" : "texts"} are left behind its last value`,
            );
    }

    private beyond(entry: number): ParquetProblem {
        const size = this.dictionary.start.length;
        return new ParquetProblem(`names entry ${entry} of a dictionary of ${size}`);
    }
}

/** Ranges of `count` texts that each follow their length; answers where the next one is. */
function walk(
    bytes: Uint8Array,
    from: number,
    start: Int32Array,
    end: Int32Array,
    count: number,
): number {
    let position = from;
    const last = bytes.length;
    for (let index = 0; index < count; index++) {
        const length =
            position + 4 <= last
                ? (bytes[position] ?? 0) |
                  ((bytes[position + 1] ?? 0) << 8) |
                  ((bytes[position + 2] ?? 0) << 16) |
                  ((bytes[position + 3] ?? 0) << 24)
                : -1;
        position += 4;
        if (length < 0 || length > last - position)
            throw new ParquetProblem(
                `text ${index + 1} must have 0 to ${Math.max(0, last - position)} bytes, ` +
                    `says ${position <= last ? length >>> 0 : "nothing"}`,
            );
        start[index] = position;
        position += length;
        end[index] = position;
    }
    return position;
}
