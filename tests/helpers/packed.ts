import { join } from "node:path";
import { execute } from "../../tools/processes/run.mts";

const repository = join(__dirname, "..", "..");

/** Packs the package as it would be published, and answers the tarball's file. */
export async function packInto(folder: string): Promise<string> {
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const packed = await execute("npm", pack, { cwd: repository, timeoutMs: 60_000 });
  const [{ filename }] = JSON.parse(packed) as [{ filename: string }];
  return join(folder, filename);
}
