import { readCondition, timestampOf } from "./choiceRule";
import { DefinitionFields, type ProblemList } from "./definitionFields";
import {
    dynamicExpression,
    type Expression,
    pathExpression,
    templateExpression,
} from "./expression";
import { readItemReader } from "./itemReader";
import { isReferencePath, type JsonPath, parsePath } from "./jsonPath";
import { isRecord, type Json } from "./jsonValue";
import { readTaskResource } from "./taskResource";
import type {
    BatcherSettings,
    Catcher,
    DistributedSettings,
    Retrier,
    State,
    Workflow,
} from "./workflow";

/** Largest definition, in bytes (Step Functions quotas: 1 MB). */
const maxDefinitionBytes = 1_048_576;

interface Reading {
    /** Names of states so far, which are unique in the whole definition. */
    readonly names: Set<string>;
    readonly labels: Set<string>;
    readonly inDistributed: boolean;
}

/**
 * Reads and checks a definition in the States Language with JSONPath (states-language.net and the Developer Guide):
 * every unknown field, bad path, missing target and unreachable state is in `problems`, together.
 */
export function parseDefinition(text: string): { workflow: Workflow; problems: ProblemList } {
    const problems: ProblemList = { invalid: [], notImplemented: [] };
    const nothing: Workflow = { startAt: "", states: new Map(), timeoutSeconds: undefined };
    const bytes = Buffer.byteLength(text);
    if (bytes > maxDefinitionBytes) {
        problems.invalid.push(`must be at most ${maxDefinitionBytes} bytes, got ${bytes}`);
        return { workflow: nothing, problems };
    }
    let json: unknown;
    try {
        json = JSON.parse(text);
    } catch (error) {
        problems.invalid.push(`INVALID_JSON_DESCRIPTION: ${String(error)}`);
        return { workflow: nothing, problems };
    }
    if (!isRecord(json)) {
        problems.invalid.push("must be a JSON object");
        return { workflow: nothing, problems };
    }
    const fields = new DefinitionFields("", json, problems);
    queryLanguage(fields);
    const version = fields.optionalText("Version");
    if (version !== undefined && version !== "1.0") fields.invalid("Version", '"1.0"');
    const timeoutSeconds = fields.optionalNumber("TimeoutSeconds", { min: 1, max: 99_999_999 });
    const reading = { names: new Set<string>(), labels: new Set<string>(), inDistributed: false };
    const workflow = readWorkflow(fields, reading, timeoutSeconds);
    return { workflow, problems };
}

function queryLanguage(fields: DefinitionFields): void {
    const language = fields.optionalText("QueryLanguage");
    if (language === undefined || language === "JSONPath") return;
    if (language === "JSONata") {
        fields.problems.notImplemented.push(`QueryLanguage JSONata at ${fields.path}`);
    } else fields.invalid("QueryLanguage", "JSONPath or JSONata");
}

function readWorkflow(
    fields: DefinitionFields,
    reading: Reading,
    timeoutSeconds?: number,
): Workflow {
    const startAt = fields.text("StartAt");
    const stateFields = fields.optionalInner("States");
    if (stateFields === undefined) fields.invalid("States", "an object of states");
    fields.finish();
    const states = new Map<string, State>();
    for (const name of stateFields?.names() ?? []) {
        const inner = stateFields?.optionalInner(name);
        if (inner === undefined) continue;
        if (name.length === 0 || name.length > 80) {
            fields.problems.invalid.push(`${inner.path}: a state's name has 1 to 80 characters`);
        }
        if (reading.names.has(name)) {
            fields.problems.invalid.push(`${inner.path}: there is another state "${name}"`);
        }
        reading.names.add(name);
        const state = readState(name, inner, reading);
        inner.finish();
        if (state !== undefined) states.set(name, state);
    }
    if (fields.problems.invalid.length === 0 && fields.problems.notImplemented.length === 0) {
        checkTargets(fields, startAt, states);
    }
    return { startAt, states, timeoutSeconds };
}

function targetsOf(state: State): readonly string[] {
    const targets: (string | undefined)[] = [];
    if ("next" in state) targets.push(state.next);
    if ("catch" in state) targets.push(...state.catch.map(({ next }) => next));
    if (state.type === "Choice") {
        targets.push(state.fallback, ...state.choices.map(({ next }) => next));
    }
    return targets.filter((target) => target !== undefined);
}

function checkTargets(
    fields: DefinitionFields,
    startAt: string,
    states: ReadonlyMap<string, State>,
): void {
    const { invalid } = fields.problems;
    if (!states.has(startAt)) {
        fields.invalid("StartAt", "the name of a state beside it");
        return;
    }
    const reached = new Set<string>();
    const open = [startAt];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
        const state = states.get(name);
        if (state === undefined || reached.has(name)) continue;
        reached.add(name);
        for (const target of targetsOf(state)) {
            if (states.has(target)) open.push(target);
            else {
                invalid.push(
                    `MISSING_TRANSITION_TARGET: ${fields.path}/States/${name}: there is no state "${target}"`,
                );
            }
        }
    }
    for (const name of states.keys()) {
        if (reached.has(name)) continue;
        invalid.push(
            `MISSING_TRANSITION_TARGET: ${fields.path}/States/${name}: state "${name}" is not reachable`,
        );
    }
}

function readState(name: string, fields: DefinitionFields, reading: Reading): State | undefined {
    queryLanguage(fields);
    const type = fields.text("Type");
    // Variables and JSONata's fields, which nothing here evaluates.
    fields.notImplemented("Assign", "Arguments", "Output");
    const io = {
        name,
        inputPath: type === "Fail" ? thePath("$", "InputPath") : dataPath(fields, "InputPath"),
        outputPath: type === "Fail" ? thePath("$", "OutputPath") : dataPath(fields, "OutputPath"),
    };
    switch (type) {
        case "Pass":
            return {
                ...{ ...io, type, result: fields.value("Result"), next: transition(fields) },
                parameters: template(fields, "Parameters"),
                resultPath: resultPath(fields),
            };
        case "Task": {
            fields.notImplemented("HeartbeatSeconds", "HeartbeatSecondsPath", "Credentials");
            const resource = readTaskResource(fields);
            const timeoutSeconds = numberOrPath(fields, "TimeoutSeconds", 1, 99_999_999);
            const rest = fallible(fields, "Parameters");
            if (resource === undefined) return undefined;
            return { ...io, ...rest, type, resource, timeoutSeconds };
        }
        case "Choice": {
            const rules = fields.optionalInners("Choices");
            if (rules === undefined && !fields.has("Choices")) {
                fields.invalid("Choices", "a list of rules");
            }
            const choices = (rules ?? []).map((rule) => {
                const next = rule.text("Next");
                rule.notImplemented("Assign", "Condition", "Output");
                const condition = readCondition(rule);
                rule.finish();
                return { condition, next };
            });
            return { ...io, type, choices, fallback: fields.optionalText("Default") };
        }
        case "Wait":
            return readWait(io, fields);
        case "Succeed":
            return { ...io, type };
        case "Fail":
            return {
                ...{ ...io, type },
                error: textOrPath(fields, "Error"),
                cause: textOrPath(fields, "Cause"),
            };
        case "Parallel": {
            const branches = fields.optionalInners("Branches");
            if (branches === undefined && !fields.has("Branches")) {
                fields.invalid("Branches", "a list of branches");
            }
            return {
                ...{ ...io, ...fallible(fields, "Parameters"), type },
                branches: (branches ?? []).map((branch) => readWorkflow(branch, reading)),
            };
        }
        case "Map":
            return readMap(io, fields, reading);
        default:
            fields.invalid("Type", "Pass, Task, Choice, Wait, Succeed, Fail, Parallel or Map");
            return undefined;
    }
}

type Io = Pick<State, "name" | "inputPath" | "outputPath">;

function readWait(io: Io, fields: DefinitionFields): State | undefined {
    const given = ["Seconds", "SecondsPath", "Timestamp", "TimestampPath"].filter((field) =>
        fields.has(field),
    );
    const [field] = given;
    const next = transition(fields);
    if (field === undefined || given.length > 1) {
        for (const one of given) fields.value(one);
        fields.problems.invalid.push(
            `${fields.path}: must have one of Seconds, SecondsPath, Timestamp, TimestampPath`,
        );
        return undefined;
    }
    const kind = field.startsWith("Seconds") ? "seconds" : "timestamp";
    let value: Expression | undefined;
    if (field.endsWith("Path")) {
        value = fields.attempt(() => pathExpression(fields.text(field), field));
    } else if (kind === "seconds") {
        const seconds = fields.optionalNumber(field, { min: 0, max: 99_999_999 });
        if (seconds !== undefined) value = () => seconds;
    } else {
        const text = fields.text(field);
        if (timestampOf(text) === undefined) fields.invalid(field, "an RFC 3339 instant");
        value = () => text;
    }
    if (value === undefined) return undefined;
    return { ...io, type: "Wait", wait: { kind, value }, next };
}

function readMap(io: Io, fields: DefinitionFields, reading: Reading): State | undefined {
    // Names of before ItemProcessor and ItemSelector.
    fields.notImplemented("Iterator", "Parameters", "Items", "ResultWriter");
    const processor = fields.optionalInner("ItemProcessor");
    if (processor === undefined) {
        fields.invalid("ItemProcessor", "an object");
        return undefined;
    }
    const config = processor.optionalInner("ProcessorConfig");
    const mode = config?.optionalText("Mode") ?? "INLINE";
    if (mode !== "INLINE" && mode !== "DISTRIBUTED") {
        config?.invalid("Mode", "INLINE or DISTRIBUTED");
    }
    const isDistributed = mode === "DISTRIBUTED";
    if (isDistributed) {
        const type = config?.text("ExecutionType");
        if (type === "EXPRESS") {
            fields.problems.notImplemented.push(
                `ExecutionType EXPRESS at ${config?.path ?? fields.path}`,
            );
        } else if (type !== "STANDARD") {
            config?.invalid("ExecutionType", "STANDARD or EXPRESS");
        }
    }
    config?.finish();
    const distributed = isDistributed ? readDistributed(io.name, fields, reading) : undefined;
    const maxConcurrency =
        numberOrPath(fields, "MaxConcurrency", 0, Number.MAX_SAFE_INTEGER) ?? (() => 0);
    const itemsPath = fields.has("ItemsPath")
        ? fields.attempt(() => pathExpression(fields.text("ItemsPath"), "ItemsPath"))
        : undefined;
    if (itemsPath !== undefined && distributed?.reader !== undefined) {
        fields.invalid("ItemsPath", "absent beside ItemReader");
    }
    return {
        ...io,
        ...fallible(fields, undefined),
        type: "Map",
        processor: readWorkflow(processor, {
            ...reading,
            inDistributed: reading.inDistributed || isDistributed,
        }),
        itemsPath,
        itemSelector: template(fields, "ItemSelector"),
        maxConcurrency,
        distributed,
    };
}

function readDistributed(
    name: string,
    fields: DefinitionFields,
    reading: Reading,
): DistributedSettings {
    const label = fields.optionalText("Label") ?? defaultLabel(name, reading.labels);
    if (!/^[^\s?*<>{}[\]:;,\\|^~$#%&`"'/]{1,40}$/u.test(label)) {
        fields.invalid("Label", "1 to 40 characters without spaces, wildcards and brackets");
    }
    if (reading.labels.has(label)) fields.invalid("Label", "one that no other Map has");
    reading.labels.add(label);
    const reader = fields.optionalInner("ItemReader");
    const batcher = fields.optionalInner("ItemBatcher");
    return {
        label,
        reader: reader === undefined ? undefined : readItemReader(reader),
        batcher: batcher === undefined ? undefined : readBatcher(batcher),
        toleratedCount: numberOrPath(fields, "ToleratedFailureCount", 0, Number.MAX_SAFE_INTEGER),
        toleratedPercentage: numberOrPath(fields, "ToleratedFailurePercentage", 0, 100, false),
    };
}

/** AWS makes up a label of its own when there is none; here it is the state's name, so that runs repeat. */
function defaultLabel(name: string, taken: ReadonlySet<string>): string {
    const base = name.replace(/[^A-Za-z0-9_-]/g, "").slice(0, 30) || "Map";
    let label = base;
    for (let i = 2; taken.has(label); i += 1) label = `${base}${i}`;
    return label;
}

function readBatcher(fields: DefinitionFields): BatcherSettings {
    const maxItems = numberOrPath(fields, "MaxItemsPerBatch", 1, 100_000_000);
    const maxBytes = numberOrPath(fields, "MaxInputBytesPerBatch", 1, 262_144);
    const batchInput = template(fields, "BatchInput");
    if (maxItems === undefined && maxBytes === undefined) {
        fields.invalid("MaxItemsPerBatch", "given, or MaxInputBytesPerBatch");
    }
    fields.finish();
    return { maxItems, maxBytes, batchInput };
}

function fallible(fields: DefinitionFields, parameters: "Parameters" | undefined) {
    return {
        next: transition(fields),
        parameters: parameters === undefined ? undefined : template(fields, parameters),
        resultSelector: template(fields, "ResultSelector"),
        resultPath: resultPath(fields),
        retry: (fields.optionalInners("Retry") ?? []).map(readRetrier),
        catch: (fields.optionalInners("Catch") ?? []).map(readCatcher),
    };
}

function readRetrier(fields: DefinitionFields): Retrier {
    const jitter = fields.optionalText("JitterStrategy") ?? "NONE";
    if (jitter !== "NONE" && jitter !== "FULL") fields.invalid("JitterStrategy", "NONE or FULL");
    const second = { min: 1, max: 99_999_999 };
    const intervalSeconds = fields.optionalNumber("IntervalSeconds", second) ?? 1;
    const maxDelaySeconds = fields.optionalNumber("MaxDelaySeconds", { min: 1, max: 31_622_400 });
    if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds) {
        fields.invalid("MaxDelaySeconds", `more than IntervalSeconds (${intervalSeconds})`);
    }
    const retrier = {
        errorEquals: errorNames(fields),
        intervalSeconds,
        maxAttempts: fields.optionalNumber("MaxAttempts", { min: 0, max: 99_999_999 }) ?? 3,
        backoffRate: fields.optionalNumber("BackoffRate", { min: 1, whole: false }) ?? 2,
        maxDelaySeconds,
        fullJitter: jitter === "FULL",
    };
    fields.finish();
    return retrier;
}

function readCatcher(fields: DefinitionFields): Catcher {
    fields.notImplemented("Assign", "Output");
    const catcher = {
        errorEquals: errorNames(fields),
        next: fields.text("Next"),
        resultPath: resultPath(fields),
    };
    fields.finish();
    return catcher;
}

function errorNames(fields: DefinitionFields): readonly string[] {
    const names = fields.texts("ErrorEquals");
    if (names.includes("States.ALL") && names.length > 1) {
        fields.invalid("ErrorEquals", "States.ALL alone");
    }
    return names;
}

function transition(fields: DefinitionFields): string | undefined {
    const next = fields.optionalText("Next");
    const end = fields.optionalFlag("End") === true;
    if ((next !== undefined) === end) {
        fields.problems.invalid.push(`${fields.path}: must have either Next or "End": true`);
    }
    return next;
}

const thePath = (text: string, field: string): Expression => pathExpression(text, field);

function dataPath(fields: DefinitionFields, field: string): Expression | null {
    const value = fields.value(field);
    if (value === null) return null;
    const text = fields.optionalText(field) ?? "$";
    return fields.attempt(() => pathExpression(text, field)) ?? null;
}

function resultPath(fields: DefinitionFields): JsonPath | null {
    if (fields.value("ResultPath") === null) return null;
    const text = fields.optionalText("ResultPath") ?? "$";
    const path = fields.attempt(() => parsePath(text));
    if (path !== undefined && (!isReferencePath(path) || path.root === "context")) {
        fields.invalid("ResultPath", "a reference path into the state's input");
    }
    return path ?? null;
}

function template(fields: DefinitionFields, field: string): Expression | undefined {
    const value: Json | undefined = fields.value(field);
    if (value === undefined) return undefined;
    return fields.attempt(() => templateExpression(value, field));
}

function textOrPath(fields: DefinitionFields, field: string): Expression | undefined {
    const text = fields.optionalText(field);
    const path = fields.optionalText(`${field}Path`);
    if (text !== undefined && path !== undefined) {
        fields.invalid(field, `absent beside ${field}Path`);
    }
    if (path !== undefined) {
        return fields.attempt(() => dynamicExpression(path, `${field}Path`));
    }
    return text === undefined ? undefined : () => text;
}

function numberOrPath(
    fields: DefinitionFields,
    field: string,
    min: number,
    max: number,
    whole = true,
): Expression | undefined {
    const value = fields.optionalNumber(field, { min, max, whole });
    const text = fields.optionalText(`${field}Path`);
    if (value !== undefined && text !== undefined) {
        fields.invalid(field, `absent beside ${field}Path`);
    }
    if (value !== undefined) return () => value;
    if (text === undefined) return undefined;
    return fields.attempt(() => pathExpression(text, `${field}Path`));
}
