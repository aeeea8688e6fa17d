import * as pulumi from "@pulumi/pulumi";
import { SecondaryPrivateIps, type SecondaryPrivateIpsArgs } from "../../provider";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

const registered: Registered[] = [];

beforeEach(async () => {
  registered.length = 0;
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, name, inputs: inputs as Record<string, unknown> });
      return { id: name, state: { ...(inputs as object), primaryPrivateIpAddress: "10.0.0.20" } };
    },
    call: ({ inputs }) => inputs as Record<string, unknown>,
  });
});

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

async function register(
  args: SecondaryPrivateIpsArgs,
): Promise<{ resource: SecondaryPrivateIps; inputs: Record<string, unknown> }> {
  const resource = new SecondaryPrivateIps("web", args);
  await valueOf(resource.urn);
  return { resource, inputs: registered[0]?.inputs ?? {} };
}

it("keeps its type token, which is stored in users' state", async () => {
  await register({ networkInterfaceId: "eni-demo", privateIpAddresses: [] });
  expect(registered).toMatchObject([
    { type: "pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps", name: "web" },
  ]);
});

it("sends the list as a map, so that a preview names each address", async () => {
  const { inputs } = await register({
    networkInterfaceId: "eni-demo",
    privateIpAddresses: ["10.0.0.102", pulumi.output("10.0.0.101")],
  });
  expect(inputs["privateIpAddresses"]).toEqual({ "10.0.0.101": "declared", "10.0.0.102": "declared" });
});

it("gives the list back in numeric order, without foreign addresses", async () => {
  const { resource } = await register({
    networkInterfaceId: "eni-demo",
    privateIpAddresses: ["10.0.0.101", "10.0.0.21", "10.0.0.3"],
  });
  expect(await valueOf(resource.privateIpAddresses)).toEqual(["10.0.0.3", "10.0.0.21", "10.0.0.101"]);
  expect(await valueOf(resource.primaryPrivateIpAddress)).toBe("10.0.0.20");
});

it("passes a duplicate on for check to refuse", async () => {
  const { inputs } = await register({
    networkInterfaceId: "eni-demo",
    privateIpAddresses: ["10.0.0.101", "10.0.0.101", "10.0.0.102"],
  });
  expect(inputs["privateIpAddresses"]).toEqual({
    "10.0.0.101": "declared 2 times",
    "10.0.0.102": "declared",
  });
});

it("passes on what is no list for check to refuse", async () => {
  const { inputs } = await register({
    networkInterfaceId: "eni-demo",
    privateIpAddresses: "10.0.0.101" as never,
  });
  expect(inputs["privateIpAddresses"] ?? null).toBeNull();
});

it("passes on options and the other inputs as they are", async () => {
  const { inputs } = await register({
    networkInterfaceId: "eni-demo",
    privateIpAddresses: [],
    ownership: "additive",
    regionId: "cn-beijing",
    timeoutSeconds: 60,
  });
  expect(inputs).toMatchObject({ ownership: "additive", regionId: "cn-beijing", timeoutSeconds: 60 });
});
