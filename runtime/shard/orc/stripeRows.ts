/** The rows of one stripe, some at a time, decoded column by column into the arrays of a batch. */
import { csvRowDecoder } from "../../../model/inventory/csvRowDecoder";
import type { InventoryRow, UnreadableRow } from "../../../model/inventory/inventoryRow";
import { encodeInventoryKey } from "../../../model/inventory/keyCodec";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import type { ReadContext } from "../batchSource";
import { columnFiller, type ColumnFiller } from "./columnFillers";
import type { OrcColumn } from "./orcColumns";
import { OrcProblem, placed } from "./orcProblem";
import { Presence } from "./presence";
import type { StripeStreams } from "./stripeStreams";

interface NamedFiller {
    readonly name: string;
    readonly filler: ColumnFiller;
}

export class StripeRows {
    readonly #context: ReadContext;
    readonly #fillers: readonly NamedFiller[];
    /** Of the struct itself. */
    readonly #rootPresence: Presence;

    /** Throws OrcProblem. */
    constructor(streams: StripeStreams, columns: readonly OrcColumn[], context: ReadContext) {
        this.#context = context;
        this.#rootPresence = new Presence(streams.optional(0, "PRESENT"));
        this.#fillers = columns.map((column) => ({
            name: column.name,
            filler: inColumn(column.name, () =>
                columnFiller(column, streams, context.sourceBucket),
            ),
        }));
    }

    /** Decodes the next rows; answers those, rising, that the arrays have no place for. Throws OrcProblem. */
    fill(batch: RowBatch, rows: number): readonly number[] {
        if (this.#rootPresence.read(rows) !== rows)
            throw new OrcProblem("rows must not be null as a whole, got one that is");
        batch.state.fill(0, 0, rows);
        const odd = new Set<number>();
        const mark = (row: number): void => {
            odd.add(row);
        };
        for (const { name, filler } of this.#fillers)
            inColumn(name, () => {
                filler.fill(batch, rows, mark);
            });
        return [...odd].sort((one, other) => one - other);
    }

    /** A row of the last fill, read as a row of a CSV inventory would be. */
    row(row: number): InventoryRow | UnreadableRow {
        const texts = new Map<string, string>();
        for (const { name, filler } of this.#fillers) {
            const text = filler.text(row);
            if (name !== "Key") {
                texts.set(name, text);
                continue;
            }
            // A replacement character may be the key's own, or stand for bytes that are no UTF-8.
            const bytes = filler.value?.(row) ?? new Uint8Array(0);
            if (!Buffer.from(text).equals(bytes))
                return { problem: `Key: must be UTF-8, got ${JSON.stringify(text)}` };
            texts.set(name, encodeInventoryKey(text));
        }
        const { columns } = this.#context;
        return csvRowDecoder(columns)(columns.map((name) => texts.get(name) ?? ""));
    }

    /** Throws OrcProblem when a column has values beyond the stripe's rows. */
    end(): void {
        for (const { name, filler } of this.#fillers)
            inColumn(name, () => {
                if (filler.hasMore())
                    throw new OrcProblem(
                        "must have as many values as the stripe has rows, got more",
                    );
            });
    }
}

function inColumn<T>(name: string, action: () => T): T {
    try {
        return action();
    } catch (error) {
        throw placed(`column ${name}`, error);
    }
}
