/** Arbitrary inventories as CSV text: sound ones that are hard to read, and ones that somebody broke. */
import fc from "fast-check";
import { columnDefinitions } from "../../../../model/inventory/columnDefinitions";

export const hostileBucket = "a-bucket";

const holds = "On Off ON OFF on oFF OfF oN O Of Onn OnX OfX OFX OfFF Ofg".split(" ");

/** Values that are plain, nearly plain, and not plain at all, by column. */
const valuesByColumn: Readonly<Record<string, readonly string[]>> = {
    Bucket: [hostileBucket, "a-bucket2", "b-bucket", "a-bucke"],
    Key: ["k", "logs/a+b", "%C3%A9", "%", "%FF", "a".repeat(1024), "é", "%2B%22", "#a", "!"],
    VersionId: ["null", "x".repeat(31), "x".repeat(32), "x".repeat(33), "x".repeat(100)],
    IsLatest: ["true", "false", "TRUE", "tru", "falsy", "truefalse"],
    IsDeleteMarker: ["true", "false", "False", "true ", "fals"],
    Size: [
        "0",
        "7",
        "007",
        "5368709120",
        "999999999999999",
        "1000000000000000",
        "9007199254740991",
        "9007199254740993",
        "0".repeat(30),
        "-1",
        "1.5",
        "1e3",
        " 1",
        "1 ",
    ],
    StorageClass: [
        "STANDARD",
        "STANDARD_IA",
        "GLACIER",
        "GLACIER_IR",
        "STANDARE",
        "ONEZONE_IA",
        "SNOW",
        "SNOT",
        "OUTPOSTS",
        "INTELLIGENT_TIERING",
        "standard",
        "EXPRESS_ONEZONE",
        "REDUCED_REDUNDANCY",
        "DEEP_ARCHIVE",
    ],
    ReplicationStatus: ["PENDING", "COMPLETED", "FAILED", "REPLICA", "NONE", "REPLICATED", "NON"],
    EncryptionStatus: ["SSE-S3", "SSE-KMS", "SSE-C", "DSSE-KMS", "NOT-SSE", "SSE-CC", "SSE-"],
    ObjectLockLegalHoldStatus: holds,
    ObjectLockEventHoldStatus: holds,
    IntelligentTieringAccessTier: ["FREQUENT", "ARCHIVE", "DEEP_ARCHIVE", "ARCHIVE_INSTANT_ACCESS"],
    ETag: ["d41d8cd98f00b204e9800998ecf8427e", "0123456789abcdef0123456789abcdef-12"],
};
const instants = [
    "2026-01-31T23:59:59.000Z",
    "2024-02-29T00:00:00.000Z",
    "2023-02-29T00:00:00.000Z",
    "2100-01-01T00:00:00.000Z",
    "2099-12-31T23:59:59.999Z",
    "1970-01-01T00:00:00.000Z",
    "1969-12-31T23:59:59.999Z",
    "1900-01-01T00:00:00Z",
    "0000-01-01T00:00:00Z",
    "2026-04-31T00:00:00.000Z",
    "2026-13-01T00:00:00.000Z",
    "2026-00-01T00:00:00.000Z",
    "2026-01-00T00:00:00.000Z",
    "2026-01-01T24:00:00.000Z",
    "2026-01-01T23:60:00.000Z",
    "2026-01-01T23:59:60.000Z",
    "2026-01-01T00:00:00Z",
    "2026-01-01T00:00:00.Z",
    "2026-01-01T00:00:00.1Z",
    "2026-01-01T00:00:00.12Z",
    "2026-01-01T00:00:00.9999999Z",
    "2026-01-01T00:00:00.123456789Z",
    "2026-01-01T00:00:00.1234567890Z",
    "2026-01-01T00:00:00.000",
    "2026-01-01T00:00:00.000+00:00",
    "2026-01-01 00:00:00.000Z",
    "2026-1-01T00:00:00.000Z",
    "18:5-01-01T00:00:00.000Z",
    "20/6-01-01T00:00:00.000Z",
    "2026-01-01T0:000:00.000Z",
    "2026-01-01",
];

/** Text over the bytes that CSV gives a meaning, and others. */
const hostileText = fc.string({
    unit: fc.constantFrom(
        '"',
        '""',
        ",",
        "\n",
        "\r",
        "\r\n",
        '","',
        "a",
        "%41",
        "+",
        "é",
        "経",
        "\0",
    ),
    maxLength: 12,
});
const longText = fc
    .tuple(fc.integer({ min: 0, max: 3000 }), fc.constantFrom("k", '"', "k\n", "%41"))
    .map(([length, unit]) => unit.repeat(length).slice(0, 3000));

/** Texts that are worth a try in a column; "" is always one more. */
export function knownValues(column: string): readonly string[] {
    const isInstant = columnDefinitions.some(
        ({ name, kind }) => name === column && kind === "instant",
    );
    return isInstant ? instants : (valuesByColumn[column] ?? ["DISABLED", "false"]);
}

function field(column: string): fc.Arbitrary<string> {
    const known = knownValues(column);
    const isInstant = known === instants;
    const [first = "", second = ""] = known;
    return fc.oneof(
        { weight: 160, arbitrary: fc.constantFrom(first, second) },
        { weight: 15, arbitrary: fc.constantFrom(...known) },
        { weight: 20, arbitrary: fc.constant("") },
        { weight: 2, arbitrary: hostileText },
        { weight: 1, arbitrary: longText },
        ...(isInstant ? [{ weight: 40, arbitrary: anyInstant }] : []),
    );
}

const anyInstant = fc
    .date({ min: new Date(0), max: new Date("2100-01-02T00:00:00Z"), noInvalidDate: true })
    .map((date) => date.toISOString());

/** How a record is written: as S3 does, with quotes only where they must be, and with which line end. */
interface Style {
    readonly isQuoted: boolean;
    readonly lineEnd: "\n" | "\r\n";
    readonly emptyLinesBefore: number;
}

const style: fc.Arbitrary<Style> = fc.record({
    isQuoted: fc.oneof(
        { weight: 9, arbitrary: fc.constant(true) },
        { weight: 1, arbitrary: fc.constant(false) },
    ),
    lineEnd: fc.oneof(
        { weight: 9, arbitrary: fc.constant("\n" as const) },
        { weight: 1, arbitrary: fc.constant("\r\n" as const) },
    ),
    emptyLinesBefore: fc.oneof(
        { weight: 19, arbitrary: fc.constant(0) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }) },
    ),
});

function record(fields: readonly string[], { isQuoted, lineEnd, emptyLinesBefore }: Style): string {
    const cells = fields.map((text) =>
        isQuoted || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text,
    );
    return lineEnd.repeat(emptyLinesBefore) + cells.join(",") + lineEnd;
}

/** Every column there is, and one that there is not. */
export const columnNames = [...columnDefinitions.map(({ name }) => name), "NotYetInvented"];

/** Mostly with a key, now and then with a column listed twice. */
const columnLists: fc.Arbitrary<string[]> = fc.oneof(
    { weight: 6, arbitrary: fc.shuffledSubarray(columnNames, { minLength: 1, maxLength: 8 }) },
    {
        weight: 30,
        arbitrary: fc
            .tuple(fc.shuffledSubarray(columnNames.slice(2), { maxLength: 12 }), fc.nat(), fc.nat())
            .map(([columns, key, bucket]) => {
                const withKey = columns.toSpliced(key % (columns.length + 1), 0, "Key");
                return withKey.toSpliced(bucket % (withKey.length + 1), 0, "Bucket");
            }),
    },
    { weight: 1, arbitrary: fc.array(fc.constantFrom(...columnNames), { maxLength: 6 }) },
);

export interface HostileCsv {
    readonly columns: readonly string[];
    readonly text: string;
}

/** Sound CSV of any columns. */
export const soundCsv: fc.Arbitrary<HostileCsv> = columnLists.chain((columns) => {
    const fields = fc.tuple(...columns.map(field)).chain((row: string[]) =>
        // A field too many or too few.
        fc.oneof(
            { weight: 30, arbitrary: fc.constant(row) },
            { weight: 1, arbitrary: fc.constant([...row, "x"]) },
            { weight: 1, arbitrary: fc.constant(row.length > 1 ? row.slice(1) : row) },
        ),
    );
    return fc
        .tuple(fc.array(fc.tuple(fields, style), { maxLength: 30 }), fc.boolean())
        .map(([rows, endsLine]) => {
            const text = rows.map((row) => record(...row)).join("");
            return { columns, text: endsLine ? text : text.replace(/\r?\n$/, "") };
        });
});

/** Sound CSV with a few bytes put in, taken out or written over. */
export const brokenCsv: fc.Arbitrary<{ readonly columns: readonly string[]; bytes: Buffer }> = fc
    .tuple(
        soundCsv,
        fc.array(
            fc.tuple(
                fc.nat(),
                fc.constantFrom(0, 1),
                fc.constantFrom('"', '"', ",", "\n", "\r", "\r\n", "a", "", "\xff", "\0"),
            ),
            { minLength: 1, maxLength: 6 },
        ),
    )
    .map(([{ columns, text }, edits]) => {
        let bytes = Buffer.from(text);
        for (const [place, removed, put] of edits) {
            const at = place % (bytes.length + 1);
            const rest = bytes.subarray(Math.min(at + removed, bytes.length));
            bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(put, "latin1"), rest]);
        }
        return { columns, bytes };
    });

/** Sizes of the pieces that a file comes in. */
export const chunkSizes: fc.Arbitrary<number> = fc.constantFrom(1, 2, 3, 7, 64, 4096, 1024 * 1024);
