"use strict";
/**
 * The runtime of a function process: loads the handler once, then answers one invocation at a time. Everything comes
 * and goes over the IPC channel, because argument lists have a size limit.
 *
 *   in   { type: "init", handler, taskRoot, virtualNow }
 *        { type: "invoke", payload, context, remainingMilliseconds, virtualNow, credentials, marker }
 *   out  { type: "ready" } | { type: "initError", error } | { type: "result", payload } | { type: "error", error }
 *
 * After each answer the marker is written to stdout and stderr, so that the parent knows that it has all the output.
 */
const { existsSync } = require("node:fs");
const { join } = require("node:path");
const { pathToFileURL } = require("node:url");
const { format } = require("node:util");

const hook = Symbol.for("archival.local.setVirtualNow");
const setVirtualNow = globalThis[hook];
delete globalThis[hook];
delete process.env.NODE_OPTIONS;

const send = process.send.bind(process);
const writeOut = process.stdout.write.bind(process.stdout);
const writeErr = process.stderr.write.bind(process.stderr);
const exit = process.exit.bind(process);
const toJson = JSON.stringify.bind(JSON);

let handler;
let requestId = "";

// As Lambda's text log format does it: time, request id, level; one event per call, however many lines it has.
for (const [method, level] of [
    ["log", "INFO"],
    ["info", "INFO"],
    ["debug", "DEBUG"],
    ["warn", "WARN"],
    ["error", "ERROR"],
    ["trace", "TRACE"],
]) {
    console[method] = (...args) => {
        const text = format(...args).replaceAll("\n", "\r");
        writeOut(`${new Date().toISOString()}\t${requestId}\t${level}\t${text}\n`);
    };
}

/** The error as Lambda answers it: errorType, errorMessage, trace. */
function describe(error) {
    if (error instanceof Error || (typeof error === "object" && error !== null && error.stack)) {
        return {
            errorType: error.name ?? "Error",
            errorMessage: error.message ?? "",
            trace: String(error.stack ?? "").split("\n"),
        };
    }
    const errorMessage = typeof error === "string" ? error : toJson(error);
    return { errorType: typeof error, errorMessage, trace: [] };
}

async function load(taskRoot, name) {
    const slash = name.lastIndexOf("/") + 1;
    const [file, ...path] = name.slice(slash).split(".");
    if (path.length === 0) {
        throw Object.assign(new Error(`Bad handler ${name}: expected "file.export"`), {
            name: "Runtime.MalformedHandlerName",
        });
    }
    const base = join(taskRoot, name.slice(0, slash), file);
    const found = [".js", ".mjs", ".cjs"].map((end) => base + end).find((one) => existsSync(one));
    if (found === undefined) {
        throw Object.assign(new Error(`Error: Cannot find module '${file}'`), {
            name: "Runtime.ImportModuleError",
        });
    }
    const module = await import(pathToFileURL(found).href);
    const pick = (from) => path.reduce((value, key) => value?.[key], from);
    const exported = pick(module) ?? pick(module.default);
    if (typeof exported !== "function") {
        throw Object.assign(new Error(`${name} is undefined or not exported`), {
            name: "Runtime.HandlerNotFound",
        });
    }
    if (exported.length > 2) {
        // nodejs24.x has no callback handlers any more.
        throw Object.assign(new Error(`${name} takes a callback; use an async handler`), {
            name: "Runtime.CallbackHandlerDeprecated",
        });
    }
    return exported;
}

async function invoke(message) {
    const { context, remainingMilliseconds, marker } = message;
    const deadline = performance.now() + remainingMilliseconds;
    requestId = context.awsRequestId;
    let answer;
    try {
        const result = await handler(JSON.parse(message.payload), {
            ...context,
            callbackWaitsForEmptyEventLoop: true,
            getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
        });
        answer = {
            type: "result",
            payload: toJson(result === undefined ? null : result) ?? "null",
        };
    } catch (error) {
        answer = { type: "error", error: describe(error) };
        const { errorType, errorMessage, trace } = answer.error;
        const record = toJson({ errorType, errorMessage, stack: trace });
        const line = `Invoke Error \t${record}`;
        writeOut(`${new Date().toISOString()}\t${requestId}\tERROR\t${line}\n`);
    }
    writeOut(marker);
    writeErr(marker);
    send(answer);
}

process.on("message", (message) => {
    setVirtualNow(message.virtualNow);
    if (message.type === "invoke") {
        Object.assign(process.env, message.credentials);
        void invoke(message);
        return;
    }
    load(message.taskRoot, message.handler).then(
        (loaded) => {
            handler = loaded;
            send({ type: "ready" });
        },
        (error) => {
            send({ type: "initError", error: describe(error) });
        },
    );
});
// The local AWS went away: nobody is left to answer to.
process.on("disconnect", () => exit(0));
