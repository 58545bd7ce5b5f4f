import { AwsError, type CallContext, NotImplemented, type World } from "../core/contracts";
import { readDelimited } from "./delimitedItems";
import type { DefinitionFields } from "./definitionFields";
import { type Expression, pathExpression, type Scope, templateExpression } from "./expression";
import { isRecord, type Json } from "./jsonValue";
import { StatesFailure } from "./statesFailure";

/** A checked ItemReader: an object in S3 whose items a distributed map visits. */
export interface ItemReaderSettings {
    readonly inputType: "JSON" | "JSONL" | "CSV";
    readonly parameters: Expression;
    readonly maxItems: Expression | undefined;
    readonly csvHeaders: readonly string[] | undefined;
    readonly csvDelimiter: string;
}

const resourceForm = /^arn:[a-z-]+:states:::s3:getObject$/;
const parameterNames = ["Bucket", "Key", "VersionId", "ExpectedBucketOwner"];
const delimiters: Readonly<Record<string, string>> = {
    COMMA: ",",
    PIPE: "|",
    SEMICOLON: ";",
    SPACE: " ",
    TAB: "\t",
};

/** Reads an ItemReader (Developer Guide, "ItemReader (Map)"); kinds that are not built are refused by name. */
export function readItemReader(fields: DefinitionFields): ItemReaderSettings | undefined {
    const resource = fields.text("Resource");
    if (!resourceForm.test(resource)) {
        fields.problems.notImplemented.push(`ItemReader resource ${resource} at ${fields.path}`);
    }
    const parameters = fields.value("Parameters");
    const names = isRecord(parameters) ? Object.keys(parameters) : [];
    for (const name of names.map((one) => one.replace(/\.\$$/, ""))) {
        if (parameterNames.includes(name)) continue;
        fields.problems.invalid.push(`${fields.path}/Parameters: field "${name}" is not supported`);
    }
    for (const name of ["Bucket", "Key"]) {
        if (names.includes(name) || names.includes(`${name}.$`)) continue;
        fields.problems.invalid.push(`${fields.path}/Parameters: must have ${name}`);
    }
    const config = fields.optionalInner("ReaderConfig");
    if (config === undefined) {
        if (!fields.has("ReaderConfig")) fields.invalid("ReaderConfig", "an object with InputType");
        fields.finish();
        return undefined;
    }
    config.notImplemented("ItemsPointer", "Transformation", "ManifestType");
    const inputType = config.text("InputType");
    const isKnown = inputType === "JSON" || inputType === "JSONL" || inputType === "CSV";
    if (inputType === "MANIFEST" || inputType === "PARQUET") {
        fields.problems.notImplemented.push(`InputType ${inputType} at ${config.path}`);
    } else if (!isKnown) config.invalid("InputType", "CSV, JSON, JSONL, MANIFEST or PARQUET");
    const maxItemsNumber = config.optionalNumber("MaxItems", { min: 0, max: 100_000_000 });
    const maxItemsPath = config.optionalText("MaxItemsPath");
    const csv = inputType === "CSV" ? readCsv(config) : { headers: undefined, delimiter: "," };
    config.finish();
    fields.finish();
    const compiled = fields.attempt(() => templateExpression(parameters ?? null, "Parameters"));
    const maxItems =
        maxItemsPath === undefined
            ? maxItemsNumber === undefined
                ? undefined
                : () => maxItemsNumber
            : config.attempt(() => pathExpression(maxItemsPath, "MaxItemsPath"));
    if (!isKnown || compiled === undefined) return undefined;
    return {
        ...{ inputType, parameters: compiled, maxItems },
        csvHeaders: csv.headers,
        csvDelimiter: csv.delimiter,
    };
}

function readCsv(config: DefinitionFields): {
    headers: readonly string[] | undefined;
    delimiter: string;
} {
    const location = config.text("CSVHeaderLocation");
    if (location !== "FIRST_ROW" && location !== "GIVEN") {
        config.invalid("CSVHeaderLocation", "FIRST_ROW or GIVEN");
    }
    const headers = location === "GIVEN" ? config.texts("CSVHeaders") : undefined;
    const name = config.optionalText("CSVDelimiter") ?? "COMMA";
    const delimiter = delimiters[name];
    if (delimiter === undefined) {
        config.invalid("CSVDelimiter", Object.keys(delimiters).join(", "));
    }
    return { headers, delimiter: delimiter ?? "," };
}

const failure = (reason: string): StatesFailure =>
    new StatesFailure("States.ItemReaderFailed", reason);

/** The items of the object, read as the state machine's role. @throws StatesFailure States.ItemReaderFailed */
export async function readItems(
    world: World,
    ctx: CallContext,
    settings: ItemReaderSettings,
    scope: Scope,
): Promise<readonly Json[]> {
    const { Bucket, Key, VersionId, ExpectedBucketOwner } = asRecord(settings.parameters(scope));
    if (typeof Bucket !== "string" || typeof Key !== "string") {
        throw failure(`Bucket and Key must be strings, got ${JSON.stringify({ Bucket, Key })}`);
    }
    const where = `s3://${Bucket}/${Key}`;
    if (typeof ExpectedBucketOwner === "string") {
        const owner = world.s3.bucketAccount(Bucket);
        if (owner !== ExpectedBucketOwner) throw failure(`${where}: bucket owner is not expected`);
    }
    let bytes: Buffer;
    try {
        const versionId = typeof VersionId === "string" ? VersionId : undefined;
        const { body } = await world.s3.getObject(ctx, { bucket: Bucket, key: Key, versionId });
        if (!("bytes" in body)) throw failure(`${where}: is an object of declared length only`);
        bytes = body.bytes;
    } catch (error) {
        if (!(error instanceof AwsError) || error instanceof NotImplemented) throw error;
        throw failure(`${where}: ${error.code}: ${error.message}`);
    }
    const items = itemsOf(settings, bytes.toString("utf8"), where);
    if (settings.maxItems === undefined) return items;
    const most = settings.maxItems(scope);
    if (typeof most !== "number" || !Number.isInteger(most) || most < 0) {
        throw failure(`MaxItems must be a whole number, got ${JSON.stringify(most)}`);
    }
    return most === 0 ? items : items.slice(0, most);
}

function itemsOf(settings: ItemReaderSettings, text: string, where: string): readonly Json[] {
    switch (settings.inputType) {
        case "JSON": {
            const json = parsed(text, where);
            if (Array.isArray(json)) return json as readonly Json[];
            throw failure(`${where}: must be a JSON array`);
        }
        case "JSONL":
            return text
                .split("\n")
                .map((line, i): [string, number] => [line.trim(), i + 1])
                .filter(([line]) => line !== "")
                .map(([line, number]) => parsed(line, `${where} line ${number}`));
        case "CSV": {
            const rows = readDelimited(text, settings.csvDelimiter);
            if (rows === undefined) throw failure(`${where}: a quoted field does not end`);
            const headers = settings.csvHeaders ?? rows.shift() ?? [];
            // Missing fields are empty, further ones dropped (Developer Guide, "CSV file").
            return rows.map((row) =>
                Object.fromEntries(headers.map((header, i) => [header, row[i] ?? ""])),
            );
        }
    }
}

function parsed(text: string, where: string): Json {
    try {
        return JSON.parse(text) as Json;
    } catch (error) {
        throw failure(`${where}: is not JSON: ${String(error)}`);
    }
}

const asRecord = (value: Json): Readonly<Record<string, Json>> => (isRecord(value) ? value : {});
