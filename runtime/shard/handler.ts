/** The Lambda entry point of a shard: called by the state machine of large scans, once per item. */
import { shardItem } from "../../model/scale/shardItem";
import { awsPorts } from "./awsPorts";
import { scanShard } from "./scanShard";

const ports = awsPorts();

/** Answers as little as possible: Step Functions gathers the answers of all shards. */
export async function handler(event: unknown): Promise<{ readonly shard: number }> {
    const { shard } = await scanShard(ports, shardItem(event));
    return { shard };
}
