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

it("sends the addresses as a list, whose elements are known", async () => {
  const { inputs } = await register({
    networkInterfaceId: "eni-demo",
    privateIpAddresses: ["10.0.0.102", pulumi.output("10.0.0.101")],
  });
  expect(inputs["privateIpAddresses"]).toEqual(["10.0.0.102", "10.0.0.101"]);
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

it("gives back the list of a mock that answers with one", async () => {
  found = { privateIpAddresses: ["10.0.0.101", "10.0.0.21"] };
  const { resource } = await register({ networkInterfaceId: "eni-demo", privateIpAddresses: [] });
  expect(await valueOf(resource.privateIpAddresses)).toEqual(["10.0.0.21", "10.0.0.101"]);
});

it("takes the list that a transformation gives", async () => {
  const privateIpAddresses = ["10.0.0.103"];
  const { inputs } = await register(
    { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] },
    {
      transformations: [({ props, opts }) => ({ props: { ...(props as object), privateIpAddresses }, opts })],
    },
  );
  expect(inputs["privateIpAddresses"]).toEqual(privateIpAddresses);
});

it("takes a list that nobody may change", async () => {
  const privateIpAddresses = ["10.0.0.101", "10.0.0.102"] as const;
  const { inputs } = await register({ networkInterfaceId: "eni-demo", privateIpAddresses });
  expect(inputs["privateIpAddresses"]).toEqual(privateIpAddresses);
});

it.each(["id", "import"])("refuses the option %s, and says what works", (option) => {
  const args = { networkInterfaceId: "eni-demo", privateIpAddresses: [] };
  expect(() => new SecondaryPrivateIps("web", args, { [option]: "eni-demo" })).toThrow(
    new pulumi.RunError(
      `SecondaryPrivateIps "web": the option \`${option}\` is not supported. ` +
        "Declare the addresses that are there, without it: creating adopts them.",
    ),
  );
});

it.each(["10.0.0.101", { "10.0.0.101": "declared" }])(
  "passes on %j, which is no list, as nothing",
  async (addresses) => {
    const { inputs } = await register({
      networkInterfaceId: "eni-demo",
      privateIpAddresses: addresses as never,
    });
    expect(checkInputs({ ...inputs, __provider: undefined }, "cn-hangzhou").problems).toContainEqual(
      "privateIpAddresses must be a list of IPv4 addresses; use [] to hold none",
    );
  },
);

it("passes on Pulumi's options", async () => {
  const seen: pulumi.ResourceOptions[] = [];
  const transformations = [
    ({ name, opts }: pulumi.ResourceTransformationArgs) => {
      if (name === "web") seen.push(opts);
      return undefined;
    },
  ];
  const parent = new pulumi.ComponentResource("test:index:Group", "group", {}, { transformations });
  const options = { protect: true, retainOnDelete: true, ignoreChanges: ["privateIpAddresses"] };
  const { resource } = await register(
    { networkInterfaceId: "eni-demo", privateIpAddresses: [] },
    { parent, ...options },
  );
  expect(await valueOf(resource.urn)).toContain("test:index:Group$pulumi-nodejs:dynamic/alicloud:");
  expect(seen).toEqual([expect.objectContaining(options)]);
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
