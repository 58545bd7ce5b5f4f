import tseslint from "typescript-eslint";
import { importDirection } from "./tools/importDirection.mjs";

export default tseslint.config(
    {
        ignores: [
            "dist/**",
            "node_modules/**",
            "coverage/**",
            ".cache/**",
            // AssemblyScript: checked by its own compiler.
            "runtime/shard/csv/wasm/assembly/**",
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
    {
        plugins: { archival: { rules: { "import-direction": importDirection } } },
        rules: { "archival/import-direction": "error" },
    },
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
