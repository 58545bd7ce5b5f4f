import type { Workflow } from "./workflow";

export type LogLevel = "OFF" | "FATAL" | "ERROR" | "ALL";

/** A created state machine. */
export interface StateMachine {
    readonly arn: string;
    readonly name: string;
    readonly account: string;
    readonly roleArn: string;
    /** The definition as it was given. */
    readonly definition: string;
    readonly workflow: Workflow;
    readonly createdAt: number;
    readonly revisionId: string;
    readonly logging: {
        readonly level: LogLevel;
        readonly includeExecutionData: boolean;
        /** Name of the log group. */
        readonly logGroup: string | undefined;
    };
    readonly tags: Readonly<Record<string, string>>;
}
