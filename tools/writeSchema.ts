/**
 * Writes schema/stack-config.schema.json, which editors complete Pulumi.<stack>.yaml from, out of its one source,
 * model/config/schema. Run: node -r ts-node/register/transpile-only tools/writeSchema.ts
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { stackFileSchema } from "../model/config/schema/stack";

const file = join(__dirname, "..", "schema", "stack-config.schema.json");
writeFileSync(file, `${JSON.stringify(stackFileSchema(), null, 2)}\n`);
console.log(`wrote ${file}`);
