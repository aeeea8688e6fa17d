// Waits as long as the API calls of one ENI would take, and answers what ours has left in state for that ENI, so that
// the engine has the same to do.
const { readFileSync } = require("node:fs");
const { setTimeout: delay } = require("node:timers/promises");

/** `waitMs`, `changes`, and `resources`: ENI id → inputs and outputs. */
const script = JSON.parse(readFileSync("script.json", "utf8"));
const answerFor = ({ networkInterfaceId }) => script.resources[networkInterfaceId];
const wait = () => delay(script.waitMs);

exports.hooks = {
  check: async (_olds, news) => ({ inputs: { ...news, ...answerFor(news).inputs } }),
  diff: async () => ({ changes: script.changes }),
  create: async (inputs) => {
    await wait();
    return { id: inputs.networkInterfaceId, outs: answerFor(inputs).outputs };
  },
  update: async (_id, _olds, news) => {
    await wait();
    return { outs: answerFor(news).outputs };
  },
  read: async (id, properties) => {
    await wait();
    const { inputs, outputs } = answerFor(properties);
    return { id, props: outputs, inputs };
  },
  delete: wait,
};
