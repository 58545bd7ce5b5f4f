/**
 * What a tier's runs have done up to a point, kept in the control bucket, so that a run reads the reports of the few
 * runs since the newest list and not those of years. A list is written once and is nothing but a short cut: all of it
 * can be read again from reports, as long as the runs' manifests exist
 * (manifestKeepDays). Lists have no end for that reason: infra/foundation/foundationLifecycle.ts.
 */
import { createHash } from "node:crypto";
import { DoneBook } from "../../model/runs/doneBook";
import { doneListKey, doneListPrefix } from "../../model/naming/keys";
import { canonicalJson } from "../../model/runs/canonicalJson";
import type { InventoryReference } from "../../model/runs/records";
import type { SubmitPorts } from "./ports";

export interface DoneList {
    readonly book: DoneBook;
    /** Ids of the runs whose every job is in the book, and of those without any. */
    readonly runs: readonly string[];
}

/** First line of a stored list; the book's bytes follow. */
interface Header {
    readonly kind: "done";
    readonly schemaVersion: 1;
    readonly deed: string;
    readonly runs: readonly string[];
    readonly sha256: string;
}

/** Which tier does what: a list is good for one deed. */
export interface DoneListPlace {
    readonly bucket: string;
    readonly tier: string;
    readonly deed: string;
}

/** A damaged list is passed over for the one before it; more of them than this are no accident. */
const maxListsTried = 3;

const sha256 = (bytes: Buffer | string): string => createHash("sha256").update(bytes).digest("hex");

const prefixOf = ({ bucket, tier, deed }: DoneListPlace): string =>
    doneListPrefix(bucket, tier, sha256(deed).slice(0, 16));

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
            tier: place.tier,
        });
    }
    return undefined;
}

/** Keeps a list for the runs after this one, unless this run has one already: then that one counts. */
export async function writeDoneList(
    ports: Pick<SubmitPorts, "control">,
    place: DoneListPlace,
    run: { readonly runId: string; readonly inventory: InventoryReference },
    list: DoneList,
): Promise<void> {
    const body = list.book.toBytes();
    const header: Header = {
        kind: "done",
        schemaVersion: 1,
        deed: place.deed,
        runs: list.runs,
        sha256: sha256(body),
    };
    await ports.control.create(
        doneListKey(prefixOf(place), run.inventory.createdAt, run.runId),
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
    if (header.sha256 !== sha256(body) || header.runs === undefined) return undefined;
    return { book: DoneBook.fromBytes(body), runs: header.runs };
}
