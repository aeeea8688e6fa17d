import { EmulatorError } from "../errors/emulator-error";
import type {
  Instance,
  InstanceTypeLimits,
  Model,
  NetworkInterface,
  PrefixList,
  SecurityGroup,
  VSwitch,
} from "./model";
import { settleInstance, settleNetworkInterface } from "./transitions";

/**
 * The emulated cloud's records. Actions check a whole request first and then put: a refused call changes
 * nothing.
 */
export interface Store {
  /** Lets every transition that is over by `now` take effect. Called at the start of each call. */
  settle(now: number): void;
  /** What this account sees: everything if it is the account of the seed, else nothing at all. */
  seenBy(accountId: string): Store;
  readonly accountId: string;
  readonly regionIds: readonly string[];
  networkInterfaces(): readonly NetworkInterface[];
  networkInterface(id: string): NetworkInterface | undefined;
  putNetworkInterface(item: NetworkInterface): void;
  instances(): readonly Instance[];
  instance(id: string): Instance | undefined;
  putInstance(item: Instance): void;
  limitsOf(instance: Instance): InstanceTypeLimits;
  instanceTypes(): Readonly<Record<string, InstanceTypeLimits>>;
  vSwitches(): readonly VSwitch[];
  vSwitch(id: string): VSwitch | undefined;
  regionOf(vSwitchId: string): string | undefined;
  securityGroups(): readonly SecurityGroup[];
  securityGroup(id: string): SecurityGroup | undefined;
  putSecurityGroup(item: SecurityGroup): void;
  deleteSecurityGroup(id: string): void;
  prefixList(id: string): PrefixList | undefined;
  /** The region of a VPC. */
  regionOfVpc(vpcId: string): string | undefined;
  /** Runs the work; if it throws, nothing has changed. */
  attempt<T>(work: () => T): T;
  model(): Omit<Model, "rememberedReplies">;
}

const byId = <T>(items: readonly T[], id: (item: T) => string): Map<string, T> =>
  new Map(items.map((item) => [id(item), item]));

function restore<T>(records: Map<string, T>, entries: readonly (readonly [string, T])[]): void {
  records.clear();
  for (const [id, item] of entries) records.set(id, item);
}

const nothingOf = (accountId: string, { instanceTypes }: Model): Model => ({
  accountId,
  instanceTypes,
  vpcs: [],
  vSwitches: [],
  securityGroups: [],
  prefixLists: [],
  instances: [],
  networkInterfaces: [],
  rememberedReplies: [],
});

export function createStore(model: Model): Store {
  const networkInterfaces = byId(model.networkInterfaces, (item) => item.networkInterfaceId);
  const instances = byId(model.instances, (item) => item.instanceId);
  const securityGroups = byId(model.securityGroups, (item) => item.securityGroupId);
  const vSwitches = byId(model.vSwitches, (item) => item.vSwitchId);
  const vpcs = byId(model.vpcs, (item) => item.vpcId);

  const store: Store = {
    seenBy: (accountId) => (accountId === model.accountId ? store : createStore(nothingOf(accountId, model))),
    accountId: model.accountId,
    regionIds: [...new Set(model.vpcs.map(({ regionId }) => regionId))],
    settle(now) {
      for (const [id, item] of networkInterfaces) {
        const settled = settleNetworkInterface(item, now);
        if (settled === undefined) networkInterfaces.delete(id);
        else networkInterfaces.set(id, settled);
      }
      for (const [id, item] of instances) instances.set(id, settleInstance(item, now));
    },
    networkInterfaces: () => [...networkInterfaces.values()],
    networkInterface: (id) => networkInterfaces.get(id),
    putNetworkInterface: (item) => void networkInterfaces.set(item.networkInterfaceId, item),
    instances: () => [...instances.values()],
    instance: (id) => instances.get(id),
    putInstance: (item) => void instances.set(item.instanceId, item),
    instanceTypes: () => model.instanceTypes,
    limitsOf({ instanceType }) {
      const limits = model.instanceTypes[instanceType];
      if (limits === undefined)
        throw new EmulatorError(`the limits of instance type ${instanceType} are not known`);
      return limits;
    },
    vSwitches: () => model.vSwitches,
    vSwitch: (id) => vSwitches.get(id),
    regionOf: (vSwitchId) => vpcs.get(vSwitches.get(vSwitchId)?.vpcId ?? "")?.regionId,
    securityGroups: () => [...securityGroups.values()],
    securityGroup: (id) => securityGroups.get(id),
    putSecurityGroup: (item) => void securityGroups.set(item.securityGroupId, item),
    deleteSecurityGroup: (id) => void securityGroups.delete(id),
    prefixList: (id) => model.prefixLists.find(({ prefixListId }) => prefixListId === id),
    regionOfVpc: (vpcId) => vpcs.get(vpcId)?.regionId,
    attempt: (work) => {
      const before = {
        interfaces: [...networkInterfaces],
        instances: [...instances],
        groups: [...securityGroups],
      };
      try {
        return work();
      } catch (error) {
        restore(networkInterfaces, before.interfaces);
        restore(instances, before.instances);
        restore(securityGroups, before.groups);
        throw error;
      }
    },
    model: () => {
      const { rememberedReplies, ...rest } = model;
      return {
        ...rest,
        securityGroups: [...securityGroups.values()],
        instances: [...instances.values()],
        networkInterfaces: [...networkInterfaces.values()],
      };
    },
  };
  return store;
}
