// Who may import whom. ARCHITECTURE.md has the reasons; tests/tools/import-rules.test.ts shows that each rule bites.

/** A package, wherever its node_modules is. */
const npm = (names) => `(^|/)node_modules/(${names})(/|$)`;
/** The program's side: what a Pulumi program loads. */
const program = "^provider/(index\\.ts$|program/|components/)";
/** The one file of it that looks at the cloud, in a preview that wants it. */
const preflight = "^provider/program/preflight\\.ts$";
const typesOnly = ["type-only", "type-import"];

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "core-is-pure",
      comment: "core decides; it knows neither Pulumi, nor the SDK, nor node:*",
      severity: "error",
      from: { path: "^provider/core/" },
      to: { pathNot: ["^provider/core/", npm("ipaddr\\.js|zod")] },
    },
    {
      name: "ecs-speaks-to-the-cloud-only",
      comment: "ecs is the only folder with the SDK, and has nothing of Pulumi, the runtime or the emulator",
      severity: "error",
      from: { path: "^provider/ecs/" },
      to: {
        pathNot: [
          "^provider/(core|ecs)/",
          npm("@alicloud/[^/]+|@darabonba/typescript|cockatiel|dataloader|zod"),
        ],
        dependencyTypesNot: ["core"],
      },
    },
    {
      name: "runtime-joins-core-and-ecs",
      comment: "the runtime joins core and ecs; it reaches the SDK through ecs, and never the program's side",
      severity: "error",
      from: { path: "^provider/runtime/" },
      to: {
        pathNot: ["^provider/(core|ecs|runtime)/", npm("async-mutex|cockatiel|@pulumi/pulumi")],
        dependencyTypesNot: ["core"],
      },
    },
    {
      name: "runtime-has-types-of-pulumi-only",
      comment: "loading @pulumi/pulumi costs each provider process time and memory",
      severity: "error",
      from: { path: "^provider/runtime/" },
      to: { path: npm("@pulumi/pulumi"), dependencyTypesNot: typesOnly },
    },
    {
      name: "program-is-thin",
      comment: "the program's side has Pulumi, itself, and types",
      severity: "error",
      from: { path: program },
      to: {
        pathNot: [
          program,
          // to see whether Pulumi will find the runtime
          "^(module|path)$",
          "^provider/(core|ecs|runtime)/",
          "(^|/)dist/runtime/",
          npm("@pulumi/(pulumi|alicloud)"),
          selfRuntime(),
        ],
      },
    },
    {
      name: "only-components-know-alicloud",
      comment: "who declares addresses needs no @pulumi/alicloud",
      severity: "error",
      from: { path: program, pathNot: "^provider/components/" },
      to: { path: npm("@pulumi/alicloud") },
    },
    {
      name: "program-has-types-of-core-only",
      comment: "the program shall not load zod and the rest for what happens in another process",
      severity: "error",
      from: { path: program, pathNot: preflight },
      to: { path: "^provider/core/", dependencyTypesNot: typesOnly },
    },
    {
      name: "program-does-not-import-the-implementation",
      comment: "the runtime is loaded by its package name when a hook is called, and ecs never",
      severity: "error",
      from: { path: program, pathNot: preflight },
      to: { path: "^provider/(ecs|runtime)/", dependencyTypesNot: typesOnly },
    },
    {
      name: "preflight-loads-late",
      comment:
        "a program whose preview looks at nothing loads neither the SDK nor what decides; the runtime is another process",
      severity: "error",
      from: { path: preflight },
      to: { path: "^provider/(core|ecs)/", dynamic: false, dependencyTypesNot: typesOnly },
    },
    {
      name: "only-the-shim-names-the-runtime",
      comment: "one file loads the implementation, and its text is under review",
      severity: "error",
      from: { path: program, pathNot: "^provider/program/shim\\.ts$" },
      to: { path: ["^provider/runtime/", "(^|/)dist/runtime/", selfRuntime()] },
    },
    {
      name: "emulator-stands-alone",
      comment: "code shared with core or ecs would share its mistakes, and the tests would not see them",
      severity: "error",
      from: { path: "^provider/emulator/" },
      to: { pathNot: ["^provider/emulator/", npm("ipaddr\\.js|zod")], dependencyTypesNot: ["core"] },
    },
    {
      name: "examples-use-the-package-by-name",
      comment: "an example is what a user would write",
      severity: "error",
      from: { path: "^examples/" },
      to: { path: "^provider/" },
    },
    {
      name: "every-folder-has-a-rule",
      comment: "a new folder of provider/ gets its row here first",
      severity: "error",
      from: { path: "^provider/", pathNot: ["^provider/(core|ecs|runtime|emulator)/", program] },
      to: {},
    },
    {
      name: "nothing-circular",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-orphans",
      comment: "a module that nothing imports and that imports nothing is left over",
      severity: "error",
      from: { orphan: true, path: "^(provider|examples|tools)/" },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: ["node_modules", "(^|/)dist/"] },
    // imports of types count too
    tsPreCompilationDeps: true,
    // without the paths that lead the package name to the sources: the rules tell the name from the folder
    tsConfig: { fileName: "tsconfig.build.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default"],
    },
  },
};

/** The name that the shim requires, as it stands when dist/ is not built. */
function selfRuntime() {
  return "^pulumi-alicloud-secondary-ips/runtime$";
}
