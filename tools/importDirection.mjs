/**
 * ESLint rule: which folder may import what (docs/architecture.md, "Layout and the direction of knowledge"). It
 * resolves every specifier against the file that has it, so "../infra", "../../model/../local/x" and
 * import("../runtime/x") are judged as what they mean.
 */
import { isBuiltin } from "node:module";
import path from "node:path";

const ours = [
    "model",
    "infra",
    "runtime",
    "policies",
    "local",
    "cli",
    "tools",
    "test",
    "bench",
    "examples",
];

/**
 * What files of a folder may import of ours, besides the folder itself. Folders that are not named here (test,
 * bench, examples) may import anything; nothing may import those.
 */
const allowedFolders = {
    model: [],
    infra: ["model"],
    runtime: ["model"],
    policies: ["model"],
    local: ["model"],
    cli: ["model", "local", "runtime"],
    tools: ["model", "local", "cli"],
};

/** Paths that may not be imported although the folder may be: [importer, imported, why]. */
const forbiddenPaths = [
    [
        /^infra\/bucket\//,
        /^infra\/vault(\/|$)/,
        "infra/bucket and infra/vault know each other only through model",
    ],
    [
        /^infra\/vault\//,
        /^infra\/bucket(\/|$)/,
        "infra/bucket and infra/vault know each other only through model",
    ],
    [
        /^cli\//,
        /^runtime(\/index)?$|^runtime\/aws(\/|$)|\/(handler|awsPorts)$/,
        "of runtime/, cli/ may import pure cores only: no handler, no awsPorts, nothing of runtime/aws",
    ],
];

const purePackages = ["ajv", "node:crypto", "node:net"];
const awsPackages = /^(@aws-sdk|@smithy|@aws-crypto|@aws-lambda-powertools|aws-sdk)(\/|$)/;
const pulumiPackages = /^@pulumi(\/|$)/;

/** Why a folder may not import a package; undefined when it may. */
const packageProblems = {
    model: (name) =>
        purePackages.includes(name)
            ? undefined
            : `model/ is pure: no I/O, no SDK, no Pulumi; it may import ${purePackages.join(", ")}`,
    infra: (name) =>
        awsPackages.test(name)
            ? "infra/ declares resources through Pulumi; calls to AWS belong to runtime/"
            : undefined,
    runtime: (name) => (pulumiPackages.test(name) ? "runtime/ must not know Pulumi" : undefined),
};

/**
 * Why `file` may not import `specifier`; undefined when it may. `file` is relative to the repository, with "/".
 * @param {string} file
 * @param {string} specifier
 * @returns {string | undefined}
 */
function problem(file, specifier) {
    const from = file.split("/")[0];
    if (!/^\.{0,2}\//.test(specifier) && specifier !== "." && specifier !== "..") {
        const name = isBuiltin(specifier) ? `node:${specifier.replace(/^node:/, "")}` : specifier;
        return packageProblems[from]?.(name);
    }
    if (!(from in allowedFolders)) return undefined;
    const target = path.posix
        .join(path.posix.dirname(file), specifier)
        .replace(/\.[cm]?[jt]s$/, "")
        .replace(/\/+$/, "");
    if (specifier.startsWith("/") || target.startsWith("..") || target === ".")
        return "imports stay within the repository's folders and are relative";
    const to = target.split("/")[0];
    if (!ours.includes(to)) return undefined;
    if (to !== from && !allowedFolders[from].includes(to))
        return `${from}/ may import of ours only ${[from, ...allowedFolders[from]].join(", ")}`;
    return forbiddenPaths.find(
        ([importer, imported]) => importer.test(file) && imported.test(target),
    )?.[2];
}

/** The text of a specifier that is written out; undefined for one that is computed. */
function writtenText(node) {
    if (node?.type === "Literal" && typeof node.value === "string") return node.value;
    if (node?.type === "TemplateLiteral" && node.expressions.length === 0)
        return node.quasis[0].value.cooked;
    return undefined;
}

/** @type {import("eslint").Rule.RuleModule} */
export const importDirection = {
    meta: { type: "problem", schema: [] },
    create(context) {
        const file = path.relative(context.cwd, context.filename).split(path.sep).join("/");
        const judge = (node, specifierNode) => {
            const specifier = writtenText(specifierNode);
            const why =
                specifier !== undefined
                    ? problem(file, specifier)
                    : file.startsWith("model/")
                      ? "model/ writes out what it imports"
                      : undefined;
            if (why !== undefined)
                context.report({
                    node,
                    message: `must not import ${specifier ?? "a computed path"}: ${why}; see docs/architecture.md`,
                });
        };
        const declared = (node) => {
            if (node.source) judge(node, node.source);
        };
        return {
            ImportDeclaration: declared,
            ExportNamedDeclaration: declared,
            ExportAllDeclaration: declared,
            ImportExpression: declared,
            // import("x").T in a type
            TSImportType: declared,
            TSExternalModuleReference: (node) => judge(node, node.expression),
            CallExpression(node) {
                const { callee } = node;
                const isRequire =
                    (callee.type === "Identifier" && callee.name === "require") ||
                    (callee.type === "MemberExpression" &&
                        callee.object.type === "Identifier" &&
                        callee.object.name === "require");
                if (isRequire) judge(node, node.arguments[0]);
            },
        };
    },
};
