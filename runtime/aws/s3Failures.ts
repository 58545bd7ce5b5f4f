/** What an S3 error means, by its name and status; the SDK spells the same answer in more than one way. */

interface ServiceError {
    readonly name?: string | undefined;
    readonly $metadata?: { readonly httpStatusCode?: number | undefined } | undefined;
}

const statusOf = (error: unknown): number | undefined =>
    (error as ServiceError | undefined)?.$metadata?.httpStatusCode;
const nameOf = (error: unknown): string | undefined => (error as ServiceError | undefined)?.name;

/** No such object: GET says NoSuchKey, HEAD has no body and says NotFound. */
export const isNotFound = (error: unknown): boolean =>
    nameOf(error) === "NoSuchKey" || nameOf(error) === "NotFound" || statusOf(error) === 404;

/** `If-None-Match: *` found something. */
export const isPreconditionFailed = (error: unknown): boolean =>
    nameOf(error) === "PreconditionFailed" || statusOf(error) === 412;

/** Two conditional writes met; S3 answers 409 ConditionalRequestConflict and asks for another try. */
export const isConditionalConflict = (error: unknown): boolean =>
    nameOf(error) === "ConditionalRequestConflict" ||
    (statusOf(error) === 409 && nameOf(error) !== "BucketAlreadyExists");

/** The multipart upload is over: completed by an earlier try whose answer was lost, or aborted. */
export const isNoSuchUpload = (error: unknown): boolean => nameOf(error) === "NoSuchUpload";

const conflictAttempts = 8;

/** Runs a conditional write again while S3 reports a conflict, at most a few times, then lets the error out. */
export async function retryingConflicts<T>(write: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
        try {
            return await write();
        } catch (error) {
            if (!isConditionalConflict(error) || attempt >= conflictAttempts) throw error;
            const pause = 20 * 2 ** attempt * (0.5 + Math.random() / 2);
            await new Promise((resolve) => setTimeout(resolve, pause));
        }
    }
}
