#!/usr/bin/env node
"use strict";
// Launches the command from its TypeScript source. Needs Node 22.12 or later: `npx archival` and npm scripts use the
// Node of the devDependency "node".
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 12)) {
    console.error(
        `archival: needs Node 22.12 or later, got ${process.versions.node} (${process.execPath}); ` +
            `run it as "npx archival …" after "npm ci", which brings its own Node`,
    );
    process.exit(2);
}
require("ts-node").register({ transpileOnly: true, dir: __dirname, cwd: __dirname });
require("./main").main(process.argv);
