import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

const RUNTIME = "pulumi-alicloud-secondary-ips/runtime";

/** Folders from which it was found: a program that makes 1,000 resources looks once. */
const found = new Set<string>();

/**
 * Refuses to go on where Pulumi would not find the hooks: it loads the shim from the project's folder, and not from that of the
 * package whose code makes the resource. A package manager that links to each package only what its package.json names, as
 * pnpm does, then has nothing there, and Pulumi ends in a stack trace.
 *
 * The folder is known only to a program that the CLI runs; an inline program of the Automation API has a folder of its own.
 * @throws pulumi.RunError
 */
export function refuseUnreachableRuntime(name: string, folder = process.cwd()): void {
  if (process.env["PULUMI_NODEJS_ENGINE"] === undefined || found.has(folder)) return;
  try {
    // the way of the shim; `require.resolve` with `paths` would find this very package from within
    createRequire(join(folder, "shim.js")).resolve(RUNTIME);
    found.add(folder);
  } catch {
    throw new pulumi.RunError(
      `SecondaryPrivateIps "${name}": Pulumi loads the provider from the project's folder, and does not find ` +
        `pulumi-alicloud-secondary-ips from ${folder}. Install it there (npm install, pnpm add or yarn add ` +
        "pulumi-alicloud-secondary-ips), also if only another package of the workspace imports it.",
    );
  }
}
