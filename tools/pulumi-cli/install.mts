// node install.mts <root> <version>: the official installer, see download.mts
import { PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { SemVer } from "semver";

const [root, version] = process.argv.slice(2);
if (root === undefined || version === undefined) throw new Error("usage: node install.mts <root> <version>");
await PulumiCommand.install({ root, version: new SemVer(version) });
