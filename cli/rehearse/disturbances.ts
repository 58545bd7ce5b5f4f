/** What the world does to objects and calls while the product works: the levers of the rehearsal. */
import { AwsError, type S3Api } from "../../local/core/contracts";
import type { LocalStack } from "../localStack";
import type { RehearsedObject } from "./expectation";
import type { Before } from "./objectChecks";

/** Owners overwrite and delete objects after the scan and before the job. */
export async function actMeanwhile(
    { world }: LocalStack,
    seeded: readonly Before[],
): Promise<{ overwritten: number; deleted: number }> {
    let overwritten = 0;
    let deleted = 0;
    for (const { rehearsed, record } of seeded) {
        const { bucket, object, meanwhile } = rehearsed;
        const owner = world.administrator(world.s3.bucketAccount(bucket) ?? "");
        if (meanwhile === "overwritten") {
            await world.s3.putObject(owner, {
                bucket,
                key: object.key,
                body: { bytes: Buffer.from("written after the inventory was taken") },
                metadata: { "written-by": "owner" },
            });
            overwritten += 1;
        } else if (meanwhile !== undefined) {
            const version = meanwhile === "purged" ? { versionId: record.versionId } : {};
            await world.s3.deleteObject(owner, { bucket, key: object.key, ...version });
            deleted += 1;
        }
    }
    return { overwritten, deleted };
}

/** S3 answers SlowDown to the first copies of the objects that ask for it. */
export function slowDownCopies({ world }: LocalStack, objects: readonly RehearsedObject[]): void {
    const left = new Map<string, number>(
        objects.flatMap(({ bucket, object, slowDowns }) =>
            slowDowns ? [[`${bucket}/${object.key}`, slowDowns] as const] : [],
        ),
    );
    const copyObject: S3Api["copyObject"] = world.s3.copyObject.bind(world.s3);
    world.s3.copyObject = async (...[ctx, input]: Parameters<S3Api["copyObject"]>) => {
        const id = `${input.source.bucket}/${input.source.key}`;
        const remaining = left.get(id) ?? 0;
        if (remaining > 0) {
            left.set(id, remaining - 1);
            throw new AwsError("SlowDown", 503, "Please reduce your request rate.");
        }
        return copyObject(ctx, input);
    };
}
