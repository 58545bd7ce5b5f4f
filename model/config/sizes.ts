/** Units of sizes: decimal (KB, MB, …) as on bills of disks, binary (KiB, MiB, …) as S3 counts. */
const unitBytes: Readonly<Record<string, number>> = {
    B: 1,
    KB: 1e3,
    MB: 1e6,
    GB: 1e9,
    TB: 1e12,
    PB: 1e15,
    KiB: 2 ** 10,
    MiB: 2 ** 20,
    GiB: 2 ** 30,
    TiB: 2 ** 40,
    PiB: 2 ** 50,
};

/** What `sizeBytes` reads; part of the published schema. */
export const sizePattern = "^[0-9][0-9_]*(\\.[0-9]+)? ?([KMGTP]i?B|B)?$";

/** Bytes meant by `256 KiB`, `5 GB`, `1_000` or a number; undefined when that is no whole number of bytes. */
export function sizeBytes(value: string | number): number | undefined {
    if (typeof value === "number") return whole(value);
    const match = /^([0-9][0-9_]*(?:\.[0-9]+)?) ?([KMGTP]i?B|B)?$/.exec(value);
    const factor = unitBytes[match?.[2] ?? "B"];
    if (match?.[1] === undefined || factor === undefined) return undefined;
    return whole(Number(match[1].replaceAll("_", "")) * factor);
}

/** What `count` reads: YAML 1.2 takes 5_000_000 for a string, Pulumi's parser for a number. */
export const countPattern = "^[0-9][0-9_]*$";

/** The whole number meant by `5_000_000` or 5000000; undefined for anything else. */
export function count(value: string | number): number | undefined {
    if (typeof value === "number") return whole(value);
    return new RegExp(countPattern).test(value)
        ? whole(Number(value.replaceAll("_", "")))
        : undefined;
}

const whole = (value: number): number | undefined =>
    Number.isSafeInteger(value) && value >= 0 ? value : undefined;

/** `262144` as `256 KiB`: the largest binary unit that divides it, for messages. */
export function sizeText(bytes: number): string {
    for (const unit of ["PiB", "TiB", "GiB", "MiB", "KiB"]) {
        const factor = unitBytes[unit] ?? 1;
        if (bytes >= factor && bytes % factor === 0) return `${bytes / factor} ${unit}`;
    }
    return `${bytes} bytes`;
}

/** What `durationHours` reads. */
export const durationPattern = "^[1-9][0-9]* (hours?|days?)$";

/** Hours meant by `36 hours` or `3 days`; undefined for anything else. */
export function durationHours(value: string): number | undefined {
    const match = /^([1-9][0-9]*) (hours?|days?)$/.exec(value);
    if (match === null) return undefined;
    return whole(Number(match[1]) * (match[2]?.startsWith("day") === true ? 24 : 1));
}
