/** Which decoder each column of an inventory needs, and where in a batch its values go. */
import { isReadColumn, type ReadColumn } from "../../../model/inventory/readColumns";
import {
    absentCode,
    accessTierNames,
    otherCode,
    replicationNames,
    rowState,
    storageClassNames,
} from "../../../model/inventory/rowBatch";
import type { RowBatch } from "../../../model/inventory/rowBatch";
import type { ColumnDecoder } from "./columnDecoder";
import { FlagDecoder } from "./flagDecoder";
import { NumberDecoder } from "./numberDecoder";
import type { ParquetColumn } from "./parquetSchema";
import { storedNumber } from "./storedNumber";
import { oddText, TextCodeDecoder } from "./textCodeDecoder";
import { TextRangeDecoder } from "./textRangeDecoder";

type MakeDecoder = (column: ParquetColumn, sourceBucket: string) => ColumnDecoder;

const number =
    (places: (batch: RowBatch) => Float64Array): MakeDecoder =>
    (column) =>
        new NumberDecoder(storedNumber(column), places);

const vocabulary = (
    names: readonly string[],
    places: (batch: RowBatch) => Uint8Array,
    ...absent: readonly string[]
): MakeDecoder => {
    const codes = new Map(names.map((name, index) => [name, index + 1]));
    for (const text of ["", ...absent]) codes.set(text, absentCode);
    const of = (text: string): number => codes.get(text) ?? otherCode;
    return () => new TextCodeDecoder({ of, absent: absentCode, places });
};

const stateOf =
    (of: (text: string, sourceBucket: string) => number, absent = 0): MakeDecoder =>
    (_column, sourceBucket) =>
        new TextCodeDecoder({
            of: (text) => of(text, sourceBucket),
            absent,
            places: undefined,
        });

const hold = (bits: number): MakeDecoder =>
    stateOf((text) => {
        const value = text.toLowerCase();
        return value === "on" ? bits : value === "off" || value === "" ? 0 : oddText;
    });

const decoders: Readonly<Record<ReadColumn, MakeDecoder>> = {
    Bucket: stateOf(
        (text, sourceBucket) => (text === sourceBucket ? 0 : rowState.otherBucket),
        rowState.otherBucket,
    ),
    Key: () => new TextRangeDecoder("key"),
    VersionId: () => new TextRangeDecoder("version"),
    IsLatest: () => new FlagDecoder(rowState.latest, rowState.noncurrent),
    IsDeleteMarker: () => new FlagDecoder(rowState.deleteMarker, 0),
    Size: number((batch) => batch.size),
    LastModifiedDate: number((batch) => batch.lastModified),
    StorageClass: vocabulary(storageClassNames, (batch) => batch.storageClass),
    // Our word for the empty cell means that in a cell too, as csvRowDecoder and tierRule have it.
    ReplicationStatus: vocabulary(replicationNames, (batch) => batch.replication, "NONE"),
    EncryptionStatus: stateOf((text) => (text === "SSE-C" ? rowState.customerKey : 0)),
    ObjectLockRetainUntilDate: number((batch) => batch.lockedUntil),
    ObjectLockLegalHoldStatus: hold(rowState.legalHold),
    ObjectLockEventHoldStatus: hold(rowState.eventHold),
    IntelligentTieringAccessTier: vocabulary(accessTierNames, (batch) => batch.accessTier),
};

/** Undefined for a column that no selection needs. */
export function columnDecoder(
    column: ParquetColumn,
    sourceBucket: string,
): ColumnDecoder | undefined {
    const { name } = column.definition;
    return isReadColumn(name) ? decoders[name](column, sourceBucket) : undefined;
}
