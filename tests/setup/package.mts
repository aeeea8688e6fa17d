// Before the tests that use the built package or Python: both are there, or it is said what is missing.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../tools/pulumi-cli/cache.mts";
import { reportToStderr } from "../../tools/pulumi-cli/progress.mts";
import { findPython, providePythonPackages } from "../../tools/pulumi-cli/python.mts";

// the SDK of another language: its requests are signed by code that is not ours
const sdk = ["aliyun-python-sdk-core==2.16.1", "aliyun-python-sdk-ecs==4.24.83", "setuptools<81"];

export default async function preparePackageTests(): Promise<void> {
  requireBuild();
  process.env["TEST_PYTHON"] ??= await providePython();
}

function requireBuild(): void {
  if (!existsSync(join(repositoryRoot, "dist", "index.js")))
    throw new Error("dist/ is not built: run `npm run build` first (`npm test` does)");
}

/** The interpreter that has the SDK; empty where there is no Python, and the tests that need one say so. */
async function providePython(): Promise<string> {
  const python = await findPython();
  if (python === undefined) {
    reportToStderr(
      "TEST_PYTHON is empty: no Python 3 on PATH, so the Python SDK is not tried against the emulator",
    );
    return "";
  }
  const folder = join(repositoryRoot, ".cache", "python");
  return join(await providePythonPackages(python, folder, sdk, reportToStderr), "python");
}
