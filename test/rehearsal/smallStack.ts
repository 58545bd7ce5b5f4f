import * as path from "node:path";
import { startLocalStack, type LocalStack } from "../../cli/localStack";
import { readStackFile } from "../../cli/stackFile";
import { functionArn } from "../../model/naming/arn";
import { liveAlias, type FunctionName } from "../../model/naming/names";

const root = path.resolve(__dirname, "../..");

/** Deploys a fixture stack with the real program and seeds 40 old and 10 young objects into its bucket. */
export async function startFixtureStack(name: "small" | "china"): Promise<LocalStack> {
    const stack = await startLocalStack({
        stackFile: readStackFile({
            projectDirectory: root,
            file: path.join(root, `test/fixtures/stacks/Pulumi.${name}.yaml`),
        }),
        startAt: new Date("2026-03-02T00:00:00Z"),
    });
    const days = (n: number): Date => new Date(stack.world.clock.now() - n * 86_400_000);
    stack.world.s3.seed(
        stack.config.buckets[0]?.name ?? "",
        Array.from({ length: 50 }, (_, i) => ({
            key: `logs/${String(i).padStart(3, "0")} + é.log`,
            body: { syntheticLength: 300_000 + i },
            lastModified: days(i < 40 ? 200 : 10),
        })),
    );
    return stack;
}

/** ARN of a function's live alias. */
export const live = ({ config, names }: LocalStack, fn: FunctionName): string =>
    `${functionArn(config, names.functionName(fn))}:${liveAlias}`;
