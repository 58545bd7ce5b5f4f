/** Finds the columns this product reads in an ORC file's type tree, by name, and holds their types against what they mean. */
import { columnNamed } from "../../../model/inventory/columnDefinitions";
import { isReadColumn, readColumns, type ReadColumn } from "../../../model/inventory/readColumns";
import { OrcProblem } from "./orcProblem";
import type { OrcType } from "./orcTail";

export interface OrcColumn {
    readonly name: ReadColumn;
    /** Position in the type tree, which is what streams name. */
    readonly id: number;
    readonly type: OrcTypeName;
}

/** Type.Kind of orc_proto.proto. */
const typeNames = [
    "boolean",
    "tinyint",
    "smallint",
    "int",
    "bigint",
    "float",
    "double",
    "string",
    "binary",
    "timestamp",
    "array",
    "map",
    "struct",
    "uniontype",
    "decimal",
    "date",
    "varchar",
    "char",
    "timestamp with local time zone",
] as const;
export type OrcTypeName = (typeof typeNames)[number];

const texts: readonly OrcTypeName[] = ["string", "varchar", "char", "binary"];
const instants: readonly OrcTypeName[] = ["timestamp", "timestamp with local time zone"];

/**
 * A date would make an object look up to a day older than it is, so it is not taken for an instant. An older page of
 * the User Guide has the retain-until date as a bigint: taken for milliseconds [unverified].
 */
const typesOf: Readonly<Record<ReadColumn, readonly OrcTypeName[]>> = {
    Bucket: texts,
    // The spaces that fill up a char cannot be told from a key's own.
    Key: texts.filter((type) => type !== "char"),
    VersionId: texts,
    IsLatest: ["boolean"],
    IsDeleteMarker: ["boolean"],
    Size: ["bigint", "int", "smallint", "tinyint"],
    LastModifiedDate: instants,
    StorageClass: texts,
    ReplicationStatus: texts,
    EncryptionStatus: texts,
    ObjectLockRetainUntilDate: [...instants, "bigint"],
    ObjectLockLegalHoldStatus: texts,
    ObjectLockEventHoldStatus: texts,
    IntelligentTieringAccessTier: texts,
};

/**
 * The columns to read, in the order of `columns` (fileSchema in the spelling of CSV). Throws OrcProblem when the file
 * is not what `columns` says.
 */
export function orcColumns(types: readonly OrcType[], columns: readonly string[]): OrcColumn[] {
    const root = types[0];
    if (root === undefined || typeNames[root.kind] !== "struct")
        throw new OrcProblem(
            `rows must be a struct of columns, got ${root === undefined ? "no type" : typeName(root.kind)}`,
        );
    const { fieldNames, subtypes } = root;
    if (fieldNames.length !== subtypes.length)
        throw new OrcProblem(
            `every column must have a name and a type, got ${fieldNames.length} names and ${subtypes.length} types`,
        );
    const names = columnNames(fieldNames, columns);
    const unlisted = readColumns.filter((name) => names.includes(name) && !columns.includes(name));
    if (unlisted.length > 0)
        throw new OrcProblem(
            `columns must be those of fileSchema, got ${unlisted.join(", ")} besides`,
        );
    const wanted: OrcColumn[] = [];
    for (const column of columns) {
        const at = names.indexOf(column);
        if (at < 0)
            throw new OrcProblem(
                `must have the column ${column} that fileSchema lists, got ${fieldNames.join(", ")}`,
            );
        if (names.indexOf(column, at + 1) >= 0)
            throw new OrcProblem(`must have the column ${column} once, got it again`);
        if (!isReadColumn(column)) continue;
        const id = subtypes[at] as number;
        const kind = id > 0 ? types[id]?.kind : undefined;
        const type = kind === undefined ? undefined : typeNames[kind];
        if (type === undefined || !typesOf[column].includes(type))
            throw new OrcProblem(
                `column ${column}: type must be one of ${typesOf[column].join(", ")}, got ` +
                    (kind === undefined ? `type ${id} of ${types.length}` : typeName(kind)),
            );
        wanted.push({ name: column, id, type });
    }
    return wanted;
}

const typeName = (kind: number): string => typeNames[kind] ?? `number ${kind}`;

/** The file's columns in the spelling of CSV inventories; what has no such spelling stays. */
function columnNames(fieldNames: readonly string[], columns: readonly string[]): string[] {
    // Hive writes "_col0", "_col1", ... and means the table's columns in their order.
    if (fieldNames.length > 0 && fieldNames.every((name, index) => name === `_col${index}`)) {
        if (fieldNames.length !== columns.length)
            throw new OrcProblem(
                `columns without names must be the ${columns.length} of fileSchema in its order, got ${fieldNames.length}`,
            );
        return [...columns];
    }
    const byPlainName = new Map(columns.map((name) => [plainName(name), name]));
    return fieldNames.map((name) => {
        const plain = plainName(name);
        const listed = byPlainName.get(plain);
        if (listed !== undefined) return listed;
        return readColumns.find((known) => plainName(known) === plain) ?? name;
    });
}

/** "e_tag" and "ETag", "version_id" and "VersionId" are one. */
const plainName = (name: string): string =>
    (columnNamed(name)?.snakeName ?? name).replaceAll("_", "").toLowerCase();
