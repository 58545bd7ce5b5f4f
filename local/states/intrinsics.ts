import { createHash } from "node:crypto";
import { isRecord, type Json, sameJson } from "./jsonValue";
import { StatesFailure } from "./statesFailure";

/** Seeded randomness of the world. */
export interface Randomness {
    random(): number;
    uuid(): string;
}

type Intrinsic = (args: readonly Json[], chance: Randomness) => Json;

const hashes: Readonly<Record<string, string>> = {
    MD5: "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
};

/** Longest text that the Base64 and hash functions take (Developer Guide, "Intrinsic functions"). */
const maxText = 10_000;
const maxRange = 1000;

/** The intrinsic functions of the States Language for JSONPath, by name; all that AWS documents. */
export const intrinsics: Readonly<Record<string, Intrinsic>> = {
    "States.Format": ([template, ...values]) => {
        let next = 0;
        const text = asText(template).replace(/\\([{}\\'])|\{\}/g, (found, escaped?: string) => {
            if (escaped !== undefined) return escaped;
            if (next >= values.length) throw failure(`States.Format: no argument for ${found}`);
            const value = values[next++] ?? null;
            return typeof value === "string" ? value : JSON.stringify(value);
        });
        if (next < values.length) throw failure("States.Format: more arguments than {}");
        return text;
    },
    "States.StringToJson": ([text]) => {
        try {
            return JSON.parse(asText(text)) as Json;
        } catch {
            throw failure(`States.StringToJson: not JSON: ${JSON.stringify(text)}`);
        }
    },
    "States.JsonToString": ([value]) => JSON.stringify(present(value)),
    "States.Array": (args) => args,
    "States.ArrayPartition": ([list, size]) => {
        const [items, step] = [asList(list), asWhole(size)];
        if (step < 1) throw failure(`States.ArrayPartition: size must be from 1 up, got ${step}`);
        return Array.from({ length: Math.ceil(items.length / step) }, (_, i) =>
            items.slice(i * step, (i + 1) * step),
        );
    },
    "States.ArrayContains": ([list, wanted]) =>
        asList(list).some((one) => sameJson(one, present(wanted))),
    "States.ArrayRange": ([first, last, by]) => {
        const [from, to, step] = [asWhole(first), asWhole(last), asWhole(by)];
        const length = Math.floor((to - from) / step) + 1;
        if (step === 0 || length > maxRange) {
            throw failure(`States.ArrayRange: step must not be 0, at most ${maxRange} items`);
        }
        return Array.from({ length: Math.max(0, length) }, (_, i) => from + i * step);
    },
    "States.ArrayGetItem": ([list, index]) => {
        const found = asList(list)[asWhole(index)];
        if (found === undefined)
            throw failure(`States.ArrayGetItem: no item ${JSON.stringify(index)}`);
        return found;
    },
    "States.ArrayLength": ([list]) => asList(list).length,
    "States.ArrayUnique": ([list]) => {
        const unique: Json[] = [];
        for (const item of asList(list)) {
            if (!unique.some((one) => sameJson(one, item))) unique.push(item);
        }
        return unique;
    },
    "States.Base64Encode": ([text]) => Buffer.from(shortText(text)).toString("base64"),
    "States.Base64Decode": ([text]) => Buffer.from(shortText(text), "base64").toString("utf8"),
    "States.Hash": ([data, algorithm]) => {
        const name = hashes[asText(algorithm)];
        if (name === undefined)
            throw failure(`States.Hash: no algorithm ${JSON.stringify(algorithm)}`);
        const text = typeof data === "string" ? data : JSON.stringify(present(data));
        return createHash(name).update(shortText(text)).digest("hex");
    },
    "States.JsonMerge": ([left, right, deep]) => {
        if (!isRecord(left) || !isRecord(right) || deep !== false) {
            throw failure("States.JsonMerge: takes two objects and false (shallow merging)");
        }
        return { ...left, ...right };
    },
    "States.MathRandom": ([first, end, seed], chance) => {
        if (seed !== undefined) throw failure("States.MathRandom: a seed is not implemented");
        const [from, to] = [asWhole(first), asWhole(end)];
        return from + Math.floor(chance.random() * (to - from));
    },
    "States.MathAdd": ([a, b]) => asWhole(a) + asWhole(b),
    "States.StringSplit": ([text, separators]) => {
        const set = new Set(asText(separators));
        const parts: string[] = [];
        let part = "";
        for (const char of asText(text)) {
            if (set.has(char)) {
                parts.push(part);
                part = "";
            } else part += char;
        }
        parts.push(part);
        return parts.filter((one) => one !== "");
    },
    "States.UUID": (_args, chance) => chance.uuid(),
};

/** How many arguments each takes: [fewest, most]. */
export const intrinsicArguments: Readonly<Record<string, readonly [number, number]>> = {
    "States.Format": [1, 100],
    "States.StringToJson": [1, 1],
    "States.JsonToString": [1, 1],
    "States.Array": [0, 1000],
    "States.ArrayPartition": [2, 2],
    "States.ArrayContains": [2, 2],
    "States.ArrayRange": [3, 3],
    "States.ArrayGetItem": [2, 2],
    "States.ArrayLength": [1, 1],
    "States.ArrayUnique": [1, 1],
    "States.Base64Encode": [1, 1],
    "States.Base64Decode": [1, 1],
    "States.Hash": [2, 2],
    "States.JsonMerge": [3, 3],
    "States.MathRandom": [2, 2],
    "States.MathAdd": [2, 2],
    "States.StringSplit": [2, 2],
    "States.UUID": [0, 0],
};

const failure = (reason: string): StatesFailure =>
    new StatesFailure("States.IntrinsicFailure", reason);

const present = (value: Json | undefined): Json => value ?? null;

function asText(value: Json | undefined): string {
    if (typeof value === "string") return value;
    throw failure(`must be a string, got ${JSON.stringify(value)}`);
}

function shortText(value: Json | undefined): string {
    const text = asText(value);
    if (text.length > maxText) throw failure(`must be at most ${maxText} characters`);
    return text;
}

function asList(value: Json | undefined): readonly Json[] {
    if (Array.isArray(value)) return value as readonly Json[];
    throw failure(`must be an array, got ${JSON.stringify(value)}`);
}

function asWhole(value: Json | undefined): number {
    if (typeof value === "number") return Math.round(value);
    throw failure(`must be a number, got ${JSON.stringify(value)}`);
}
