/** One entry of the emulator's call log. */
export interface Call {
  readonly action: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly code?: string;
}

/** A call that changes addresses. */
export interface Write {
  readonly action: string;
  readonly addresses: readonly string[];
}

export const assign = (...addresses: string[]): Write => ({ action: "AssignPrivateIpAddresses", addresses });
export const unassign = (...addresses: string[]): Write => ({
  action: "UnassignPrivateIpAddresses",
  addresses,
});

/** What the calls changed, in their order; the rest only looked. */
export const writesAmong = (calls: readonly Call[]): Write[] =>
  calls.filter(({ action }) => !action.startsWith("Describe")).map(asWrite);

const asWrite = (call: Call): Write => ({ action: call.action, addresses: addressesOf(call).sort() });

const addressesOf = ({ parameters }: Call): string[] =>
  Object.keys(parameters)
    .filter((name) => name.startsWith("PrivateIpAddress."))
    .map((name) => parameters[name] ?? "");

export const describeWrites = (writes: readonly Write[]): string =>
  writes.map(({ action, addresses }) => `${action} ${addresses.join(" ")}`).join("; ") || "none";

export function describeCall(call: Call): string {
  const { action, parameters, code } = call;
  const eni = parameters["NetworkInterfaceId"] ?? parameters["NetworkInterfaceId.1"];
  return [action, eni, ...addressesOf(call), code].filter(Boolean).join(" ");
}
