import type { HttpRequest } from "./contracts";

/** What goes wrong with a request that a fault matches. */
export type FaultEffect =
    /** The connection is cut before the service sees the request. */
    | { readonly kind: "cutBefore" }
    /** The request takes effect, its answer is lost. */
    | { readonly kind: "cutAfter" }
    /** The service answers this error without doing anything. */
    | {
          readonly kind: "error";
          readonly code: string;
          readonly status: number;
          readonly message?: string | undefined;
      };

export interface HttpFault {
    /** e.g. "s3", "s3control", "sts", "lambda" */
    readonly service: string;
    readonly matches: (request: HttpRequest) => boolean;
    readonly effect: FaultEffect;
    /** Matching requests to let through first. @default 0 */
    readonly skip?: number | undefined;
    /** How often it strikes. @default 1 */
    readonly times?: number | undefined;
}

/** Faults on demand, counted per fault, so that the same steps meet the same faults. */
export class HttpFaults {
    readonly #faults = new Map<HttpFault, { skip: number; times: number }>();

    /** Adds a fault; the answer removes it. */
    inject(fault: HttpFault): () => void {
        this.#faults.set(fault, { skip: fault.skip ?? 0, times: fault.times ?? 1 });
        return () => {
            this.#faults.delete(fault);
        };
    }

    /** The effect that strikes this request, if any. */
    next(service: string, request: HttpRequest): FaultEffect | undefined {
        for (const [fault, left] of this.#faults) {
            if (fault.service !== service || left.times <= 0 || !fault.matches(request)) continue;
            if (left.skip > 0) {
                left.skip -= 1;
                continue;
            }
            left.times -= 1;
            return fault.effect;
        }
        return undefined;
    }
}
