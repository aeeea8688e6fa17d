import * as pulumi from "@pulumi/pulumi";
import { checkInputs } from "../../provider/core/check";
import { SecondaryPrivateIps, type SecondaryPrivateIpsArgs } from "../../provider";

interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

const registered: Registered[] = [];
/** What the engine answers besides the inputs. */
let found: Record<string, unknown>;

beforeEach(async () => {
  registered.length = 0;
  found = { primaryPrivateIpAddress: "10.0.0.20" };
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.push({ type, name, inputs: inputs as Record<string, unknown> });
      return { id: name, state: { ...(inputs as object), ...found } };
    },
    call: ({ inputs }) => inputs as Record<string, unknown>,
  });
});

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply(resolve));
}

async function register(
  args: SecondaryPrivateIpsArgs,
  opts?: pulumi.CustomResourceOptions,
): Promise<{ resource: SecondaryPrivateIps; inputs: Record<string, unknown> }> {
  const resource = new SecondaryPrivateIps("web", args, opts);
  await valueOf(resource.urn);
  return { resource, inputs: registered.find(({ name }) => name === "web")?.inputs ?? {} };
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

it("gives the list back without foreign addresses, and with those of an update that failed", async () => {
  found = {
    privateIpAddresses: { "10.0.0.101": "declared", "10.0.0.99": "foreign", "10.0.0.9": "unrecorded" },
  };
  const { resource } = await register({ networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] });
  expect(await valueOf(resource.privateIpAddresses)).toEqual(["10.0.0.9", "10.0.0.101"]);
});

it("gives the list back in numeric order", async () => {
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

it("passes on an address __proto__, which the serializer would lose, for check to refuse", async () => {
  const { inputs } = await register({
    networkInterfaceId: "eni-demo",
    privateIpAddresses: ["10.0.0.101", "__proto__"],
  });
  expect(checkInputs({ ...inputs, __provider: undefined }, "cn-hangzhou").problems).toContainEqual(
    expect.stringMatching(/__proto__.* is not an IPv4 address; write four numbers/),
  );
  expect(inputs["privateIpAddresses"]).toHaveProperty(["10.0.0.101"], "declared");
});

it("passes on Pulumi's options", async () => {
  const parent = new pulumi.ComponentResource("test:index:Group", "group");
  const { resource } = await register(
    { networkInterfaceId: "eni-demo", privateIpAddresses: [] },
    { parent, protect: true },
  );
  expect(await valueOf(resource.urn)).toContain("test:index:Group$pulumi-nodejs:dynamic/alicloud:");
});

it("passes on the other inputs as they are", async () => {
  const { inputs } = await register({
    networkInterfaceId: "eni-demo",
    privateIpAddresses: [],
    ownership: "additive",
    regionId: "cn-beijing",
    timeoutSeconds: 60,
  });
  expect(inputs).toMatchObject({ ownership: "additive", regionId: "cn-beijing", timeoutSeconds: 60 });
});
