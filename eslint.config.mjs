import tseslint from "typescript-eslint";

const folders = [
    "infra",
    "runtime",
    "policies",
    "local",
    "cli",
    "test",
    "bench",
    "examples",
    "tools",
];

/** What each folder may import of ours, besides itself: docs/architecture.md, "Layout and the direction of knowledge". */
const allowed = {
    model: [],
    infra: ["model"],
    runtime: ["model"],
    policies: ["model"],
    local: ["model"],
    cli: ["model", "local", "runtime"],
};

/** Packages that decide over plain data must not know. */
const forbiddenPackages = {
    model: ["@pulumi/*", "@aws-sdk/*", "@smithy/*", "@aws-lambda-powertools/*"],
    runtime: ["@pulumi/*"],
};

const direction = Object.entries(allowed).map(([folder, may]) => ({
    files: [`${folder}/**/*.ts`],
    rules: {
        "no-restricted-imports": [
            "error",
            {
                patterns: [
                    {
                        regex: `^(\\.\\.?/)+(${["model", ...folders].filter((f) => f !== folder && !may.includes(f)).join("|")})/`,
                        message: "see the direction of imports in docs/architecture.md",
                    },
                    ...(forbiddenPackages[folder]
                        ? [
                              {
                                  group: forbiddenPackages[folder],
                                  message: `${folder}/ must not know this package`,
                              },
                          ]
                        : []),
                ],
            },
        ],
    },
}));

export default tseslint.config(
    {
        ignores: [
            "dist/**",
            "node_modules/**",
            "coverage/**",
            ".cache/**",
            "**/*.mjs",
            "**/*.cjs",
            "**/*.js",
        ],
    },
    ...tseslint.configs.strictTypeChecked,
    {
        languageOptions: {
            parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
        },
        rules: {
            "@typescript-eslint/restrict-template-expressions": [
                "error",
                { allowNumber: true, allowBoolean: true },
            ],
            "@typescript-eslint/no-unnecessary-condition": [
                "error",
                { allowConstantLoopConditions: "only-allowed-literals" },
            ],
            "@typescript-eslint/consistent-type-imports": "error",
            "@typescript-eslint/no-non-null-assertion": "error",
            "@typescript-eslint/no-unused-vars": [
                "error",
                { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "all" },
            ],
            "no-restricted-globals": ["error", { name: "isNaN", message: "use Number.isNaN" }],
            eqeqeq: "error",
        },
    },
    ...direction,
    {
        // Components are created for their effect on the stack.
        files: ["infra/**/*.ts", "test/**/*.ts"],
        rules: { "no-new": "off" },
    },
    {
        files: ["test/**/*.ts"],
        rules: {
            // mocha's describe/it return void or promises by design; fakes need not await; mocks speak Pulumi's any.
            "@typescript-eslint/no-floating-promises": "off",
            "@typescript-eslint/require-await": "off",
            "@typescript-eslint/no-unsafe-assignment": "off",
            "@typescript-eslint/no-unsafe-member-access": "off",
            "@typescript-eslint/no-unsafe-argument": "off",
            "@typescript-eslint/no-unsafe-return": "off",
            "@typescript-eslint/no-unsafe-call": "off",
            "@typescript-eslint/no-non-null-assertion": "off",
            "no-restricted-properties": [
                "error",
                { object: "it", property: "only" },
                { object: "describe", property: "only" },
                { object: "it", property: "skip" },
                { object: "describe", property: "skip" },
            ],
        },
    },
);
