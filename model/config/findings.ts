import { type Problem, sortedProblems } from "./configError";
import { pathText, touches } from "./pointer";

/**
 * Collects what is wrong with a config. A place that a schema problem already names is tainted: what later
 * checks would say about it, or about a default that stands in for it, is a consequence and is left out.
 */
export class Findings {
    readonly #tainted: string[] = [];
    readonly #problems: Problem[] = [];
    readonly #warnings: string[] = [];

    taint(at: string): void {
        this.#tainted.push(at);
    }

    /** Reports a problem at a place, unless the place or one that the finding rests on is tainted. */
    problem(at: string, message: string, restsOn: readonly string[] = []): void {
        if (this.#isTainted(at, restsOn)) return;
        this.#problems.push({ path: pathText(at), message });
    }

    /** Like `problem`, for what is allowed and should be known. */
    warning(at: string, message: string, restsOn: readonly string[] = []): void {
        if (this.#isTainted(at, restsOn)) return;
        this.#warnings.push(`${pathText(at)}: ${message}`);
    }

    /**
     * Reports a problem of the form of a value, whatever is tainted. With `whole` the value is unusable and all
     * that rests on it is silenced; without, only its name is wrong and what is within is still judged.
     */
    broken(at: string, message: string, { whole }: { readonly whole: boolean }): void {
        this.#problems.push({ path: pathText(at), message });
        if (whole) this.taint(at);
    }

    /** True when nothing is known to be wrong at or within the place. */
    isSound(at: string): boolean {
        return !this.#isTainted(at, []);
    }

    get problems(): Problem[] {
        return sortedProblems(this.#problems);
    }

    get warnings(): string[] {
        return [...new Set(this.#warnings)].sort();
    }

    #isTainted(at: string, restsOn: readonly string[]): boolean {
        return [at, ...restsOn].some((place) => this.#tainted.some((bad) => touches(place, bad)));
    }
}
