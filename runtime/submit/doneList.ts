/**
 * What a bucket's runs have done up to a point, kept in the control bucket, so that a run reads the reports of the few
 * runs since the newest list and not those of years. A list is written once and is nothing but a short cut: all of it
 * can be read again from reports, as long as the runs' manifests exist
 * (manifestKeepDays). Lists have no end for that reason: infra/foundation/foundationLifecycle.ts.
 */
import { createHash } from "node:crypto";
import { DoneBook } from "../../model/runs/doneBook";
import { doneListKey, doneListPrefix } from "../../model/naming/keys";
import { TriedBook } from "../../model/runs/triedBook";
import { canonicalJson } from "../../model/runs/canonicalJson";
import { deedHash } from "../../model/runs/deed";
import type { InventoryReference } from "../../model/runs/records";
import type { SubmitPorts } from "./ports";

export interface DoneList {
    readonly done: DoneBook;
    readonly tried: TriedBook;
    /** Ids of the runs whose every job is in the books, and of those without any. */
    readonly runs: readonly string[];
}

/** First line of a stored list; the bytes of both books follow. */
interface Header {
    readonly kind: "done";
    readonly schemaVersion: 1;
    readonly deed: string;
    readonly runs: readonly string[];
    /** Where the second book begins. */
    readonly doneBytes: number;
    readonly sha256: string;
}

/** A list is good for one deed, whichever tiers did it. */
export interface DoneListPlace {
    readonly bucket: string;
    readonly deed: string;
}

/** A damaged list is passed over for the one before it; more of them than this are no accident. */
const maxListsTried = 3;

const sha256 = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");

const prefixOf = ({ bucket, deed }: DoneListPlace): string =>
    doneListPrefix(bucket, deedHash(deed));

/** The newest sound list, or undefined. */
export async function readDoneList(
    ports: Pick<SubmitPorts, "control" | "telemetry">,
    place: DoneListPlace,
): Promise<DoneList | undefined> {
    const keys = [...(await ports.control.list(prefixOf(place)))].reverse();
    for (const key of keys.slice(0, maxListsTried)) {
        const stored = await ports.control.read(key);
        const list = stored === undefined ? undefined : parsed(stored.bytes, place.deed);
        if (list !== undefined) return list;
        ports.telemetry.warn(`${key}: is damaged and passed over; delete it`, {
            bucket: place.bucket,
        });
    }
    return undefined;
}

/** Keeps a list for later inventories, unless this one has one already: then that one counts. */
export async function writeDoneList(
    ports: Pick<SubmitPorts, "control">,
    place: DoneListPlace,
    inventory: InventoryReference,
    list: DoneList,
): Promise<void> {
    const done = list.done.toBytes();
    const body = Buffer.concat([done, list.tried.toBytes()]);
    const header: Header = {
        kind: "done",
        schemaVersion: 1,
        deed: place.deed,
        runs: list.runs,
        doneBytes: done.length,
        sha256: sha256(body),
    };
    await ports.control.create(
        doneListKey(prefixOf(place), inventory.createdAt, inventory.manifestMd5),
        Buffer.concat([Buffer.from(`${canonicalJson(header)}\n`), body]),
        "application/octet-stream",
    );
}

function parsed(bytes: Buffer, deed: string): DoneList | undefined {
    const end = bytes.indexOf("\n");
    if (end < 0) return undefined;
    let header: Partial<Header> | null;
    try {
        header = JSON.parse(bytes.toString("utf8", 0, end)) as Partial<Header> | null;
    } catch {
        return undefined;
    }
    const body = bytes.subarray(end + 1);
    if (header?.kind !== "done" || header.schemaVersion !== 1 || header.deed !== deed)
        return undefined;
    const { runs, doneBytes } = header;
    if (header.sha256 !== sha256(body) || runs === undefined || doneBytes === undefined)
        return undefined;
    return {
        done: DoneBook.fromBytes(body.subarray(0, doneBytes)),
        tried: TriedBook.fromBytes(body.subarray(doneBytes)),
        runs,
    };
}
