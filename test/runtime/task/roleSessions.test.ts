import assert from "node:assert/strict";
import { RoleSessions } from "../../../runtime/task/roleSessions";

const minutes = 60_000;

function sessions() {
    let now = 0;
    const assumed: string[] = [];
    let failure: Error | undefined;
    const held = new RoleSessions(
        (roleArn, sessionName) => {
            assumed.push(`${roleArn} ${sessionName}`);
            if (failure !== undefined) return Promise.reject(failure);
            return Promise.resolve({
                accessKeyId: String(assumed.length),
                secretAccessKey: "s",
                sessionToken: "t",
                expiration: new Date(now + 60 * minutes),
            });
        },
        ({ accessKeyId }) => accessKeyId,
        () => new Date(now),
    );
    return {
        held,
        assumed,
        at: (minute: number) => (now = minute * minutes),
        failWith: (error: Error | undefined) => (failure = error),
    };
}

describe("RoleSessions", () => {
    it("assumes a role once for as long as its session outlives an invocation", async () => {
        const { held, assumed, at } = sessions();
        assert.equal(await held.get("r", "run"), "1");
        at(43);
        assert.equal(await held.get("r", "run"), "1");
        at(44);
        assert.equal(await held.get("r", "run"), "2");
        assert.equal(assumed.length, 2);
    });
    it("keeps roles and runs apart", async () => {
        const { held, assumed } = sessions();
        await held.get("r1", "run");
        await held.get("r2", "run");
        await held.get("r1", "other");
        assert.deepEqual(assumed, ["r1 run", "r2 run", "r1 other"]);
    });
    it("asks again after a refusal", async () => {
        const { held, assumed, failWith } = sessions();
        failWith(new Error("no"));
        await assert.rejects(held.get("r", "run"), { message: "no" });
        failWith(undefined);
        assert.equal(await held.get("r", "run"), "2");
        assert.equal(assumed.length, 2);
    });
});
