import type { Condition } from "./choiceRule";
import type { Expression } from "./expression";
import type { ItemReaderSettings } from "./itemReader";
import type { JsonPath } from "./jsonPath";
import type { Json } from "./jsonValue";

/** A checked definition: the whole machine, a branch of Parallel, or the processor of a Map. */
export interface Workflow {
    readonly startAt: string;
    readonly states: ReadonlyMap<string, State>;
    /** Seconds; of the whole machine only. */
    readonly timeoutSeconds: number | undefined;
}

export interface Retrier {
    readonly errorEquals: readonly string[];
    readonly intervalSeconds: number;
    readonly maxAttempts: number;
    readonly backoffRate: number;
    readonly maxDelaySeconds: number | undefined;
    readonly fullJitter: boolean;
}

export interface Catcher {
    readonly errorEquals: readonly string[];
    readonly next: string;
    /** null discards the error. */
    readonly resultPath: JsonPath | null;
}

interface AnyState {
    readonly name: string;
    /** null means {}. */
    readonly inputPath: Expression | null;
    readonly outputPath: Expression | null;
}

interface Passing extends AnyState {
    /** undefined ends the workflow. */
    readonly next: string | undefined;
}

interface WithResult extends Passing {
    readonly parameters: Expression | undefined;
    /** null keeps the input and drops the result. */
    readonly resultPath: JsonPath | null;
}

interface Fallible extends WithResult {
    readonly resultSelector: Expression | undefined;
    readonly retry: readonly Retrier[];
    readonly catch: readonly Catcher[];
}

export interface PassState extends WithResult {
    readonly type: "Pass";
    readonly result: Json | undefined;
}

/** What a Task calls. */
export type TaskResource =
    | { readonly kind: "lambdaInvoke" }
    /** The function's ARN as Resource: its answer is the result. */
    | { readonly kind: "function"; readonly arn: string };

export interface TaskState extends Fallible {
    readonly type: "Task";
    readonly resource: TaskResource;
    readonly timeoutSeconds: Expression | undefined;
}

export interface ChoiceState extends AnyState {
    readonly type: "Choice";
    readonly choices: readonly { readonly condition: Condition; readonly next: string }[];
    readonly fallback: string | undefined;
}

export interface WaitState extends Passing {
    readonly type: "Wait";
    readonly wait:
        | { readonly kind: "seconds"; readonly value: Expression }
        | { readonly kind: "timestamp"; readonly value: Expression };
}

export interface SucceedState extends AnyState {
    readonly type: "Succeed";
}

export interface FailState extends AnyState {
    readonly type: "Fail";
    readonly error: Expression | undefined;
    readonly cause: Expression | undefined;
}

export interface ParallelState extends Fallible {
    readonly type: "Parallel";
    readonly branches: readonly Workflow[];
}

export interface MapState extends Fallible {
    readonly type: "Map";
    readonly processor: Workflow;
    readonly itemsPath: Expression | undefined;
    readonly itemSelector: Expression | undefined;
    /** 0 means no limit. */
    readonly maxConcurrency: Expression;
    readonly distributed: DistributedSettings | undefined;
}

/** What only a Map in distributed mode has. */
export interface DistributedSettings {
    readonly label: string;
    readonly reader: ItemReaderSettings | undefined;
    readonly batcher: BatcherSettings | undefined;
    readonly toleratedCount: Expression | undefined;
    readonly toleratedPercentage: Expression | undefined;
}

export interface BatcherSettings {
    readonly maxItems: Expression | undefined;
    readonly maxBytes: Expression | undefined;
    readonly batchInput: Expression | undefined;
}

export type State =
    | PassState
    | TaskState
    | ChoiceState
    | WaitState
    | SucceedState
    | FailState
    | ParallelState
    | MapState;
