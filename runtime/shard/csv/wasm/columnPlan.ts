/** Tells an instance of the WASM scanner what the inventory's columns are. */
import {
    accessTierNames,
    replicationNames,
    rowState,
    storageClassNames,
} from "../../../../model/inventory/rowBatch";
import type { ReadContext } from "../../batchSource";
import { fieldKind, fieldPlan } from "../fieldPlan";
import type { LayoutName, ScannerInstance } from "./scannerInstance";

/** In the order of the tables in memory. Our own word for the empty cell must not be read from a cell. */
const nameTables = [
    { names: storageClassNames },
    { names: replicationNames, odd: "NONE" },
    { names: accessTierNames },
];

export interface ColumnPlan {
    readonly columns: number;
    /** Of the source bucket, in bytes. */
    readonly bucketLength: number;
    /** Bits of rowState that every row begins with. */
    readonly baseState: number;
}

/**
 * Writes the plan into the instance's memory, and what stands in columns that the inventory does not have. Undefined
 * when no row can be canonical (see fieldPlan) or the scanner's own limits are passed: every row is read the slow way.
 */
export function columnPlan(
    scanner: ScannerInstance,
    { columns, sourceBucket }: Pick<ReadContext, "columns" | "sourceBucket">,
): ColumnPlan | undefined {
    const { at, buffer } = scanner;
    const bytes = new Uint8Array(buffer);
    const plan = fieldPlan(columns);
    const bucket = Buffer.from(sourceBucket);
    const isInLimits =
        columns.length <= at("MAX_COLUMNS") &&
        bucket.length > 0 &&
        bucket.length <= at("MAX_BUCKET") &&
        !bucket.includes('"');
    if (plan === undefined || !isInLimits) return undefined;
    const kinds = kindsOf(scanner);
    bytes.set(
        plan.map((kind) => kinds.get(kind) ?? at("KIND_SKIPPED")),
        at("PLAN"),
    );
    bytes.set([...bucket, 0x22], at("BUCKET"));
    for (const [index, { names, odd }] of nameTables.entries()) {
        const table = at("NAMES") + index * at("NAME_TABLE");
        for (const [position, name] of names.entries())
            addName(scanner, table, position + 1, name, position + 1);
        if (odd !== undefined) addName(scanner, table, names.length + 1, odd, at("ODD_CODE"));
    }
    for (const name of ["SIZE", "MODIFIED", "LOCKED_UNTIL"] as const)
        new Float64Array(buffer, at(name), at("CAPACITY")).fill(Number.NaN);
    return {
        columns: columns.length,
        bucketLength: bucket.length,
        baseState: plan.includes(fieldKind.bucket) ? 0 : rowState.otherBucket,
    };
}

/** The module's name for each of our kinds. A kind that it does not know would be read past, so none may be missing. */
const moduleKinds: Readonly<Record<keyof typeof fieldKind, LayoutName>> = {
    skipped: "KIND_SKIPPED",
    bucket: "KIND_BUCKET",
    key: "KIND_KEY",
    versionId: "KIND_VERSION_ID",
    isLatest: "KIND_IS_LATEST",
    isDeleteMarker: "KIND_IS_DELETE_MARKER",
    size: "KIND_SIZE",
    lastModified: "KIND_LAST_MODIFIED",
    lockedUntil: "KIND_LOCKED_UNTIL",
    storageClass: "KIND_STORAGE_CLASS",
    replication: "KIND_REPLICATION",
    accessTier: "KIND_ACCESS_TIER",
    legalHold: "KIND_LEGAL_HOLD",
    eventHold: "KIND_EVENT_HOLD",
    encryption: "KIND_ENCRYPTION",
};

/** The module's number for each of ours. */
const kindsOf = ({ at }: ScannerInstance): ReadonlyMap<number, number> =>
    new Map(
        (Object.keys(fieldKind) as (keyof typeof fieldKind)[]).map((name) => [
            fieldKind[name],
            at(moduleKinds[name]),
        ]),
    );

/** Puts a name in front of the chain of its length. Throws RangeError for one that the table has no room for. */
function addName(
    { at, buffer }: ScannerInstance,
    table: number,
    entry: number,
    name: string,
    code: number,
): void {
    if (entry > at("MAX_NAMES") || name.length > at("MAX_NAME"))
        throw new RangeError(
            `WASM scanner: a table takes ${at("MAX_NAMES")} names of at most ${at("MAX_NAME")} characters, ` +
                `got "${name}" as number ${entry}; raise assembly/memoryLayout.ts`,
        );
    const bytes = new Uint8Array(buffer);
    const place = table + entry * at("NAME_ENTRY");
    bytes.set(Buffer.from(name), place);
    bytes[place + at("NAME_CODE")] = code;
    bytes[place + at("NAME_NEXT")] = bytes[table + name.length] ?? 0;
    bytes[table + name.length] = entry;
}
