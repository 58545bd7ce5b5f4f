import assert from "node:assert/strict";
import { functionEnvironment } from "../../../infra/foundation/functionEnvironment";
import { exampleConfig } from "../exampleConfig";

const shared = {
    ARCHIVAL_ACCOUNT: "111111111111",
    ARCHIVAL_PARTITION: "aws",
    ARCHIVAL_STACK: "test",
};
const control = {
    ...shared,
    ARCHIVAL_CONTROL_BUCKET: "archival-control-111111111111-eu-west-1",
    ARCHIVAL_AUDIT_BUCKET: "archival-audit-111111111111-eu-west-1",
    ARCHIVAL_TOPIC_ARN: "arn:topic",
};

describe("functionEnvironment", () => {
    const outputs = { topicArn: "arn:topic", taskFunctionArn: "arn:task:1" };
    const config = exampleConfig();

    it("tells submit and reconcile the published version of the task function", () => {
        const expected = { ...control, ARCHIVAL_TASK_FUNCTION_ARN: "arn:task:1" };
        assert.deepEqual(functionEnvironment(config, "submit", outputs), {
            ...expected,
            ARCHIVAL_SCAN_STATE_MACHINE_ARN:
                "arn:aws:states:eu-west-1:111111111111:stateMachine:archival-scan",
        });
        assert.deepEqual(functionEnvironment(config, "reconcile", outputs), expected);
    });

    it("tells the watchdog the aliases by name, so that it waits for no function", () => {
        const arn = (fn: string) =>
            `arn:aws:lambda:eu-west-1:111111111111:function:archival-${fn}:live`;
        assert.deepEqual(functionEnvironment(config, "watchdog", { topicArn: "arn:topic" }), {
            ...control,
            ARCHIVAL_SUBMIT_FUNCTION_ARN: arn("submit"),
            ARCHIVAL_RECONCILE_FUNCTION_ARN: arn("reconcile"),
        });
    });

    it("tells a shard the control bucket alone", () => {
        assert.deepEqual(functionEnvironment(config, "shard", outputs), {
            ...shared,
            ARCHIVAL_CONTROL_BUCKET: "archival-control-111111111111-eu-west-1",
        });
    });

    it("tells the task function nothing of the control plane's buckets", () => {
        assert.deepEqual(functionEnvironment(config, "task", outputs), shared);
    });
});
