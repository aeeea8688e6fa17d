// Before the tests that use the built package or Python: both are there, or the run ends with what is missing.
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../tools/pulumi-cli/cache.mts";
import { reportToStderr } from "../../tools/pulumi-cli/progress.mts";
import { findPython, providePythonPackages } from "../../tools/pulumi-cli/python.mts";

// the SDKs of another language, the old one and today's: their requests are written and signed by code that is not ours
const sdks = [
  ...["aliyun-python-sdk-core==2.16.1", "aliyun-python-sdk-ecs==4.24.83", "setuptools<81"],
  ...["alibabacloud_ecs20140526==7.11.8", "alibabacloud_tea_openapi==0.4.6"],
];

export default async function preparePackageTests(): Promise<void> {
  requireBuild();
  process.env["TEST_PYTHON"] ??= await providePython();
}

/** A build of before would pass or fail for code that is not there any more. */
function requireBuild(): void {
  const built = statSync(join(repositoryRoot, "dist", "index.js"), { throwIfNoEntry: false })?.mtimeMs;
  if (built === undefined) throw new Error("dist/ is not built: run `npm run build` first (`npm test` does)");
  const sources = join(repositoryRoot, "provider");
  const newer = readdirSync(sources, { recursive: true, encoding: "utf8" }).find(
    (name) => name.endsWith(".ts") && statSync(join(sources, name)).mtimeMs > built,
  );
  if (newer !== undefined)
    throw new Error(`dist/ is older than provider/${newer}: run \`npm run build\` first (\`npm test\` does)`);
}

/** The interpreter that has the SDKs. */
async function providePython(): Promise<string> {
  const python = await findPython();
  if (python === undefined)
    throw new Error(
      "no Python 3 on PATH, by which the vendor's Python SDKs are tried against the emulator: install Python 3 with its " +
        "venv module (Debian and Ubuntu: python3 and python3-venv), or run the tests that need none: npx jest tests/core",
    );
  const folder = join(repositoryRoot, ".cache", "python");
  return join(await providePythonPackages(python, folder, sdks, reportToStderr), "python");
}
