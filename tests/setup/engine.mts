// Before the tests that run the real engine.
import { delimiter } from "node:path";
import { pathPrefix } from "../../tools/pulumi-cli/environment.mts";
import { obtainPulumiCli } from "../../tools/pulumi-cli/obtain.mts";
import preparePackageTests from "./package.mts";

export default async function prepareEngineTests(): Promise<void> {
  await preparePackageTests();
  const prefix = pathPrefix(await obtainPulumiCli(process.env));
  process.env["PATH"] = [prefix, process.env["PATH"]].join(delimiter);
}
