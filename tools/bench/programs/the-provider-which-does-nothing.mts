// Waits as long as the API calls of one ENI would take, and answers what ours has left in state for that ENI, so that
// the engine has the same to do. Pulumi starts it in the folder of the project.
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type * as pulumi from "@pulumi/pulumi";
import type { Script } from "../project.mts";

type Properties = Record<string, unknown>;

const { waitMs, changes, resources } = JSON.parse(readFileSync("script.json", "utf8")) as Script;
const wait = (): Promise<void> => delay(waitMs);

function recorded({ networkInterfaceId }: Properties): {
  id: string;
  inputs: Properties;
  outputs: Properties;
} {
  const id = String(networkInterfaceId);
  const resource = resources[id];
  if (resource === undefined) throw new Error(`the script has nothing for ${id}`);
  return { id, ...resource };
}

export const hooks: pulumi.dynamic.ResourceProvider = {
  check: (_olds: Properties, news: Properties) => Promise.resolve({ inputs: recorded(news).inputs }),
  diff: () => Promise.resolve({ changes }),
  create: async (inputs: Properties) => {
    await wait();
    const { id, outputs } = recorded(inputs);
    return { id, outs: outputs };
  },
  update: async (_id, _olds, news: Properties) => {
    await wait();
    return { outs: recorded(news).outputs };
  },
  read: async (_id, properties: Properties) => {
    await wait();
    const { id, inputs, outputs } = recorded(properties);
    return { id, props: outputs, inputs };
  },
  delete: wait,
};
