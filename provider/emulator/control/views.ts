import { z } from "zod";
import { isIpv4 } from "../cloud/addresses";
import type { NetworkInterface } from "../cloud/model";
import type { Store } from "../cloud/store";
import { EmulatorError } from "../errors/emulator-error";
import { parseAs } from "./parse";

/** What Describe shows of one interface, whatever it holds: a look that lags behind the writes. */
interface View {
  readonly networkInterfaceId: string;
  /** The secondary addresses that are shown; the primary one always is. */
  readonly privateIpAddresses: readonly string[];
}

const viewSchema = z.strictObject({
  networkInterfaceId: z.string(),
  privateIpAddresses: z.array(z.string().refine(isIpv4, "must be an IPv4 address such as 10.0.0.5")),
});

/** @throws EmulatorError for what is no view. */
export const parseView = (value: unknown): View => parseAs("view", viewSchema, value);

export interface Views {
  /** Until `showTruth`; a second view of the same interface takes the place of the first. */
  show(view: View): void;
  /** Of one interface, or of all. */
  showTruth(networkInterfaceId?: string): void;
}

/**
 * Views are part of the interfaces' records: they are in the state file, and go when the interface goes.
 */
export function createViews(settled: () => Store, save: () => void): Views {
  function find(id: string): NetworkInterface {
    const item = settled().networkInterface(id);
    if (item === undefined) throw new EmulatorError(`there is no network interface ${id} to show`);
    return item;
  }
  return {
    show({ networkInterfaceId, privateIpAddresses }) {
      const shownAddresses = [...privateIpAddresses];
      settled().putNetworkInterface({ ...find(networkInterfaceId), shownAddresses });
      save();
    },
    showTruth(networkInterfaceId) {
      const items =
        networkInterfaceId === undefined ? settled().networkInterfaces() : [find(networkInterfaceId)];
      for (const { shownAddresses, ...item } of items) settled().putNetworkInterface(item);
      save();
    },
  };
}
