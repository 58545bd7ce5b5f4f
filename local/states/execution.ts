import type { CallContext } from "../core/contracts";
import type { Json } from "./jsonValue";
import { runtimeFailure } from "./statesFailure";
import type { StateMachine } from "./stateMachine";

export type ExecutionStatus = "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

/** One event of an execution's history; the detail's name is the member of the API that carries it. */
export interface HistoryEvent {
    readonly id: number;
    readonly previousEventId: number;
    readonly type: string;
    /** Virtual milliseconds. */
    readonly at: number;
    readonly detail?: {
        readonly member: string;
        readonly value: Readonly<Record<string, unknown>>;
    };
}

/** Why an execution has to stop: the reason of its abort signal. */
export class Stopped extends Error {
    readonly status: "ABORTED" | "TIMED_OUT";
    readonly error: string | undefined;
    readonly reason: string | undefined;

    constructor(
        status: "ABORTED" | "TIMED_OUT",
        error: string | undefined,
        reason: string | undefined,
    ) {
        super(`execution ${status}`);
        this.name = "Stopped";
        this.status = status;
        this.error = error;
        this.reason = reason;
    }
}

/** Most events of one history (Step Functions quotas: 25,000). The last place is kept for the end of the execution. */
const maxEvents = 25_000;

/** One execution of a state machine, or of the items of a distributed map. */
export class Execution {
    readonly arn: string;
    readonly name: string;
    readonly machine: StateMachine;
    /** JSON text as it came. */
    readonly inputText: string;
    readonly input: Json;
    readonly startedAt: number;
    /** Session of the state machine's role: every call of the execution is its. */
    readonly roleContext: CallContext;
    readonly mapRunArn: string | undefined;
    readonly label: string | undefined;
    readonly itemCount: number | undefined;
    readonly history: HistoryEvent[] = [];
    readonly stop = new AbortController();
    status: ExecutionStatus = "RUNNING";
    stoppedAt: number | undefined;
    output: Json | undefined;
    error: string | undefined;
    reason: string | undefined;
    cancelTimeout: (() => void) | undefined;

    constructor(
        of: Pick<
            Execution,
            "arn" | "name" | "machine" | "inputText" | "input" | "startedAt" | "roleContext"
        > &
            Partial<Pick<Execution, "mapRunArn" | "label" | "itemCount">>,
    ) {
        this.arn = of.arn;
        this.name = of.name;
        this.machine = of.machine;
        this.inputText = of.inputText;
        this.input = of.input;
        this.startedAt = of.startedAt;
        this.roleContext = of.roleContext;
        this.mapRunArn = of.mapRunArn;
        this.label = of.label;
        this.itemCount = of.itemCount;
    }

    /** ARN as the API shows it: children of a distributed map carry the map's label. */
    get stateMachineArn(): string {
        return this.label === undefined ? this.machine.arn : `${this.machine.arn}/${this.label}`;
    }

    /** Adds an event and answers its id. @throws StatesFailure States.Runtime when the history is full */
    record(
        at: number,
        type: string,
        previousEventId: number,
        detail?: HistoryEvent["detail"],
    ): number {
        const isEnd = type.startsWith("Execution");
        if (!isEnd && this.history.length >= maxEvents - 1) {
            throw runtimeFailure(
                `The execution reached the maximum number of history events (${maxEvents}).`,
            );
        }
        const id = this.history.length + 1;
        this.history.push({
            ...{ id, previousEventId, type, at },
            ...(detail === undefined ? {} : { detail }),
        });
        return id;
    }
}
