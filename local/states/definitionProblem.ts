/** Why a piece of a definition cannot be taken: wrong by the States Language, or right and not built here. */
export class DefinitionProblem extends Error {
    readonly kind: "invalid" | "notImplemented";

    constructor(kind: "invalid" | "notImplemented", message: string) {
        super(message);
        this.name = "DefinitionProblem";
        this.kind = kind;
    }
}
