import { defineAction, ecs } from "../action";
import { apiError } from "../errors";
import { findInstance } from "../preconditions";
import { instanceId, required } from "../parameter-rules";
import { startTransition } from "../transitions";

const parameters = { InstanceId: required(instanceId()) };

/** `[StartInstance, error table]`: only while Stopped; asynchronous. No rule confirmed on a real account. */
export const startInstance = defineAction({
  name: "StartInstance",
  versions: [ecs],
  changes: "something else",
  parameters,
  run({ InstanceId }, context) {
    const instance = findInstance(InstanceId, undefined, context);
    if (instance.status !== "Stopped") throw apiError("IncorrectInstanceStatus");
    context.store.putInstance({
      ...instance,
      status: "Starting",
      transition: startTransition("Running", context),
    });
    return {};
  },
});
