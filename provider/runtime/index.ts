import { randomUUID } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { DEFAULT_PACE } from "../ecs/retry";
import { createClaims } from "./claims";
import { endWithCli } from "./end-with-cli";
import { createHooks } from "./hooks";
import { siblingsOf } from "./siblings";

const notify = (line: string): void => {
  console.warn(line);
};

/** Pulumi starts a provider with the address of its engine. */
const engine = process.argv[2]?.match(/^[\w.-]+:\d+$/)?.[0];

const unwatched = createHooks({
  env: () => process.env,
  // the SDK takes 0.3 s and 60 MB to load: a preview, and an `up` that changes nothing, do without it
  openApi: async (regionId, settings) => {
    const { openEniApi } = await import("../ecs/eni-api.js");
    return openEniApi(regionId, settings, DEFAULT_PACE);
  },
  pace: DEFAULT_PACE,
  newClientToken: randomUUID,
  notify,
  claims: createClaims(
    engine === undefined
      ? undefined
      : siblingsOf(engine, (reason) => {
          notify(
            `Resources under different providers cannot see what each other declares in this run: ${reason}.`,
          );
        }),
  ),
});

let isWatching = false;
/**
 * What the shim calls, in the process that Pulumi starts for dynamic providers.
 *
 * Typed by Pulumi alone: a declaration that leads to our schemas would have users compile those of zod.
 */
export const hooks: Required<pulumi.dynamic.ResourceProvider> = {
  ...unwatched,
  // not when the module is loaded: whoever does that need not be Pulumi's provider process
  configure: (request) => {
    if (!isWatching) endWithCli();
    isWatching = true;
    return unwatched.configure(request);
  },
};
