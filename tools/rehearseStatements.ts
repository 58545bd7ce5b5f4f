/**
 * Takes every statement of every deployed role away, one at a time, and runs the rehearsal: it must fail and name the
 * denied call. What survives without a statement did not need it. Prints counts; exit code 1 if any statement is not needed.
 */
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import * as path from "node:path";

const root = path.resolve(__dirname, "..");

function rehearse(args: readonly string[]): Promise<{ code: number | null; printed: string }> {
    return new Promise((resolve, reject) => {
        const child = spawn(
            process.execPath,
            [path.join(root, "cli", "archival.js"), "rehearse", ...args],
            { cwd: root, stdio: ["ignore", "pipe", "pipe"] },
        );
        let printed = "";
        child.stdout.on("data", (chunk: Buffer) => (printed += chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
        child.once("error", reject);
        child.once("close", (code) => {
            resolve({ code, printed });
        });
    });
}

async function main(): Promise<void> {
    const started = Date.now();
    const only = process.argv.slice(2);
    const listed = await rehearse(["--list-statements"]);
    const all = listed.printed.split("\n").filter((line) => /^\S+#\S+$/.test(line));
    if (listed.code !== 0 || all.length === 0) throw new Error(listed.printed);
    const statements = only.length === 0 ? all : all.filter((s) => only.some((o) => s.includes(o)));
    const survivors: string[] = [];
    let next = 0;
    const worker = async (): Promise<void> => {
        for (;;) {
            const statement = statements[next];
            next += 1;
            if (statement === undefined) return;
            const { code, printed } = await rehearse(["--without-statement", statement]);
            const denied = /^STOPPED {2}denied: (.*)$/m.exec(printed)?.[1];
            if (code === 0 || denied === undefined) {
                survivors.push(statement);
                console.log(`NOT NEEDED  ${statement} (exit ${String(code)})`);
                const why = printed.split("\n").filter((line) => line.startsWith("FAILED"));
                if (why.length > 0) console.log(`            ${why.join("\n            ")}`);
                if (code !== 0 && why.length === 0) console.log(printed.slice(-600));
            } else {
                console.log(`needed      ${statement}: ${denied}`);
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, worker));
    console.log(
        `${statements.length} statements of deployed roles taken away one at a time: ` +
            `${statements.length - survivors.length} rehearsals failed with the denied call named, ` +
            `${survivors.length} did not, in ${((Date.now() - started) / 1000).toFixed(0)} s`,
    );
    if (survivors.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
});
