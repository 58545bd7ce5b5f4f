/**
 * What the task function says of one object, as the resultString that the completion report keeps in its
 * ResultMessage column: "<verdict>: <detail>". One codec, because reconcile and the proof read what task writes.
 */

export const taskVerdicts = [
    /** Succeeded: the object was written in the wanted class. */
    "archived",
    /** Succeeded: the object now carries the tag that its lifecycle rule acts on. */
    "marked",
    /** Succeeded: it was there before; nothing was done. */
    "already",
    /** Succeeded as a task, but the object was left alone on purpose and is not claimed as archived. */
    "skipped",
    /** PermanentFailure: no such object or version, or a delete marker. */
    "gone",
    /** PermanentFailure: written again since the inventory. */
    "changed",
    /** PermanentFailure: a person must act (permission, archived source, no room for a tag, bad request). */
    "refused",
    /** TemporaryFailure: throttled, timed out, a conflict. */
    "retry",
] as const;

export type TaskVerdict = (typeof taskVerdicts)[number];

/** Bytes of UTF-8 that a resultString may have [S3 User Guide, April 2026: 1,024 characters]. */
export const maxResultBytes = 1024;

/** The resultString of a verdict: one line, cut to `maxResultBytes` on a character boundary. */
export function taskResultString(verdict: TaskVerdict, detail: string): string {
    // Control characters would break the report's rows for readers that split lines.
    const text = `${verdict}: ${detail}`.replace(/\p{Cc}+/gu, " ");
    if (Buffer.byteLength(text) <= maxResultBytes) return text;
    const mark = "...";
    let kept = "";
    let bytes = Buffer.byteLength(mark);
    for (const character of text) {
        bytes += Buffer.byteLength(character);
        if (bytes > maxResultBytes) break;
        kept += character;
    }
    return kept + mark;
}

/** The verdict a ResultMessage begins with; undefined for a message of the service or of another function. */
export function taskVerdictOf(resultMessage: string): TaskVerdict | undefined {
    const colon = resultMessage.indexOf(":");
    if (colon < 0) return undefined;
    const head = resultMessage.slice(0, colon);
    return taskVerdicts.find((verdict) => verdict === head);
}
