/** Keys and version ids: byte ranges into the page or the dictionary, never copied and never decoded. */
import { encodeInventoryKey } from "../../../model/inventory/keyCodec";
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import { spread } from "./columnDecoder";
import type { ColumnDecoder, OddRows, Presence } from "./columnDecoder";
import type { DataPage, DictionaryPage } from "./columnPages";
import { TextValues } from "./textValues";

export class TextRangeDecoder implements ColumnDecoder {
    private readonly column: "key" | "version";
    private readonly values = new TextValues();
    /** Ranges of the last fill, nulls not counted: the batch's own are moved by then. */
    private readonly start = new Int32Array(batchCapacity);
    private readonly end = new Int32Array(batchCapacity);

    constructor(column: "key" | "version") {
        this.column = column;
    }

    beginChunk(): void {
        this.values.beginChunk();
    }

    useDictionary(page: DictionaryPage): void {
        this.values.useDictionary(page);
    }

    beginPage(page: DataPage): void {
        this.values.beginPage(page);
    }

    fill(batch: RowBatch, present: Presence, odd: OddRows): void {
        const { values, start, end } = this;
        values.read(start, end, present.values);
        const isKey = this.column === "key";
        const starts = isKey ? batch.keyStart : batch.versionStart;
        const ends = isKey ? batch.keyEnd : batch.versionEnd;
        starts.set(start);
        ends.set(end);
        spread(starts, present, 0);
        spread(ends, present, 0);
        if (isKey) {
            batch.keyBytes = values.bytes;
            // Null or empty: no object has such a key.
            for (let row = 0; row < present.rows; row++)
                if (starts[row] === ends[row]) odd.add(row);
        } else batch.versionBytes = values.bytes;
    }

    endPage(): void {
        this.values.endPage();
    }

    /** @throws TypeError for a key that is not UTF-8. */
    fieldAt(index: number): string {
        const bytes = this.values.bytes.subarray(this.start[index], this.end[index]);
        if (this.column === "version") return Buffer.from(bytes).toString("utf8");
        return encodeInventoryKey(utf8.decode(bytes));
    }
}

/** A byte order mark is a part of the key. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
