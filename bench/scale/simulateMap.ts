/** The distributed map over an inventory's data files, second by second: how long it takes and what it asks of S3. */
import { Random } from "../generate/random";

export interface MapRun {
    readonly shards: number;
    readonly concurrency: number;
    readonly childStartsPerSecond: number;
    /** Seconds that one shard takes, on average. */
    readonly meanSeconds: number;
    /** Standard deviation as a share of the mean. */
    readonly spread: number;
    readonly getsPerShard: number;
    readonly putsPerShard: number;
}

export interface MapResult {
    readonly wallSeconds: number;
    /** Sum over all shards. */
    readonly functionSeconds: number;
    readonly slowestShardSeconds: number;
    readonly mostAtOnce: number;
    /** Busiest second: reads when shards begin, writes when they end. */
    readonly peakGetsPerSecond: number;
    readonly peakPutsPerSecond: number;
}

/** Shards start in order as soon as a place is free and the map may start one; the same seed, the same run. */
export function simulateMap(run: MapRun, seed = 1): MapResult {
    const random = new Random(seed);
    const sigma = Math.sqrt(Math.log(1 + run.spread ** 2));
    const mu = Math.log(run.meanSeconds) - sigma ** 2 / 2;
    // Ends of the shards at work, ascending by time: a heap would be faster, ten thousand need none.
    const ends: number[] = [];
    const gets = new Map<number, number>();
    const puts = new Map<number, number>();
    const count = (at: Map<number, number>, time: number, requests: number): void => {
        const second = Math.floor(time);
        at.set(second, (at.get(second) ?? 0) + requests);
    };
    let last = 0;
    let functionSeconds = 0;
    let slowest = 0;
    let mostAtOnce = 0;
    for (let shard = 0; shard < run.shards; shard++) {
        let start = shard / run.childStartsPerSecond;
        while (ends.length > 0 && (ends[0] as number) <= start) ends.shift();
        if (ends.length >= run.concurrency) start = Math.max(start, ends.shift() as number);
        const seconds = Math.exp(mu + sigma * random.normal());
        const end = start + seconds;
        insert(ends, end);
        mostAtOnce = Math.max(mostAtOnce, ends.length);
        functionSeconds += seconds;
        slowest = Math.max(slowest, seconds);
        last = Math.max(last, end);
        count(gets, start, run.getsPerShard);
        count(puts, end, run.putsPerShard);
    }
    return {
        wallSeconds: last,
        functionSeconds,
        slowestShardSeconds: slowest,
        mostAtOnce,
        peakGetsPerSecond: Math.max(0, ...gets.values()),
        peakPutsPerSecond: Math.max(0, ...puts.values()),
    };
}

function insert(sorted: number[], value: number): void {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if ((sorted[middle] as number) < value) low = middle + 1;
        else high = middle;
    }
    sorted.splice(low, 0, value);
}
