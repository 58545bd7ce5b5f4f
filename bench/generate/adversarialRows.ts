/**
 * Fields of rows that broke a fast scanner once (reference/inventory-scan.md, section 4): empty, odd-length and
 * overlong fields everywhere, keys with and without the bench tiers' affixes. Texts as they stand in a CSV inventory,
 * in the bench's columns; some keys are no valid encoding.
 */
import { benchBucket } from "./benchRows";
import { Random } from "./random";

const keyLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-%+/._-%+".split("");
const keyLettersAndComma = [...keyLetters, ",", ",", ","];
const prefixes = ["", "", "logs/", "data/raw/", "backup/", "log", "data/ra"];
const suffixes = ["", "", ".mp4", ".bak", ".mp", "4"];
/** The classes of S3 Inventory as of the bench, targets of this product or not. */
const classes = [
    "STANDARD",
    "STANDARD_IA",
    "ONEZONE_IA",
    "INTELLIGENT_TIERING",
    "GLACIER",
    "GLACIER_IR",
    "DEEP_ARCHIVE",
    "REDUCED_REDUNDANCY",
];
const booleans = ["true", "false"];

function text(random: Random, letters: readonly string[], length: number): string {
    let made = "";
    for (let left = length; left > 0; left--) made += random.oneOf(letters);
    return made;
}

function key(random: Random, letters: readonly string[]): string {
    const length = random.between(0, 11) === 0 ? random.between(0, 899) : random.between(0, 89);
    return random.oneOf(prefixes) + text(random, letters, length) + random.oneOf(suffixes);
}

function versionId(random: Random): string {
    const length = random.oneOf([-1, 0, 31, 32, 32, 33, 100]);
    return length < 0 ? "null" : text(random, keyLetters, length).replaceAll("%", "x");
}

function size(random: Random): string {
    switch (random.between(0, 5)) {
        case 0:
            return "";
        case 1:
            return "0";
        case 2:
            return "5368709120";
        default:
            return random.between(0, 2 ** 24).toString();
    }
}

function instant(random: Random): string {
    const second = random.between(Date.UTC(2010, 0) / 1000, Date.UTC(2029, 11, 31) / 1000);
    return new Date(second * 1000).toISOString();
}

function eTag(random: Random): string {
    const length = random.oneOf([0, 8, 32, 32]);
    const parts = length === 32 && random.share() < 0.3 ? `-${random.between(2, 10_000)}` : "";
    return random.hex(length) + parts;
}

/** The same rows for the same seed; `commas` puts raw commas into keys. */
export function* adversarialRows(
    seed: number,
    count: number,
    { commas }: { readonly commas: boolean },
): Generator<readonly string[]> {
    const random = new Random(seed);
    const letters = commas ? keyLettersAndComma : keyLetters;
    for (let made = 0; made < count; made++)
        yield [
            benchBucket,
            key(random, letters),
            versionId(random),
            random.oneOf(booleans),
            random.oneOf(booleans),
            size(random),
            instant(random),
            eTag(random),
            random.oneOf(classes),
            random.oneOf(["", "SSE-S3", "SSE-KMS", "SSE-C", "DSSE-KMS", "NOT-SSE"]),
        ];
}
