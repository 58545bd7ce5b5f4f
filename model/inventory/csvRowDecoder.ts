/** Turns the fields of a CSV inventory row into an InventoryRow, by column name and not by position. */
import { decodeInventoryKey } from "./keyCodec";
import type { InventoryRow, UnreadableRow } from "./inventoryRow";
import { isReadColumn, type ReadColumn } from "./readColumns";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Setter = (row: Mutable<InventoryRow>, field: string) => void;

class FieldProblem extends Error {}

const flag = (name: string, field: string): boolean => {
    if (field === "true") return true;
    if (field === "false") return false;
    throw new FieldProblem(`${name} must be "true" or "false", got ${JSON.stringify(field)}`);
};

/** AWS writes "On" and "Off"; anything else might be a hold that we would not see. */
const hold = (name: string, field: string): boolean => {
    const value = field.toLowerCase();
    if (value === "on") return true;
    if (value === "off") return false;
    throw new FieldProblem(`${name} must be "On" or "Off", got ${JSON.stringify(field)}`);
};

const instant = (name: string, field: string): number => {
    const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?Z$/.test(field)
        ? Date.parse(field)
        : Number.NaN;
    // Date.parse takes the 30th of February for the 2nd of March.
    if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 19) !== field.slice(0, 19))
        throw new FieldProblem(
            `${name} must be an instant as "2026-01-31T23:59:59.000Z", got ${JSON.stringify(field)}`,
        );
    return time;
};

const bytes = (name: string, field: string): number => {
    const size = /^\d+$/.test(field) ? Number(field) : Number.NaN;
    if (!Number.isSafeInteger(size))
        throw new FieldProblem(`${name} must be a number of bytes, got ${JSON.stringify(field)}`);
    return size;
};

/** Setters of the columns this product reads; an empty field leaves the member undefined. */
const setters: Readonly<Record<ReadColumn, Setter>> = {
    Bucket: (row, field) => (row.bucket = field),
    Key: (row, field) => (row.key = decodeKey(field)),
    VersionId: (row, field) => (row.versionId = field),
    IsLatest: (row, field) => (row.isLatest = flag("IsLatest", field)),
    IsDeleteMarker: (row, field) => (row.isDeleteMarker = flag("IsDeleteMarker", field)),
    Size: (row, field) => (row.size = bytes("Size", field)),
    LastModifiedDate: (row, field) => (row.lastModified = instant("LastModifiedDate", field)),
    StorageClass: (row, field) => (row.storageClass = field),
    ReplicationStatus: (row, field) => (row.replicationStatus = field),
    EncryptionStatus: (row, field) => (row.encryptionStatus = field),
    ObjectLockRetainUntilDate: (row, field) =>
        (row.lockedUntil = instant("ObjectLockRetainUntilDate", field)),
    ObjectLockLegalHoldStatus: (row, field) =>
        (row.legalHold = hold("ObjectLockLegalHoldStatus", field)),
    ObjectLockEventHoldStatus: (row, field) =>
        (row.eventHold = hold("ObjectLockEventHoldStatus", field)),
    IntelligentTieringAccessTier: (row, field) => (row.accessTier = field),
};

/** A decoder for rows with these columns. */
export function csvRowDecoder(
    columns: readonly string[],
): (fields: readonly string[]) => InventoryRow | UnreadableRow {
    const setterAt = columns.map((name) => (isReadColumn(name) ? setters[name] : undefined));
    const listsVersions = columns.includes("VersionId");
    return (fields) => {
        if (fields.length !== columns.length)
            return { problem: `must have ${columns.length} fields, got ${fields.length}` };
        const row: Mutable<InventoryRow> = { bucket: "", key: "" };
        // The null version is an empty field here and the literal "null" everywhere else.
        if (listsVersions) row.versionId = "null";
        try {
            for (let index = 0; index < fields.length; index++) {
                const field = fields[index];
                if (field !== undefined && field !== "") setterAt[index]?.(row, field);
            }
        } catch (error) {
            if (error instanceof FieldProblem) return { problem: error.message };
            throw error;
        }
        if (row.key === "") return { problem: "Key must not be empty" };
        return row;
    };
}

function decodeKey(field: string): string {
    try {
        return decodeInventoryKey(field);
    } catch (error) {
        throw new FieldProblem(`Key: ${(error as Error).message}`);
    }
}
