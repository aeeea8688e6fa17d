import EcsClient, {
  AssignPrivateIpAddressesRequest,
  DescribeNetworkInterfacesRequest,
  UnassignPrivateIpAddressesRequest,
} from "@alicloud/ecs20140526";
import { $OpenApiUtil } from "@alicloud/openapi-core";
import type { Target } from "./targets";

type AssignOptions = Partial<ConstructorParameters<typeof AssignPrivateIpAddressesRequest>[0]>;

/** The vendor's SDK, a real socket, and nothing between. */
export function sdkClient({ connection, regionId, networkInterfaceId }: Target) {
  const config = new $OpenApiUtil.Config({
    ...connection,
    regionId,
    readTimeout: 15_000,
    connectTimeout: 5_000,
  });
  const ecs = new EcsClient(config);

  async function find(id: string) {
    const request = new DescribeNetworkInterfacesRequest({
      regionId,
      networkInterfaceId: [id],
      maxResults: 10,
    });
    const { body } = await ecs.describeNetworkInterfaces(request);
    return body?.networkInterfaceSets?.networkInterfaceSet?.[0];
  }

  return {
    find,
    async assign(options: AssignOptions, id = networkInterfaceId): Promise<readonly string[]> {
      const request = new AssignPrivateIpAddressesRequest({ regionId, networkInterfaceId: id, ...options });
      const { body } = await ecs.assignPrivateIpAddresses(request);
      return body?.assignedPrivateIpAddressesSet?.privateIpSet?.privateIpAddress ?? [];
    },
    async unassign(privateIpAddress: readonly string[], id = networkInterfaceId): Promise<void> {
      await ecs.unassignPrivateIpAddresses(
        new UnassignPrivateIpAddressesRequest({
          regionId,
          networkInterfaceId: id,
          privateIpAddress: [...privateIpAddress],
        }),
      );
    },
    /** The secondary addresses that Describe shows now. */
    async secondaryAddresses(): Promise<readonly string[]> {
      const sets = (await find(networkInterfaceId))?.privateIpSets?.privateIpSet ?? [];
      return sets.flatMap(({ primary, privateIpAddress }) =>
        primary === true || !privateIpAddress ? [] : [privateIpAddress],
      );
    },
  };
}

export type SdkClient = ReturnType<typeof sdkClient>;
