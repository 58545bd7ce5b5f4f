/** Where the scan stands in one column chunk: its page, the levels that say what is null, and the decoder. */
import { batchCapacity } from "../../../model/inventory/rowBatch";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import { hasValue } from "./columnDecoder";
import type { ColumnDecoder, OddRows } from "./columnDecoder";
import type { ColumnPages, DataPage } from "./columnPages";
import type { PageMemory } from "./pageMemory";
import { ParquetProblem } from "./parquetProblem";
import { RleRuns } from "./rleRuns";

export class ColumnCursor {
    private readonly decoder: ColumnDecoder;
    private readonly memory: PageMemory;
    private readonly levels = new RleRuns();
    private readonly present = { rows: 0, values: 0, mask: new Uint8Array(batchCapacity) };
    private pages: ColumnPages | undefined;
    private page: DataPage | undefined;
    private rowsLeft = 0;
    private nullsSeen = 0;
    private hasLevels = false;
    private dictionaryBytes = 0;

    constructor(decoder: ColumnDecoder, memory: PageMemory) {
        this.decoder = decoder;
        this.memory = memory;
    }

    beginChunk(pages: ColumnPages, isOptional: boolean): void {
        this.pages = pages;
        this.hasLevels = isOptional;
        this.decoder.beginChunk();
    }

    /** Rows that can be filled from one page: 0 at the chunk's end. @throws ParquetProblem. */
    rowsAhead(): number {
        while (this.rowsLeft === 0) {
            this.endPage();
            const page = this.pages?.next();
            if (page === undefined) return 0;
            if (page.kind === "data") this.beginPage(page);
            else {
                if (this.dictionaryBytes > 0) throw new ParquetProblem("has two dictionaries");
                this.dictionaryBytes = page.held;
                this.decoder.useDictionary(page);
            }
        }
        return this.rowsLeft;
    }

    /** Puts the next `rows`, at most `rowsAhead`, into the batch's first places. @throws ParquetProblem. */
    fill(batch: RowBatch, rows: number, odd: OddRows): void {
        const { present } = this;
        present.rows = rows;
        present.values = this.hasLevels ? this.valuesAmong(rows) : rows;
        this.nullsSeen += rows - present.values;
        this.rowsLeft -= rows;
        this.decoder.fill(batch, present, odd);
    }

    /** As a CSV inventory has the field of a row of the last fill. */
    fieldAt(row: number): string {
        const { present } = this;
        if (!hasValue(present, row)) return "";
        if (present.values === present.rows) return this.decoder.fieldAt(row);
        let index = 0;
        for (let before = 0; before < row; before++) index += present.mask[before] ?? 0;
        return this.decoder.fieldAt(index);
    }

    /** Gives back what the chunk held. @throws ParquetProblem when it has more rows than the row group. */
    endChunk(): void {
        if (this.rowsLeft > 0)
            throw new ParquetProblem(`its last page has ${this.rowsLeft} rows too many`);
        this.endPage();
        this.memory.give(this.dictionaryBytes);
        this.dictionaryBytes = 0;
        this.pages = undefined;
    }

    private beginPage(page: DataPage): void {
        this.page = page;
        this.rowsLeft = page.count;
        this.nullsSeen = 0;
        if (this.hasLevels) this.levels.begin(page.levels, page.levelsStart, page.levelsEnd, 1);
        this.decoder.beginPage(page);
    }

    private endPage(): void {
        const { page } = this;
        if (page === undefined) return;
        this.decoder.endPage();
        if (page.nulls !== undefined && page.nulls !== this.nullsSeen)
            throw new ParquetProblem(`says a page has ${page.nulls} nulls, has ${this.nullsSeen}`);
        this.memory.give(page.held);
        this.page = undefined;
    }

    private valuesAmong(rows: number): number {
        const same = this.levels.takeSame(rows);
        if (same >= 0) return same === 1 ? rows : 0;
        const { mask } = this.present;
        this.levels.read(mask, rows);
        let values = 0;
        for (let row = 0; row < rows; row++) values += mask[row] ?? 0;
        return values;
    }
}
