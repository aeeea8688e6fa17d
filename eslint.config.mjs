import js from "@eslint/js";
import jest from "eslint-plugin-jest";
import tseslint from "typescript-eslint";

export default tseslint.config(
  { ignores: ["dist/", "coverage/", ".cache/", ".pulumi-local/", "**/*.cjs", "**/*.mjs"] },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // a type-only import must look like one: the import rules read it
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // `{ __provider, ...rest }` is how a key is left out
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true, argsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["provider/core/**"],
    rules: {
      "no-restricted-globals": [
        "error",
        "process",
        "console",
        "setTimeout",
        "fetch",
        "crypto",
        "performance",
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[object.name='Date'][property.name='now']",
          message: "core is pure: no clock",
        },
        { selector: "NewExpression[callee.name='Date']", message: "core is pure: no clock" },
        {
          selector: "MemberExpression[object.name='Math'][property.name='random']",
          message: "core is pure: no randomness",
        },
        { selector: "AwaitExpression", message: "core is pure: no I/O" },
      ],
    },
  },
  {
    files: ["tests/**"],
    ...jest.configs["flat/recommended"],
    rules: {
      ...jest.configs["flat/recommended"].rules,
      "jest/no-disabled-tests": "error",
      "jest/expect-expect": ["error", { assertFunctionNames: ["expect", "expect*", "fc.assert"] }],
      "jest/no-conditional-expect": "off",
    },
  },
);
