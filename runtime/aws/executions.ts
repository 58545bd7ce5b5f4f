/** Executions of the state machine of large scans, in the words of the product. */

export type ExecutionState = "running" | "succeeded" | "failed";

export interface Executions {
    /**
     * Starts an execution of this name, unless one has been started. The same name with another input is refused; a
     * name is used once in 90 days.
     */
    start(name: string, input: unknown): Promise<void>;
    /** Undefined for a name that was never started. */
    state(name: string): Promise<ExecutionState | undefined>;
}
