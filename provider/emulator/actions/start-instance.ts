import { findInstance } from "../cloud/preconditions";
import { startTransition } from "../cloud/transitions";
import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { instanceId, refuse, required } from "./parameter-rules";

const parameters = { InstanceId: required(instanceId()), ...refuse("DryRun", "InitLocalDisk") };

export const startInstance = defineAction({
  name: "StartInstance",
  source: "StartInstance, error table",
  about: "Only while Stopped; asynchronous.",
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
