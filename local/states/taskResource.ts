import type { DefinitionFields } from "./definitionFields";
import { isRecord } from "./jsonValue";
import type { TaskResource } from "./workflow";

const functionForm =
    /^arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]{1,64}(:(\$LATEST|[A-Za-z0-9-_]{1,128}))?$/;
const invokeForm = /^arn:[a-z-]+:states:::lambda:invoke$/;

/** Parameters of lambda:invoke (Developer Guide, "Invoke an AWS Lambda function"). */
const invokeParameters = ["FunctionName", "Payload", "InvocationType", "Qualifier"];
const refusedParameters = ["ClientContext", "LogType"];

/** What a Task's Resource stands for, with the names of its Parameters checked; problems go to the reader. */
export function readTaskResource(fields: DefinitionFields): TaskResource | undefined {
    const text = fields.text("Resource");
    if (functionForm.test(text)) return { kind: "function", arn: text };
    if (!invokeForm.test(text)) {
        if (/^arn:[a-z-]+:(states|lambda):/.test(text)) {
            fields.problems.notImplemented.push(`Task resource ${text} at ${fields.path}`);
        } else fields.invalid("Resource", "the ARN of a service integration or of a function");
        return undefined;
    }
    const parameters = fields.value("Parameters");
    if (!isRecord(parameters)) {
        fields.invalid("Parameters", "an object with FunctionName");
        return undefined;
    }
    const names = Object.keys(parameters).map((name) => name.replace(/\.\$$/, ""));
    for (const name of names) {
        if (refusedParameters.includes(name)) {
            fields.problems.notImplemented.push(`lambda:invoke ${name} at ${fields.path}`);
        } else if (!invokeParameters.includes(name)) {
            fields.problems.invalid.push(
                `${fields.path}/Parameters: field "${name}" is not supported by lambda:invoke`,
            );
        }
    }
    if (!names.includes("FunctionName")) fields.invalid("Parameters", "with a FunctionName");
    return { kind: "lambdaInvoke" };
}
