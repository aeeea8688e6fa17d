/** What happened to secondary private addresses of an ENI. */
export interface IpEvent {
  readonly what: "assigned" | "unassigned";
  readonly networkInterfaceId: string;
  readonly privateIpAddresses: readonly string[];
}

type Fields = Readonly<Record<string, unknown>>;

/** `type` of EventBridge begins with `ecs:`, `name` of CloudMonitor does not. */
const kinds: Readonly<Partial<Record<string, IpEvent["what"]>>> = {
  "NetworkInterface:PrivateIPAssigned": "assigned",
  "NetworkInterface:PrivateIPUnassigned": "unassigned",
};

/**
 * The events in what a function is called with: a buffer, a text or a value, of one event or a list, as EventBridge (`type`, `data`) or as
 * CloudMonitor (`name`, `content`) sends it. What is no such event is left out.
 */
export function ipEventsIn(payload: unknown): readonly IpEvent[] {
  const value = Buffer.isBuffer(payload) || typeof payload === "string" ? parse(String(payload)) : payload;
  return (Array.isArray(value) ? value : [value]).flatMap(ipEventOf);
}

function ipEventOf(value: unknown): readonly IpEvent[] {
  const event = fieldsOf(typeof value === "string" ? parse(value) : value);
  const what = kinds[String(event["type"] ?? event["name"]).replace(/^ecs:/, "")];
  const { eniId, secondaryPrivateIps } = fieldsOf(event["data"] ?? event["content"]);
  if (what === undefined || typeof eniId !== "string") return [];
  const addresses = Array.isArray(secondaryPrivateIps) ? secondaryPrivateIps : [];
  const privateIpAddresses = addresses.filter((one): one is string => typeof one === "string");
  return [{ what, networkInterfaceId: eniId, privateIpAddresses }];
}

const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null ? (value as Fields) : {};

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
