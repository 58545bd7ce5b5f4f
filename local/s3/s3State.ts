import { AwsError, NotImplemented, type World } from "../core/contracts";
import type { BucketState } from "./bucketState";

/** Everything S3 knows in one world: the buckets of all accounts (names are global) and the running counters. */
export class S3State {
    readonly world: World;
    readonly buckets = new Map<string, BucketState>();
    /** Key ARNs of the AWS managed key aws/s3, made on first use, per account. */
    readonly managedKeys = new Map<string, string>();
    private sequence = 0;

    constructor(world: World) {
        this.world = world;
    }

    /** @throws AwsError NoSuchBucket (404) */
    bucket(name: string): BucketState {
        const bucket = this.buckets.get(name);
        if (bucket !== undefined) return bucket;
        throw new AwsError("NoSuchBucket", 404, "The specified bucket does not exist", {
            BucketName: name,
        });
    }

    /** Hexadecimal, growing with every change of an object, as in S3 event records. */
    nextSequencer(): string {
        this.sequence++;
        const time = this.world.clock.now().toString(16).padStart(12, "0");
        return `${time}${this.sequence.toString(16).padStart(8, "0")}`.toUpperCase();
    }

    /**
     * A version id in one piece of memory: text that was put together character by character keeps all its pieces,
     * which for 10^6 objects is half a gigabyte.
     */
    newVersionId(): string {
        return Buffer.from(this.world.ids.versionId(), "latin1").toString("latin1");
    }

    /** Refuses by name what is not implemented; a rehearsal fails on any recorded refusal. */
    refuse(what: string): never {
        const refusal = new NotImplemented(`S3 ${what}`);
        this.world.refusals.push(refusal.message);
        throw refusal;
    }
}
