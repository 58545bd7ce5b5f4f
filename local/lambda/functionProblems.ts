import type { FunctionDefinition } from "../core/contracts";

/** Environment variables that Lambda sets and functions may not (Developer Guide, "Defined runtime variables"). */
const reservedVariables = [
    ...["_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV"],
    ...["AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_SECRET_ACCESS_KEY"],
    ...["AWS_LAMBDA_FUNCTION_VERSION", "AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_ACCESS_KEY_ID"],
    ...["AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME", "AWS_SESSION_TOKEN"],
    ...["AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR", "AWS_ACCESS_KEY"],
];

/** Every reason Lambda would refuse this function (limits of the Developer Guide), or an empty list. */
export function functionProblems(fn: FunctionDefinition): string[] {
    const problems: string[] = [];
    const check = (holds: boolean, problem: string): void => {
        if (!holds) problems.push(problem);
    };
    const inRange = (value: number, min: number, max: number): boolean =>
        Number.isInteger(value) && value >= min && value <= max;
    check(
        /^[A-Za-z0-9-_]{1,64}$/.test(fn.name),
        `name: must be 1-64 letters, digits, - or _, got "${fn.name}"`,
    );
    check(
        inRange(fn.timeoutSeconds, 1, 900),
        `timeoutSeconds: must be 1 to 900, got ${fn.timeoutSeconds}`,
    );
    check(inRange(fn.memoryMb, 128, 10_240), `memoryMb: must be 128 to 10240, got ${fn.memoryMb}`);
    check(
        fn.reservedConcurrency === undefined || inRange(fn.reservedConcurrency, -1, 1000),
        `reservedConcurrency: must be 0 to 1000, or -1 for none, got ${fn.reservedConcurrency}`,
    );
    check(
        /^[^\s]{1,128}$/.test(fn.handler),
        `handler: must be 1-128 characters without spaces, got "${fn.handler}"`,
    );
    const bytes = Buffer.byteLength(JSON.stringify(fn.environment));
    check(bytes <= 4096, `environment: must be at most 4096 bytes together, got ${bytes}`);
    for (const name of Object.keys(fn.environment)) {
        check(
            /^[A-Za-z][A-Za-z0-9_]+$/.test(name),
            `environment: "${name}" must be letters, digits and _, beginning with a letter`,
        );
        check(!reservedVariables.includes(name), `environment: ${name} is reserved by Lambda`);
    }
    return problems;
}
