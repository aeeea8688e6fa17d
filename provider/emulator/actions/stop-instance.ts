import { findInstance } from "../cloud/preconditions";
import { startTransition } from "../cloud/transitions";
import { apiError } from "../errors/api-error";
import { defineAction, ecs } from "./define-action";
import { flag, instanceId, oneOf, refuse, required } from "./parameter-rules";

const parameters = {
  InstanceId: required(instanceId()),
  // it stops the same way here, and nothing is billed
  ForceStop: flag(),
  ConfirmStop: flag(),
  StoppedMode: oneOf(["StopCharging", "KeepCharging", "Not-applicable"]),
  ...refuse("DryRun", "Hibernate"),
};

export const stopInstance = defineAction({
  name: "StopInstance",
  source: "StopInstance, error table",
  about: "Only while Running; asynchronous.",
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
