import { createHash } from "node:crypto";
import {
    cpSync,
    existsSync,
    mkdtempSync,
    readdirSync,
    readFileSync,
    rmSync,
    statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { AwsError } from "../core/contracts";

/** Lambda's limit for unzipped code, in bytes. */
const maxCodeBytes = 262_144_000;

/**
 * Copies of function code in temporary folders outside the repository, one per content, so that a dependency that the
 * bundle does not carry fails as on AWS, and a published version stays what it was.
 */
export class FunctionCode {
    readonly #folders = new Map<string, string>();

    /** Copies the folder unless the same content is there already. Throws when it is missing, empty or too large. */
    store(
        functionName: string,
        codeDirectory: string,
    ): { readonly sha256: string; readonly folder: string } {
        if (!existsSync(codeDirectory)) {
            throw invalid(
                `function ${functionName}: code directory "${codeDirectory}" not found; run "npm run build" first`,
            );
        }
        const hash = createHash("sha256");
        let bytes = 0;
        const files = readdirSync(codeDirectory, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(entry.parentPath, entry.name))
            .sort();
        for (const file of files) {
            bytes += statSync(file).size;
            const name = relative(codeDirectory, file);
            hash.update(
                `${name}\0${createHash("sha256").update(readFileSync(file)).digest("hex")}\n`,
            );
        }
        if (bytes === 0 || bytes > maxCodeBytes) {
            throw invalid(
                `function ${functionName}: code in "${codeDirectory}" must be 1 to ${maxCodeBytes} bytes, got ${bytes}`,
            );
        }
        const sha256 = hash.digest("hex");
        const known = this.#folders.get(sha256);
        if (known !== undefined) return { sha256, folder: known };
        const folder = mkdtempSync(join(tmpdir(), "archival-lambda-"));
        cpSync(codeDirectory, folder, { recursive: true, dereference: true });
        this.#folders.set(sha256, folder);
        removeAtExit(folder);
        return { sha256, folder };
    }

    /** Removes every copy. */
    remove(): void {
        for (const folder of this.#folders.values())
            rmSync(folder, { recursive: true, force: true });
        this.#folders.clear();
    }
}

const leftovers = new Set<string>();

/** A program that ends without close() must not leave copies behind in the temporary folder. */
function removeAtExit(folder: string): void {
    if (leftovers.size === 0) {
        process.once("exit", () => {
            for (const one of leftovers) rmSync(one, { recursive: true, force: true });
        });
    }
    leftovers.add(folder);
}

const invalid = (message: string): AwsError =>
    new AwsError("InvalidParameterValueException", 400, message);
