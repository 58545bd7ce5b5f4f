/** S3 as the task function sees it, in memory: one role's view, with every call recorded and failures on demand. */
import type { CopyPart } from "../../../model/jobs/copyParts";
import type { FoundObject } from "../../../model/jobs/taskDecision";
import type { ObjectName, TaskObjects, Written } from "../../../runtime/task/ports";

export interface FakeObject {
    found: FoundObject;
    tags: Record<string, string>;
}

/** An error as the SDK throws it. */
export function serviceError(name: string, httpStatusCode: number, message = name): Error {
    return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}

export const object = (change: Partial<FoundObject> = {}): FoundObject => ({
    sizeBytes: 1000,
    etag: '"e1"',
    lastModified: new Date("2026-01-01T00:00:00Z"),
    storageClass: "STANDARD",
    restored: false,
    metadata: {},
    missingMetadata: 0,
    headers: {},
    ...change,
});

const nameOf = ({ bucket, key, versionId }: ObjectName): string =>
    `${bucket}/${key}${versionId === undefined ? "" : `?${versionId}`}`;

export class FakeObjects implements TaskObjects {
    readonly stored = new Map<string, FakeObject>();
    readonly calls: string[] = [];
    readonly uploads = new Map<
        string,
        { written: Written; tags: Record<string, string>; parts: Map<number, CopyPart> }
    >();
    /** Thrown by the next call of this name, then forgotten. */
    readonly failures = new Map<string, Error[]>();
    /** Runs before each call: a place for other writers. */
    before: (call: string) => void = () => undefined;
    #time = Date.parse("2026-11-22T12:00:00Z");

    put(name: string, found: FoundObject, tags: Record<string, string> = {}): void {
        this.stored.set(name, { found, tags });
    }

    fail(call: string, ...errors: Error[]): void {
        this.failures.set(call, errors);
    }

    head(name: ObjectName): Promise<FoundObject | undefined> {
        return this.#call("head", nameOf(name), () => this.stored.get(nameOf(name))?.found);
    }
    tags(name: ObjectName): Promise<Record<string, string>> {
        return this.#call("tags", nameOf(name), () => ({ ...this.#existing(name).tags }));
    }
    putTags(name: ObjectName, tags: Readonly<Record<string, string>>): Promise<void> {
        return this.#call("putTags", `${nameOf(name)} ${JSON.stringify(tags)}`, () => {
            this.#existing(name).tags = { ...tags };
        });
    }
    copy(source: ObjectName, sourceEtag: string, written: Written): Promise<void> {
        return this.#call("copy", `${nameOf(source)} to ${written.bucket}/${written.key}`, () => {
            const from = this.#ifMatch(source, sourceEtag);
            this.#destination(written);
            this.#write(written, from.found, from.found.sizeBytes, from.tags);
        });
    }
    createUpload(written: Written, tags: Readonly<Record<string, string>>): Promise<string> {
        return this.#call("createUpload", `${written.bucket}/${written.key}`, () => {
            const id = `upload-${this.uploads.size + 1}`;
            this.uploads.set(id, { written, tags: { ...tags }, parts: new Map() });
            return id;
        });
    }
    copyPart(
        source: ObjectName,
        sourceEtag: string,
        _written: Written,
        uploadId: string,
        part: CopyPart,
    ): Promise<string> {
        return this.#call("copyPart", `${uploadId} ${part.number}`, () => {
            this.#ifMatch(source, sourceEtag);
            this.uploads.get(uploadId)?.parts.set(part.number, part);
            return `"part-${part.number}"`;
        });
    }
    completeUpload(written: Written, uploadId: string, etags: readonly string[]): Promise<void> {
        return this.#call("completeUpload", uploadId, () => {
            const upload = this.uploads.get(uploadId);
            if (upload === undefined) throw serviceError("NoSuchUpload", 404);
            this.#destination(written);
            const bytes = [...upload.parts.values()].reduce(
                (sum, part) => sum + part.lastByte - part.firstByte + 1,
                0,
            );
            if (etags.some((etag, index) => etag !== `"part-${index + 1}"`))
                throw serviceError("InvalidPart", 400);
            this.#write(upload.written, undefined, bytes, upload.tags);
            this.uploads.delete(uploadId);
        });
    }
    abortUpload(_written: Written, uploadId: string): Promise<void> {
        return this.#call("abortUpload", uploadId, () => {
            this.uploads.delete(uploadId);
        });
    }

    #existing(name: ObjectName): FakeObject {
        const found = this.stored.get(nameOf(name));
        if (found === undefined) throw serviceError("NoSuchKey", 404);
        return found;
    }
    #ifMatch(name: ObjectName, etag: string): FakeObject {
        const found = this.#existing(name);
        if (found.found.etag !== etag) throw serviceError("PreconditionFailed", 412);
        return found;
    }
    #destination({ bucket, key, ifMatch }: Written): void {
        if (ifMatch === undefined) return;
        const there = this.stored.get(`${bucket}/${key}`);
        if (there === undefined) throw serviceError("NoSuchKey", 404);
        if (there.found.etag !== ifMatch) throw serviceError("PreconditionFailed", 412);
    }
    #write(
        written: Written,
        source: FoundObject | undefined,
        sizeBytes: number,
        tags: Record<string, string>,
    ): void {
        this.#time += 1000;
        const restated = written.restated;
        this.put(
            `${written.bucket}/${written.key}`,
            object({
                sizeBytes,
                etag: `"written-${this.#time}"`,
                lastModified: new Date(this.#time),
                storageClass: written.storageClass,
                metadata: restated?.metadata ?? source?.metadata ?? {},
                headers: restated?.headers ?? source?.headers ?? {},
            }),
            { ...tags },
        );
    }
    async #call<T>(name: string, what: string, act: () => T): Promise<T> {
        await Promise.resolve();
        this.before(name);
        this.calls.push(`${name} ${what}`);
        const error = this.failures.get(name)?.shift();
        if (error !== undefined) throw error;
        return act();
    }
}
