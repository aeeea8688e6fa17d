import { defineAction, ecs } from "../action";
import { apiError } from "../errors";
import { findInstance } from "../preconditions";
import { instanceId, required } from "../parameter-rules";
import { startTransition } from "../transitions";

const parameters = { InstanceId: required(instanceId()) };

/** `[StopInstance, error table]`: only while Running; asynchronous. No rule confirmed on a real account. */
export const stopInstance = defineAction({
  name: "StopInstance",
  versions: [ecs],
  changes: "something else",
  parameters,
  run({ InstanceId }, context) {
    const instance = findInstance(InstanceId, undefined, context);
    if (instance.status !== "Running") throw apiError("IncorrectInstanceStatus");
    context.store.putInstance({
      ...instance,
      status: "Stopping",
      transition: startTransition("Stopped", context),
    });
    return {};
  },
});
