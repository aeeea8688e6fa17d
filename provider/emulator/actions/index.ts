import type { Action } from "../action";
import { assignPrivateIpAddresses } from "./assign-private-ip-addresses";
import { describeNetworkInterfaces } from "./describe-network-interfaces";
import { unassignPrivateIpAddresses } from "./unassign-private-ip-addresses";

/** Every action of the API that is emulated: a new one is a file here and a name in this list. */
export const actions: readonly Action[] = [
  assignPrivateIpAddresses,
  describeNetworkInterfaces,
  unassignPrivateIpAddresses,
];
