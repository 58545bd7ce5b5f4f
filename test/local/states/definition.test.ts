import assert from "node:assert/strict";
import { distributedScan, shardArn, StatesWorld } from "./statesWorld";

const pass = { Type: "Pass", End: true };
const invoke = {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Parameters: { FunctionName: shardArn },
    End: true,
};

describe("a definition", () => {
    let fixture: StatesWorld;
    beforeEach(() => {
        fixture = new StatesWorld();
    });

    const wrong: readonly [string, Record<string, unknown>, RegExp][] = [
        [
            "an unknown field of a state",
            { A: { ...pass, Surprise: 1 } },
            /\/States\/A: field "Surprise" is not supported/,
        ],
        ["a field of another type of state", { A: { ...pass, Seconds: 1 } }, /field "Seconds"/],
        [
            "an unknown type",
            { A: { Type: "Loop", End: true } },
            /\/States\/A\/Type: must be Pass, Task.*got "Loop"/,
        ],
        [
            "a missing target",
            { A: { Type: "Pass", Next: "B" } },
            /States\/A: there is no state "B"/,
        ],
        ["a state nothing leads to", { A: pass, B: pass }, /state "B" is not reachable/],
        ["neither Next nor End", { A: { Type: "Pass" } }, /must have either Next or "End": true/],
        [
            "both Next and End",
            { A: { ...pass, Next: "A" } },
            /must have either Next or "End": true/,
        ],
        [
            "a bad path",
            { A: { ...pass, InputPath: "$.a.[" } },
            /"\$\.a\.\[" is not a JSONPath at "\.\["/,
        ],
        [
            "a ResultPath to several places",
            { A: { ...pass, ResultPath: "$.a[*]" } },
            /ResultPath: must be a reference path/,
        ],
        [
            "an unknown intrinsic function",
            { A: { ...pass, Parameters: { "a.$": "States.Nope()" } } },
            /expected a known function, not States.Nope/,
        ],
        [
            "a wrong number of arguments",
            { A: { ...pass, Parameters: { "a.$": "States.MathAdd(1)" } } },
            /2 to 2 arguments/,
        ],
        [
            "a dynamic field without a path",
            { A: { ...pass, Parameters: { "a.$": "x" } } },
            /must be a JSONPath or an intrinsic function/,
        ],
        [
            "an unknown parameter of lambda:invoke",
            { A: { ...invoke, Parameters: { FunctionName: "f", Pay: 1 } } },
            /field "Pay" is not supported by lambda:invoke/,
        ],
        [
            "a Choice with two comparisons",
            {
                A: {
                    Type: "Choice",
                    Choices: [{ Variable: "$.a", IsNull: true, NumericEquals: 1, Next: "A" }],
                },
            },
            /exactly one comparison, got IsNull, NumericEquals/,
        ],
        [
            "an unknown field of a retrier",
            { A: { ...invoke, Retry: [{ ErrorEquals: ["States.ALL"], Delay: 1 }] } },
            /Retry\[0\]: field "Delay"/,
        ],
        [
            "States.ALL beside others",
            { A: { ...invoke, Retry: [{ ErrorEquals: ["States.ALL", "X"] }] } },
            /must be States.ALL alone/,
        ],
        [
            "a reader on an inline map",
            {
                A: {
                    Type: "Map",
                    End: true,
                    ItemReader: {},
                    ItemProcessor: { StartAt: "B", States: { B: pass } },
                },
            },
            /field "ItemReader"/,
        ],
        [
            "a name that is there twice",
            {
                A: {
                    Type: "Parallel",
                    End: true,
                    Branches: [{ StartAt: "A", States: { A: pass } }],
                },
            },
            /there is another state "A"/,
        ],
    ];
    for (const [what, states, message] of wrong) {
        it(`with ${what} is refused`, () => {
            assert.throws(() => fixture.create({ StartAt: "A", States: states }), {
                code: "InvalidDefinition",
                message,
            });
            assert.deepEqual(fixture.world.refusals, []);
        });
    }

    it("has all its problems told together", () => {
        assert.throws(
            () =>
                fixture.create({ StartAt: "A", Extra: 1, States: { A: { ...pass, X: 1, Y: 2 } } }),
            /"Extra".*"X".*"Y"/,
        );
        assert.throws(() => fixture.create("{"), /INVALID_JSON_DESCRIPTION/);
    });

    const unbuilt: readonly [string, unknown, RegExp][] = [
        [
            "JSONata",
            { QueryLanguage: "JSONata", StartAt: "A", States: { A: pass } },
            /QueryLanguage JSONata/,
        ],
        [
            "variables",
            { StartAt: "A", States: { A: { ...pass, Assign: {} } } },
            /\/States\/A\/Assign/,
        ],
        ["a result writer", distributedScan({ ResultWriter: {} }), /\/States\/Scan\/ResultWriter/],
        [
            "another service",
            {
                StartAt: "A",
                States: { A: { ...invoke, Resource: "arn:aws:states:::sns:publish" } },
            },
            /Task resource arn:aws:states:::sns:publish/,
        ],
        [
            "a filter in a path",
            { StartAt: "A", States: { A: { ...pass, InputPath: "$.a[?(@.b)]" } } },
            /JSONPath "\[\?\(@\.b\)\]"/,
        ],
        [
            "a manifest reader",
            distributedScan({
                ItemReader: {
                    Resource: "arn:aws:states:::s3:getObject",
                    ReaderConfig: { InputType: "MANIFEST" },
                    Parameters: { Bucket: "b", Key: "k" },
                },
            }),
            /InputType MANIFEST/,
        ],
    ];
    for (const [what, definition, message] of unbuilt) {
        it(`with ${what} is refused as not implemented, by name`, () => {
            assert.throws(() => fixture.create(definition), { code: "NotImplemented", message });
            assert.equal(fixture.world.refusals.length, 1);
        });
    }

    it("needs a role that Step Functions may assume and the caller may pass", () => {
        fixture.world.iam.createRole("111122223333", {
            name: "other",
            trustPolicy: {
                Version: "2012-10-17",
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "lambda.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            },
        });
        const create = (roleArn: string) => () =>
            fixture.states.createStateMachine(fixture.admin, "111122223333", {
                ...{ name: "scan", roleArn },
                definition: JSON.stringify({ StartAt: "A", States: { A: pass } }),
            });
        assert.throws(create("arn:aws:iam::111122223333:role/other"), {
            code: "AccessDeniedException",
        });
        assert.throws(create("arn:aws:iam::111122223333:role/none"), { code: "AccessDenied" });
    });
});
