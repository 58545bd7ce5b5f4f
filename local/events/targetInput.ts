import { AwsError } from "../core/contracts";

/** What a target receives instead of the whole event. */
export interface InputSelection {
    /** Constant JSON text. */
    readonly input?: string | undefined;
    /** `$` or a dotted path such as `$.detail.object`. */
    readonly inputPath?: string | undefined;
}

/** Throws ValidationException when PutTargets would refuse the selection, or the path form is not supported here. */
export function checkInputSelection({ input, inputPath }: InputSelection): void {
    if (input !== undefined && inputPath !== undefined) {
        throw invalid("Input and InputPath: at most one may be given");
    }
    if (input !== undefined) {
        try {
            JSON.parse(input);
        } catch {
            throw invalid(`Input: must be JSON text, got "${input.slice(0, 80)}"`);
        }
    }
    if (inputPath !== undefined && !/^\$(\.[A-Za-z0-9_-]+)*$/.test(inputPath)) {
        throw invalid(`InputPath: must be $ or a dotted path such as $.detail, got "${inputPath}"`);
    }
}

/** The payload of one delivery. A path that selects nothing gives null, as on AWS [unverified]. */
export function targetInput(selection: InputSelection, event: unknown): unknown {
    if (selection.input !== undefined) return JSON.parse(selection.input) as unknown;
    if (selection.inputPath === undefined) return event;
    let value: unknown = event;
    for (const name of selection.inputPath.split(".").slice(1)) {
        if (typeof value !== "object" || value === null) return null;
        value = (value as Record<string, unknown>)[name];
    }
    return value ?? null;
}

const invalid = (message: string): AwsError => new AwsError("ValidationException", 400, message);
