import { randomBytes } from "node:crypto";
import { z } from "zod";
import { isIpv4 } from "../cloud/addresses";
import type { NetworkInterface, PublicIp } from "../cloud/model";
import type { Store } from "../cloud/store";
import { EmulatorError } from "../errors/emulator-error";
import { parseAs } from "./parse";

/** An elastic IP to bind to an address of an interface; the VPC product's own actions are not emulated. */
export interface EipBinding {
  readonly networkInterfaceId: string;
  /** The primary or a secondary address, which the interface holds and nothing is bound to. */
  readonly privateIpAddress: string;
  /** Default: a free one of 203.0.113.0/24, which is kept for documentation. */
  readonly publicIpAddress?: string;
  /** Default: `eip-` and random letters and digits. */
  readonly allocationId?: string;
}

const address = z.string().refine(isIpv4, "must be an IPv4 address such as 10.0.0.5");
const bindingSchema = z.strictObject({
  networkInterfaceId: z.string(),
  privateIpAddress: address,
  publicIpAddress: address.exactOptional(),
  allocationId: z.string().min(1).exactOptional(),
});

/** @throws EmulatorError for what is no binding. */
export const parseEipBinding = (value: unknown): EipBinding =>
  parseAs("binding of an elastic IP", bindingSchema, value);

export interface Eips {
  associate(binding: EipBinding): PublicIp;
  unassociate(networkInterfaceId: string, privateIpAddress: string): void;
}

export function createEips(settled: () => Store, save: () => void): Eips {
  function find(id: string): NetworkInterface {
    const item = settled().networkInterface(id);
    if (item === undefined) throw new EmulatorError(`there is no network interface ${id}`);
    return item;
  }
  const all = (): readonly PublicIp[] =>
    settled()
      .networkInterfaces()
      .flatMap(({ publicIpAddresses }) => Object.values(publicIpAddresses));
  function freePublicIp(): string {
    const taken = new Set(all().map(({ publicIpAddress }) => publicIpAddress));
    const free = Array.from({ length: 254 }, (_, index) => `203.0.113.${index + 1}`).find(
      (one) => !taken.has(one),
    );
    if (free === undefined) throw new EmulatorError("203.0.113.0/24 is used up: name a publicIpAddress");
    return free;
  }
  return {
    associate({ networkInterfaceId, privateIpAddress, ...wanted }) {
      const item = find(networkInterfaceId);
      if (![item.primaryIpAddress, ...item.privateIpAddresses].includes(privateIpAddress))
        throw new EmulatorError(`${networkInterfaceId} does not hold ${privateIpAddress}`);
      if (item.publicIpAddresses[privateIpAddress] !== undefined)
        throw new EmulatorError(`an elastic IP is bound to ${privateIpAddress} already`);
      const eip = {
        publicIpAddress: wanted.publicIpAddress ?? freePublicIp(),
        allocationId: wanted.allocationId ?? `eip-bp1${randomBytes(12).toString("hex").slice(0, 17)}`,
      };
      const used = all().find(
        (one) => one.publicIpAddress === eip.publicIpAddress || one.allocationId === eip.allocationId,
      );
      if (used !== undefined)
        throw new EmulatorError(`${used.publicIpAddress} (${used.allocationId}) is bound already`);
      const publicIpAddresses = { ...item.publicIpAddresses, [privateIpAddress]: eip };
      settled().putNetworkInterface({ ...item, publicIpAddresses });
      save();
      return eip;
    },
    unassociate(networkInterfaceId, privateIpAddress) {
      const { publicIpAddresses, ...item } = find(networkInterfaceId);
      if (publicIpAddresses[privateIpAddress] === undefined)
        throw new EmulatorError(`no elastic IP is bound to ${privateIpAddress} of ${networkInterfaceId}`);
      const { [privateIpAddress]: gone, ...rest } = publicIpAddresses;
      settled().putNetworkInterface({ ...item, publicIpAddresses: rest });
      save();
    },
  };
}
