import * as alicloud from "@pulumi/alicloud";
import type * as pulumi from "@pulumi/pulumi";

/** A function of Function Compute 3.0, which EventBridge calls through a trigger. */
export interface FunctionComputeChannel {
  readonly functionName: pulumi.Input<string>;
  /** @default "LATEST" */
  readonly qualifier?: pulumi.Input<string>;
}

/**
 * The trigger that calls it; EventBridge's own target names functions of the old kind.
 * Source: https://www.alibabacloud.com/help/en/functioncompute/fc/developer-reference/api-fc-2023-03-30-struct-eventbridgetriggerconfig
 */
export function triggerFor(
  parent: pulumi.Resource,
  name: string,
  triggerName: string,
  { functionName, qualifier = "LATEST" }: FunctionComputeChannel,
  filterPattern: pulumi.Output<string>,
  PushRetryStrategy: string,
): void {
  const triggerConfig = filterPattern.apply((eventRuleFilterPattern) =>
    JSON.stringify({
      ...{ triggerEnable: true, asyncInvocationType: true, eventRuleFilterPattern },
      eventSourceConfig: { eventSourceType: "Default" },
      eventSinkConfig: { deliveryOption: { mode: "event-driven", eventSchema: "CloudEvents" } },
      runOptions: {
        ...{ mode: "event-driven", errorsTolerance: "ALL" },
        retryStrategy: { PushRetryStrategy },
      },
    }),
  );
  new alicloud.fc.V3Trigger(
    `${name}-function`,
    { functionName, qualifier, triggerName, triggerType: "eventbridge", triggerConfig },
    { parent, deleteBeforeReplace: true },
  );
}
