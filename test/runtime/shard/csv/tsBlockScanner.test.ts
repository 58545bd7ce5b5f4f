import { tsBlockScanner } from "../../../../runtime/shard/csv/tsBlockScanner";
import { scannerFacts } from "./scannerFacts";

describe("tsBlockScanner", () => {
    const compared = scannerFacts(tsBlockScanner);
    after(() => {
        console.log(`      ${compared()} rows compared`);
    });
});
