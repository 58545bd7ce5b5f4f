import assert from "node:assert/strict";
import { HeadBucketCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import fc from "fast-check";
import type { HttpRequest } from "../../../local/core/contracts";
import { routes } from "../../../local/s3/http/routeTable";
import { account, S3World } from "./s3World";

/** Sub-resources that S3 has and the local AWS has not, and some that nobody has. */
const unknown = [
    "acl",
    "analytics",
    "metrics",
    "intelligent-tiering",
    "cors",
    "website",
    "replication",
    "accelerate",
    "requestPayment",
    "torrent",
    "select",
    "annotation",
    "metadataTable",
    "nonsense",
];

describe("dispatch", () => {
    let world: S3World;
    const methods = ["GET", "HEAD", "PUT", "POST", "DELETE"] as const;

    beforeEach(async () => {
        world = await S3World.start();
        await world.bucket("empty");
        await world.bucket("data", "Enabled");
        await world.client.send(new PutObjectCommand({ Bucket: "data", Key: "k", Body: "v" }));
    });
    afterEach(() => world.stop());

    const request = (
        method: string,
        path: string,
        query: Readonly<Record<string, string>>,
        headers: Readonly<Record<string, string>> = {},
        body = "",
    ): HttpRequest => ({
        method,
        host: "localhost",
        path,
        query: new Map(Object.entries(query)),
        headers,
        body: Buffer.from(body),
    });

    it("changes nothing when a known route gets an unknown sub-resource", async () => {
        const before = world.s3.dump();
        const body = fc.constantFrom("", "<Delete><Object><Key>k</Key></Object></Delete>");
        await fc.assert(
            fc.asyncProperty(
                fc.constantFrom(...routes),
                fc.constantFrom(...unknown),
                fc.constantFrom("empty", "data"),
                body,
                async (route, extra, bucket, text) => {
                    const path = { service: "/", bucket: `/${bucket}`, object: `/${bucket}/k` };
                    const query = Object.fromEntries(
                        [...(route.query ?? []), extra].map((key) => [key, ""]),
                    );
                    const answer = await world.s3.handle(
                        request(route.method, path[route.scope], query, {}, text),
                        world.world.administrator(account),
                    );
                    assert.equal(answer.status, 501, `${route.operation}?${extra}`);
                    assert.deepEqual(world.s3.dump(), before);
                },
            ),
            { numRuns: 300 },
        );
    });

    it("keeps bucket and objects whatever method is used on whatever sub-resource", async () => {
        const known = [...new Set(routes.flatMap((route) => route.query ?? []))];
        for (const method of methods) {
            for (const key of [...known, ...unknown]) {
                for (const bucket of ["empty", "data"]) {
                    await world.s3.handle(
                        request(method, `/${bucket}`, { [key]: "" }),
                        world.world.administrator(account),
                    );
                }
            }
        }
        await world.client.send(new HeadBucketCommand({ Bucket: "empty" }));
        const list = await world.client.send(new ListObjectsV2Command({ Bucket: "data" }));
        assert.deepEqual(
            list.Contents?.map((object) => object.Key),
            ["k"],
        );
    });

    it("refuses headers it does not implement, by name, and writes nothing", async () => {
        const before = world.s3.dump();
        for (const header of [
            "x-amz-grant-read",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-write-offset-bytes",
            "x-amz-annotation-directive",
            "range",
        ]) {
            const answer = await world.s3.handle(
                request("PUT", "/data/k2", {}, { [header]: "x" }, "body"),
                world.world.administrator(account),
            );
            assert.equal(answer.status, 501, header);
            assert.match(
                world.world.refusals.at(-1) ?? "",
                new RegExp(`header ${header} of PutObject`),
            );
        }
        assert.deepEqual(world.s3.dump(), before);
    });

    it("has at most one route for a request", () => {
        const seen = new Map<string, string>();
        for (const route of routes) {
            const id = JSON.stringify([
                route.method,
                route.scope,
                [...(route.query ?? [])].sort(),
                route.discriminator,
            ]);
            assert.equal(seen.get(id), undefined, `${route.operation} and ${seen.get(id)}`);
            seen.set(id, route.operation);
        }
    });
});
