/**
 * Pulumi's wire form of property values and the plain values handlers work with. Secrets are unwrapped (the local
 * AWS keeps no secrets), resource references become the referenced id, archives and assets become their paths.
 * Sentinels: @pulumi/pulumi 3.270 runtime/rpc.js.
 */
import {
    specialArchiveSig,
    specialAssetSig,
    specialOutputValueSig,
    specialResourceSig,
    specialSecretSig,
    specialSigKey,
} from "@pulumi/pulumi/runtime/rpc";

export type Plain =
    null | boolean | number | string | readonly Plain[] | { readonly [key: string]: Plain };

/** A file or folder handed over as a Pulumi asset or archive. */
export interface PathAsset {
    readonly path: string;
}

/** Plain form of a deserialised Struct. Throws for a special object this module has never heard of. */
export function plainValue(value: unknown): Plain {
    if (value === null || value === undefined) return null;
    if (typeof value === "boolean" || typeof value === "number" || typeof value === "string") {
        return value;
    }
    if (Array.isArray(value)) return value.map(plainValue);
    if (typeof value !== "object") throw new Error(`property of unexpected type ${typeof value}`);
    const record = value as Record<string, unknown>;
    switch (record[specialSigKey]) {
        case undefined:
            return Object.fromEntries(Object.entries(record).map(([k, v]) => [k, plainValue(v)]));
        case specialSecretSig:
        case specialOutputValueSig:
            return plainValue(record["value"]);
        case specialResourceSig:
            return plainValue(record["id"] ?? record["urn"]);
        case specialArchiveSig:
        case specialAssetSig:
            if (typeof record["path"] === "string") return { path: record["path"] };
            if (typeof record["text"] === "string") return { text: record["text"] };
            throw new Error(
                "an asset archive that is neither a path nor text is not supported here",
            );
        default:
            throw new Error(`special property value ${String(record[specialSigKey])} is not known`);
    }
}

export function plainObject(value: unknown): Record<string, Plain> {
    const plain = plainValue(value ?? {});
    if (plain === null || typeof plain !== "object" || Array.isArray(plain)) {
        throw new Error("resource inputs must be an object");
    }
    return plain as Record<string, Plain>;
}
