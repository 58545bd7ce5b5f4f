/** From a Parquet file's schema to the columns an inventory has: by name, with physical and logical types checked. */
import { columnDefinitions } from "../../../model/inventory/columnDefinitions";
import type { ColumnDefinition } from "../../../model/inventory/columnDefinitions";
import { ParquetProblem } from "./parquetProblem";
import { ThriftStruct } from "./thriftStruct";
import type { ThriftValue } from "./thriftStruct";

/** How a column's values lie in its pages. */
export type PhysicalType = "BOOLEAN" | "INT32" | "INT64" | "INT96" | "BYTE_ARRAY";

/** Stored integers per millisecond: 1, 1,000 or 1,000,000. */
export type InstantUnit = 1 | 1_000 | 1_000_000;

export interface ParquetColumn {
    readonly definition: ColumnDefinition;
    /** Position among the chunks of every row group. */
    readonly index: number;
    readonly physicalType: PhysicalType;
    /** Optional columns have definition levels in front of their values. */
    readonly isOptional: boolean;
    /** 1 unless the column holds instants in a finer unit. */
    readonly unit: InstantUnit;
}

/** The order of parquet.thrift. */
const physicalTypes = [
    "BOOLEAN",
    "INT32",
    "INT64",
    "INT96",
    "FLOAT",
    "DOUBLE",
    "BYTE_ARRAY",
    "FIXED_LEN_BYTE_ARRAY",
] as const;

const allowed: Readonly<Record<ColumnDefinition["kind"], readonly string[]>> = {
    text: ["BYTE_ARRAY"],
    boolean: ["BOOLEAN"],
    bytes: ["INT64", "INT32"],
    instant: ["INT64", "INT96"],
};

const bySnakeName = new Map(columnDefinitions.map((column) => [column.snakeName, column]));

/**
 * Columns of the file that this product knows, in the file's order. Others, nested ones too, are read past.
 * @throws ParquetProblem for a known column that is there twice, nested, repeated or of another type.
 */
export function parquetColumns(elements: readonly ThriftValue[]): readonly ParquetColumn[] {
    const root = elements[0];
    if (!(root instanceof ThriftStruct)) throw new ParquetProblem("the schema is empty");
    const columns: ParquetColumn[] = [];
    let position = 1;
    let leaf = 0;
    const next = (): ThriftStruct => {
        const element = elements[position++];
        if (!(element instanceof ThriftStruct))
            throw new ParquetProblem("the schema names more columns than it describes");
        return element;
    };
    const childrenOf = (element: ThriftStruct): number =>
        element.has(5) ? element.countAt(5, "num_children", elements.length) : 0;
    const topLevel = childrenOf(root);
    for (let child = 0; child < topLevel; child++) {
        const element = next();
        const definition = bySnakeName.get(element.textAt(4) ?? "");
        let open = childrenOf(element);
        if (definition !== undefined) {
            if (open > 0)
                throw new ParquetProblem(`column "${definition.snakeName}" must not be nested`);
            if (columns.some((column) => column.definition === definition))
                throw new ParquetProblem(`column "${definition.snakeName}" is there twice`);
            columns.push(parquetColumn(element, definition, leaf));
        }
        if (open === 0) leaf++;
        while (open > 0) {
            const inner = childrenOf(next());
            open += inner - 1;
            if (inner === 0) leaf++;
        }
    }
    if (position !== elements.length)
        throw new ParquetProblem("the schema describes more columns than it names");
    return columns;
}

function parquetColumn(
    element: ThriftStruct,
    definition: ColumnDefinition,
    index: number,
): ParquetColumn {
    const name = definition.snakeName;
    const type = physicalTypes[element.numberAt(1) ?? -1];
    const allowedTypes = allowed[definition.kind];
    if (type === undefined || !allowedTypes.includes(type))
        throw new ParquetProblem(
            `column "${name}" must be ${allowedTypes.join(" or ")}, got ${type ?? "no known type"}`,
        );
    const repetition = element.numberAt(3) ?? 0;
    if (repetition !== 0 && repetition !== 1)
        throw new ParquetProblem(`column "${name}" must be required or optional, is repeated`);
    if (definition.kind === "bytes" && !isWholeNumber(element))
        throw new ParquetProblem(`column "${name}" must be a whole number, has another type`);
    return {
        definition,
        index,
        physicalType: type as PhysicalType,
        isOptional: repetition === 1,
        unit: definition.kind === "instant" && type === "INT64" ? instantUnit(element, name) : 1,
    };
}

/** Of converted types 11 to 18 (UINT_8 to INT_64), of a logical INTEGER, or of nothing said. A DECIMAL has a scale. */
function isWholeNumber(element: ThriftStruct): boolean {
    const converted = element.numberAt(6);
    const logical = element.structAt(10);
    return (
        (converted === undefined || (converted >= 11 && converted <= 18)) &&
        (logical === undefined || logical.has(10))
    );
}

/**
 * Converted types TIMESTAMP_MILLIS and TIMESTAMP_MICROS mean UTC. A logical TIMESTAMP that is not adjusted to UTC is
 * local time of an unnamed zone: taking it for UTC would move the age of an object by hours, so it is refused.
 */
function instantUnit(element: ThriftStruct, name: string): InstantUnit {
    const logical = element.structAt(10);
    if (logical !== undefined) {
        const timestamp = logical.structAt(8);
        if (timestamp === undefined)
            throw new ParquetProblem(`column "${name}" must be a TIMESTAMP, has another type`);
        if (timestamp.flagAt(1) !== true)
            throw new ParquetProblem(
                `column "${name}" must be a TIMESTAMP adjusted to UTC, is one of local time`,
            );
        const unit = timestamp.structAt(2);
        if (unit?.has(1) === true) return 1;
        if (unit?.has(2) === true) return 1_000;
        if (unit?.has(3) === true) return 1_000_000;
        throw new ParquetProblem(`column "${name}" is a TIMESTAMP of an unknown unit`);
    }
    switch (element.numberAt(6)) {
        case 9:
            return 1;
        case 10:
            return 1_000;
        default:
            throw new ParquetProblem(
                `column "${name}" must be a TIMESTAMP, is an integer of an unsaid unit`,
            );
    }
}
