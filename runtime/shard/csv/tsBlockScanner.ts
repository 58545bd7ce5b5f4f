/** The CSV scanner in TypeScript. */
import type { CsvBlockScanner, ReadContext } from "../batchSource";
import { blockScanner } from "./blockScanner";
import { tsCanonicalRows } from "./tsCanonicalRows";

export const tsBlockScanner = (context: ReadContext): CsvBlockScanner =>
    blockScanner(context, tsCanonicalRows(context));
