import type { NetworkInterface } from "../../provider/core/model";
import type { Deadline } from "../../provider/core/ports";
import type { Client } from "../../provider/ecs/client";

/** What one DescribeNetworkInterfaces asked for. */
interface Asked {
  readonly networkInterfaceId?: readonly string[];
  readonly vSwitchId?: string;
  readonly nextToken?: string;
}

/** The client of a cloud without SDK and socket, whose replies come when the test says so. */
export interface Cloud {
  readonly client: Client;
  readonly asked: Asked[];
  readonly deadlines: Deadline[];
  /** What is there from now on. */
  readonly put: (...enis: readonly NetworkInterface[]) => void;
  /** What the next request is answered instead. */
  readonly refuse: (error: Error) => void;
  /** From now on nothing is answered, until `release` answers all that was asked meanwhile. */
  readonly hold: () => void;
  readonly release: () => void;
}

/** @param pageAfter the token of the page after one; the last one has none. */
export function aCloud(
  pageAfter: (token: string | undefined) => string | undefined = () => undefined,
): Cloud {
  const enis = new Map<string, NetworkInterface>();
  const asked: Asked[] = [];
  const deadlines: Deadline[] = [];
  const refusals: Error[] = [];
  let isHolding = false;
  let held: (() => void)[] = [];

  const describe = async ({ networkInterfaceId, vSwitchId, nextToken }: Asked): Promise<unknown> => {
    asked.push({
      ...(networkInterfaceId && { networkInterfaceId }),
      ...(vSwitchId !== undefined && { vSwitchId }),
      ...(nextToken !== undefined && { nextToken }),
    });
    // a reply shows what was there when the request came
    const shown = [...enis.values()];
    const refusal = refusals.shift();
    if (isHolding) await new Promise<void>((resolve) => held.push(resolve));
    if (refusal !== undefined) throw refusal;
    const found = shown.filter(
      (eni) =>
        networkInterfaceId?.includes(eni.networkInterfaceId) ??
        (vSwitchId ?? eni.vSwitchId) === eni.vSwitchId,
    );
    return {
      body: {
        requestId: "R-1",
        nextToken: pageAfter(nextToken),
        networkInterfaceSets: { networkInterfaceSet: found.map(asSent) },
      },
    };
  };
  const sdk = { describeNetworkInterfacesWithOptions: describe };
  return {
    client: {
      regionId: "cn-hangzhou",
      sdk: sdk as never,
      sts: undefined as never,
      call: (_action, send, { deadline }) => {
        deadlines.push(deadline);
        return send(sdk as never, undefined as never);
      },
    },
    asked,
    deadlines,
    put: (...some) => {
      for (const eni of some) enis.set(eni.networkInterfaceId, eni);
    },
    refuse: (error) => void refusals.push(error),
    hold: () => {
      isHolding = true;
    },
    release: () => {
      isHolding = false;
      held.forEach((goOn) => {
        goOn();
      });
      held = [];
    },
  };
}

function asSent({
  primaryPrivateIpAddress,
  privateIpAddresses,
  securityGroupIds,
  ...eni
}: NetworkInterface): unknown {
  return {
    ...eni,
    privateIpAddress: primaryPrivateIpAddress,
    privateIpSets: { privateIpSet: privateIpAddresses.map((privateIpAddress) => ({ privateIpAddress })) },
    securityGroupIds: { securityGroupId: securityGroupIds },
  };
}
