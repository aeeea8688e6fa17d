// Before the tests that run the real engine.
import { pathPrefix } from "../../tools/pulumi-cli/environment.mts";
import { obtainPulumiCli } from "../../tools/pulumi-cli/obtain.mts";
import preparePackageTests from "./package.mts";

export default async function prepareEngineTests(): Promise<void> {
  await preparePackageTests();
  process.env["TEST_PULUMI_PATH"] = pathPrefix(await obtainPulumiCli(process.env));
}
