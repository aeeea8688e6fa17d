import * as pulumi from "@pulumi/pulumi";

// the alicloud plugin is a binary that Pulumi downloads; under mocks the program runs without it

it("hands the new ENI's id to the addresses, and leaves the ENI's own addresses unset", async () => {
  const registered: Record<string, Record<string, unknown>> = {};
  pulumi.runtime.setAllConfig({
    "with-alicloud:vSwitchId": "vsw-demo",
    "with-alicloud:securityGroupId": "sg-demo",
  });
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, inputs }) => {
        registered[type] = inputs as Record<string, unknown>;
        return { id: "eni-new", state: inputs as Record<string, unknown> };
      },
      call: ({ inputs }) => inputs as Record<string, unknown>,
    },
    "with-alicloud",
  );
  const program = (await import("../../examples/with-alicloud/index.ts")) as {
    privateIpAddresses: pulumi.Output<string[]>;
  };
  const list = await new Promise((resolve) => program.privateIpAddresses.apply(resolve));

  expect(registered["alicloud:ecs/ecsNetworkInterface:EcsNetworkInterface"]).toEqual({
    networkInterfaceName: "web",
    vswitchId: "vsw-demo",
    securityGroupIds: ["sg-demo"],
  });
  expect(registered["pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps"]).toMatchObject({
    networkInterfaceId: "eni-new",
    privateIpAddresses: ["10.0.0.161", "10.0.0.162"],
  });
  expect(list).toEqual(["10.0.0.161", "10.0.0.162"]);
});
