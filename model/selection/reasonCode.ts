/** Skip reasons as small numbers, for counting and judging without strings. */
import { skipReasons, type SkipReason } from "./skipReason";

/** The tier takes the row. */
export const selectedCode = 0;
/** Not a reason of one tier: the row's key was needed and cannot be decoded, so the row is unreadable for all. */
export const undecodableCode = 255;

/** Codes run from 1, in the order of `skipReasons`. */
export const reasonCode = Object.fromEntries(
    skipReasons.map((reason, index) => [reason, index + 1]),
) as Readonly<Record<SkipReason, number>>;

/** Codes there are, selectedCode included. */
export const reasonCodes = skipReasons.length + 1;
