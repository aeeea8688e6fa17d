/** Which events are told: of addresses that went, or came. */
export type SecondaryIpEvent = "unassigned" | "assigned";

/** Source: the types that ECS publishes, https://help.aliyun.com/en/eventbridge/user-guide/ecs-events */
export const typeOf: Readonly<Record<SecondaryIpEvent, string>> = {
  unassigned: "NetworkInterface:PrivateIPUnassigned",
  assigned: "NetworkInterface:PrivateIPAssigned",
};

/** Compact, and always in the same order: it is compared as text. */
export function patternOf(events: readonly SecondaryIpEvent[], ids: readonly string[] | undefined): string {
  const type = events.map((event) => `ecs:${typeOf[event]}`);
  const data = ids === undefined ? {} : { data: { eniId: [...ids].sort() } };
  return JSON.stringify({ source: ["acs.ecs"], type, ...data });
}
