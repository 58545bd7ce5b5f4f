/** Why a policy document cannot be used; the message names the statement and the element. */
export class PolicyDocumentError extends Error {
    /** "malformed": AWS would refuse it too. "not implemented": AWS may accept it, this evaluator does not know it. */
    readonly problem: "malformed" | "not implemented";

    constructor(where: string, what: string, problem: "malformed" | "not implemented") {
        super(`${where}: ${what}`);
        this.name = "PolicyDocumentError";
        this.problem = problem;
    }
}

export const malformed = (where: string, what: string): PolicyDocumentError =>
    new PolicyDocumentError(where, what, "malformed");

export const notImplemented = (where: string, what: string): PolicyDocumentError =>
    new PolicyDocumentError(where, `${what} is not implemented`, "not implemented");
