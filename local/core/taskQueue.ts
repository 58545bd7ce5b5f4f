/** A task waiting for its time. */
export interface QueuedTask {
    readonly at: number;
    readonly name: string;
    readonly run: () => Promise<void> | void;
    /** Order of adding; decides between tasks of the same time. */
    readonly sequence: number;
}

const earlier = (a: QueuedTask, b: QueuedTask): boolean =>
    a.at < b.at || (a.at === b.at && a.sequence < b.sequence);

/** Tasks by time, then by order of adding. A binary heap, since a rehearsal of months adds many thousands. */
export class TaskQueue {
    readonly #heap: QueuedTask[] = [];
    readonly #waiting = new Set<number>();
    readonly #cancelled = new Set<number>();
    #sequence = 0;

    /** Adds a task; the answer cancels it (no effect once it was taken). */
    add(at: number, name: string, run: () => Promise<void> | void): () => void {
        const task = { at, name, run, sequence: this.#sequence++ };
        this.#heap.push(task);
        this.#up(this.#heap.length - 1);
        this.#waiting.add(task.sequence);
        return () => {
            if (this.#waiting.delete(task.sequence)) this.#cancelled.add(task.sequence);
        };
    }

    peek(): QueuedTask | undefined {
        this.#dropCancelled();
        return this.#heap[0];
    }

    take(): QueuedTask | undefined {
        this.#dropCancelled();
        return this.#pop();
    }

    /** Everything waiting, in the order it will run. */
    list(): readonly { readonly at: number; readonly name: string }[] {
        return this.#heap
            .filter((task) => this.#waiting.has(task.sequence))
            .sort((a, b) => (earlier(a, b) ? -1 : 1))
            .map(({ at, name }) => ({ at, name }));
    }

    #dropCancelled(): void {
        for (let first = this.#heap[0]; first !== undefined; first = this.#heap[0]) {
            if (!this.#cancelled.delete(first.sequence)) return;
            this.#pop();
        }
    }

    #pop(): QueuedTask | undefined {
        const first = this.#heap[0];
        const last = this.#heap.pop();
        if (first === undefined || last === undefined) return undefined;
        if (this.#heap.length > 0) {
            this.#heap[0] = last;
            this.#down(0);
        }
        this.#waiting.delete(first.sequence);
        return first;
    }

    #swapIfEarlier(child: number, parent: number): boolean {
        const a = this.#heap[child];
        const b = this.#heap[parent];
        if (a === undefined || b === undefined || !earlier(a, b)) return false;
        this.#heap[child] = b;
        this.#heap[parent] = a;
        return true;
    }

    #up(index: number): void {
        for (let child = index; child > 0;) {
            const parent = (child - 1) >> 1;
            if (!this.#swapIfEarlier(child, parent)) return;
            child = parent;
        }
    }

    #down(index: number): void {
        for (let parent = index; ;) {
            const [left, right] = [this.#heap[2 * parent + 1], this.#heap[2 * parent + 2]];
            if (left === undefined) return;
            const child = 2 * parent + (right !== undefined && earlier(right, left) ? 2 : 1);
            if (!this.#swapIfEarlier(child, parent)) return;
            parent = child;
        }
    }
}
