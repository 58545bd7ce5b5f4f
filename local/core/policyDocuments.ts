import {
    parsePolicyDocument,
    type PolicyDocument,
    type PolicyKind,
} from "../../model/iam/policyDocument";
import { PolicyDocumentError } from "../../model/iam/policyDocumentError";
import { AwsError, NotImplemented } from "./contracts";
import { isSupportedContextKey } from "./supportedContextKeys";

/**
 * Parsed policy documents, each parsed once. Documents are found again by their text, because a caller may change an
 * object after it was read; those frozen by `frozen` are found by identity.
 */
export class PolicyDocuments {
    readonly #byIdentity = new WeakMap<object, PolicyDocument>();
    readonly #byText = new Map<string, PolicyDocument>();
    readonly #refusals: string[];

    constructor(refusals: string[]) {
        this.#refusals = refusals;
    }

    /**
     * A deep-frozen copy of a document given as object or JSON text, checked and ready for `parse`.
     * @throws AwsError `errorCode` 400 when malformed; NotImplemented when it uses what the local AWS lacks
     */
    frozen(document: unknown, where: string, kind: PolicyKind, errorCode: string): object {
        const parsed = this.#checked(document, where, kind, errorCode);
        const text = typeof document === "string" ? document : JSON.stringify(document);
        const copy = deepFreeze(JSON.parse(text) as object);
        this.#byIdentity.set(copy, parsed);
        return copy;
    }

    /** The parsed document; throws as `frozen` does. */
    parse(
        document: unknown,
        where: string,
        kind: PolicyKind,
        errorCode = "MalformedPolicy",
    ): PolicyDocument {
        if (typeof document === "object" && document !== null) {
            const known = this.#byIdentity.get(document);
            if (known !== undefined) return known;
        }
        const text = typeof document === "string" ? document : JSON.stringify(document);
        const key = `${kind} ${text}`;
        let parsed = this.#byText.get(key);
        if (parsed === undefined) {
            parsed = this.#checked(document, where, kind, errorCode);
            this.#byText.set(key, parsed);
        }
        return parsed;
    }

    #checked(
        document: unknown,
        where: string,
        kind: PolicyKind,
        errorCode: string,
    ): PolicyDocument {
        try {
            const parsed = parsePolicyDocument(document, where, kind);
            for (const { conditions, index } of parsed.statements) {
                const unknown = conditions.find(({ key }) => !isSupportedContextKey(key));
                if (unknown === undefined) continue;
                throw new PolicyDocumentError(
                    `${where}.Statement[${index}].Condition`,
                    `condition key "${unknown.key}"`,
                    "not implemented",
                );
            }
            return parsed;
        } catch (error) {
            if (!(error instanceof PolicyDocumentError)) throw error;
            if (error.problem === "malformed") throw new AwsError(errorCode, 400, error.message);
            const what = error.message.replace(/ is not implemented$/, "");
            this.#refusals.push(what);
            throw new NotImplemented(what);
        }
    }
}

function deepFreeze<T>(value: T): T {
    if (typeof value === "object" && value !== null) {
        Object.values(value).forEach(deepFreeze);
        Object.freeze(value);
    }
    return value;
}
