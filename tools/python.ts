/**
 * The Python of the differential tests and of the fixtures: an environment with a pinned pyarrow, made once in the cache.
 * Run by itself it prints the path of its interpreter.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

const requirements = join(__dirname, "fixtures", "python", "requirements.txt");

/** Python is missing, too old, or pyarrow cannot be installed; the message says what to do. */
export class PythonUnavailable extends Error {
    constructor(message: string) {
        super(message);
        this.name = "PythonUnavailable";
    }
}

const succeeds = (command: string, args: readonly string[]): boolean =>
    spawnSync(command, args, { stdio: "ignore" }).status === 0;

/** The interpreter; the first call takes half a minute and the network. @throws PythonUnavailable */
export function pythonWithArrow(): string {
    const pinned = readFileSync(requirements);
    const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
    const name = createHash("sha256").update(pinned).digest("hex").slice(0, 12);
    const folder = join(cache, "archival", `python-${name}`);
    const python = join(folder, "bin", "python");
    // Made under another name and then renamed, so that half an environment is never used. A virtual environment
    // knows its own path only in scripts that are not used here.
    if (existsSync(python) && succeeds(python, ["-c", "import pyarrow.orc"])) return python;
    if (!succeeds("python3", ["-c", "import sys, venv; sys.exit(sys.version_info < (3, 10))"])) {
        throw new PythonUnavailable(
            "python3: must be 3.10 or newer with the module venv, got none; install it " +
                "(Debian and Ubuntu: apt-get install python3-venv; macOS: brew install python), then run this again",
        );
    }
    const made = `${folder}.${process.pid}`;
    mkdirSync(join(cache, "archival"), { recursive: true });
    try {
        run("python3", ["-m", "venv", made]);
        run(join(made, "bin", "python"), [
            ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
            ...["--require-hashes", "--only-binary", ":all:", "-r", requirements],
        ]);
        rmSync(folder, { recursive: true, force: true });
        renameSync(made, folder);
    } finally {
        rmSync(made, { recursive: true, force: true });
    }
    return python;
}

function run(command: string, args: readonly string[]): void {
    const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
    if (status === 0) return;
    throw new PythonUnavailable(
        `${command} ${args.join(" ")}: must succeed, got ${error?.message ?? `status ${status}`}\n${stderr}\n` +
            "pyarrow is fetched from PyPI once; is there a network, and a wheel for this machine in " +
            `${requirements}?`,
    );
}

if (require.main === module) console.log(pythonWithArrow());
