/**
 * Rows of the bench inventory: the distributions of reference/inventory-scan.md, section 7, with what its real
 * deliveries correct: delete markers have no class, some versions are null versions.
 */
import { Random } from "./random";

/** One row as values, whatever the format; undefined is an empty field (CSV) or a null (ORC, Parquet). */
export interface BenchRow {
    readonly bucket: string;
    /** Raw, not encoded. */
    readonly key: string;
    /** Undefined is the null version. */
    readonly versionId: string | undefined;
    readonly isLatest: boolean;
    readonly isDeleteMarker: boolean;
    readonly size: number | undefined;
    /** Milliseconds since the epoch, whole seconds. */
    readonly lastModified: number;
    readonly eTag: string | undefined;
    readonly storageClass: string | undefined;
    readonly encryptionStatus: string | undefined;
}

/** Columns of the bench inventory in their order, in the spelling of CSV inventories. */
export const benchColumns: readonly string[] = [
    "Bucket",
    "Key",
    "VersionId",
    "IsLatest",
    "IsDeleteMarker",
    "Size",
    "LastModifiedDate",
    "ETag",
    "StorageClass",
    "EncryptionStatus",
];

export const benchBucket = "analytics-landing-eu-west-1";
/** The bench's "now" and the start of its inventory, milliseconds since the epoch. */
export const benchNow = Date.parse("2026-11-22T00:00:00.000Z");

const dayMilliseconds = 24 * 60 * 60 * 1000;
const versionLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";
const words = [
    "année",
    "über-größe",
    "résumé",
    "niño",
    "façade",
    "Zürich",
    "Straße",
    "crème brûlée",
    "final version",
    "new file",
    "c++",
    "invoice",
    "report",
    "snapshot",
    "export",
    "thumbnail",
    "transactions",
    "customer",
    "sensor",
    "clickstream",
    "measurement",
];
const departments = ["finance", "sales", "human resources", "büro", "経理", "engineering", "legal"];
const extensions = [
    ".json",
    ".csv",
    ".txt",
    ".pdf",
    ".jpg",
    ".png",
    ".xml",
    ".zip",
    ".docx",
    ".mp4",
];
const services = ["web", "api", "auth", "billing"];
const mediaKinds = ["master", "proxy", "thumb"];

interface Folder {
    readonly prefix: string;
    /** Undefined: one of `extensions` for each row. */
    readonly extension?: string | undefined;
}

const two = (value: number): string => value.toString().padStart(2, "0");

function folder(random: Random, date: Date): Folder {
    const year = date.getUTCFullYear().toString();
    const month = two(date.getUTCMonth() + 1);
    const day = two(date.getUTCDate());
    switch (random.between(0, 6)) {
        case 0: {
            const hour = two(date.getUTCHours());
            const service = random.oneOf(services);
            return {
                prefix: `logs/app-${service}/${year}/${month}/${day}/${hour}/`,
                extension: ".log.gz",
            };
        }
        case 1:
            return {
                prefix: `data/raw/year=${year}/month=${month}/day=${day}/part-`,
                extension: ".parquet",
            };
        case 2:
            return { prefix: `data/curated/${random.oneOf(departments)}/${year}-${month}/` };
        case 3:
            return { prefix: `users/${random.hex(8)}/uploads/${year}/` };
        case 4:
            return {
                prefix: `media/${random.oneOf(mediaKinds)}/${random.hex(4)}/`,
                extension: ".mp4",
            };
        case 5:
            return {
                prefix: `backup/db-${two(random.between(0, 19))}/${year}${month}${day}/`,
                extension: ".bak",
            };
        default:
            return { prefix: `tmp/${random.hex(6)}/` };
    }
}

function storageClass(random: Random): string {
    const share = random.share();
    if (share < 0.7) return "STANDARD";
    if (share < 0.8) return "STANDARD_IA";
    if (share < 0.9) return "GLACIER";
    return share < 0.95 ? "INTELLIGENT_TIERING" : "GLACIER_IR";
}

function size(random: Random): number {
    if (random.share() < 0.01) return 0;
    return Math.min(6 * 2 ** 30, Math.floor(Math.exp(12.2 + 2.6 * random.normal())));
}

/** The same rows for the same seed. */
export function* generateRows(seed: number, count: number): Generator<BenchRow> {
    const random = new Random(seed);
    let made = 0;
    while (made < count) {
        const start = benchNow - Math.floor(random.share() * 5 * 365.25 * 86_400) * 1000;
        const { prefix, extension } = folder(random, new Date(start));
        let number = random.between(0, 899_999);
        for (let left = Math.min(random.between(11, 100), count - made); left > 0; left--) {
            const word = random.share() < 0.6 ? `${random.oneOf(words)}-` : "";
            const name = `${word}${(++number).toString().padStart(6, "0")}-${random.hex(24)}`;
            const isDeleteMarker = random.share() < 0.02;
            const later = Math.floor(random.share() * 3 * (dayMilliseconds / 1000)) * 1000;
            const parts = random.share() < 0.1 ? `-${random.between(2, 601)}` : "";
            yield {
                bucket: benchBucket,
                key: prefix + name + (extension ?? random.oneOf(extensions)),
                versionId: random.share() < 0.01 ? undefined : random.letters64(versionLetters, 32),
                isLatest: random.share() < 0.9,
                isDeleteMarker,
                size: isDeleteMarker ? undefined : size(random),
                lastModified: Math.min(start + later, benchNow),
                eTag: isDeleteMarker ? undefined : random.hex(32) + parts,
                storageClass: isDeleteMarker ? undefined : storageClass(random),
                encryptionStatus: isDeleteMarker
                    ? undefined
                    : random.share() < 0.7
                      ? "SSE-S3"
                      : "SSE-KMS",
            };
            made++;
        }
    }
}
