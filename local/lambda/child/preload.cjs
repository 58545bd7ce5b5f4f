"use strict";
/**
 * Loaded into every function process before the bundle (NODE_OPTIONS --require), so that the bundle itself stays what
 * is deployed. Two things only: names that end in .localhost lead to this machine, and dates tell virtual time.
 */
const dns = require("node:dns");
const { syncBuiltinESMExports } = require("node:module");

const loopback = { address: "127.0.0.1", family: 4 };
const isLocal = (host) => typeof host === "string" && /(^|\.)localhost\.?$/i.test(host);

const realLookup = dns.lookup;
dns.lookup = function lookup(host, options, callback) {
    const answer = typeof options === "function" ? options : callback;
    if (!isLocal(host)) return realLookup.call(dns, host, options, callback);
    const all = typeof options === "object" && options !== null && options.all === true;
    process.nextTick(() => {
        if (all) answer(null, [loopback]);
        else answer(null, loopback.address, loopback.family);
    });
    return {};
};
const realPromise = dns.promises.lookup;
dns.promises.lookup = async function lookup(host, options) {
    if (!isLocal(host)) return realPromise.call(dns.promises, host, options);
    const all = typeof options === "object" && options !== null && options.all === true;
    return all ? [loopback] : { ...loopback };
};

const RealDate = Date;
const realNow = Date.now;
/** Virtual minus real milliseconds; the bootstrap sets it before each invocation. */
let offset = 0;
const now = () => realNow() + offset;
RealDate.now = now;
const VirtualDate = new Proxy(RealDate, {
    construct(target, args, newTarget) {
        const as = newTarget === VirtualDate ? target : newTarget;
        return Reflect.construct(target, args.length === 0 ? [now()] : args, as);
    },
    apply() {
        return new RealDate(now()).toString();
    },
});
RealDate.prototype.constructor = VirtualDate;
globalThis.Date = VirtualDate;

syncBuiltinESMExports();

/** Taken (and removed) by the bootstrap, so that a handler cannot find it. */
globalThis[Symbol.for("archival.local.setVirtualNow")] = (virtualNow) => {
    offset = virtualNow - realNow();
};
