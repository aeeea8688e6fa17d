import * as pulumi from "@pulumi/pulumi";
import { onlyOne } from "../../examples/find-eni/only-one";

// the look-up is the alicloud plugin's, a binary that Pulumi downloads; under mocks the program runs without it

it("holds addresses on the one ENI that is found by instance, type and resource group", async () => {
  const asked: unknown[] = [];
  const declared: unknown[] = [];
  pulumi.runtime.setAllConfig({ "find-eni:instanceId": "i-demo", "find-eni:resourceGroupId": "rg-a" });
  await pulumi.runtime.setMocks(
    {
      newResource: ({ inputs }) => {
        declared.push((inputs as { readonly networkInterfaceId?: unknown }).networkInterfaceId);
        return { id: "eni-found", state: inputs as Record<string, unknown> };
      },
      call: ({ token, inputs }) => {
        asked.push({ token, inputs: inputs as unknown });
        return { ids: ["eni-primary"] };
      },
    },
    "find-eni",
  );
  const { privateIpAddresses } = (await import("../../examples/find-eni/index.ts")) as {
    readonly privateIpAddresses: pulumi.Output<string[]>;
  };
  await new Promise((resolve) => privateIpAddresses.apply(resolve));
  expect(asked).toEqual([
    {
      token: "alicloud:ecs/getEcsNetworkInterfaces:getEcsNetworkInterfaces",
      inputs: { instanceId: "i-demo", type: "Primary", resourceGroupId: "rg-a" },
    },
  ]);
  expect(declared).toEqual(["eni-primary"]);
});

it("ends with one clear error when none or several are found", () => {
  expect(() => onlyOne([], "i-demo", "rg-a")).toThrow(
    "There is no primary ENI of instance i-demo in resource group rg-a: check instanceId, resourceGroupId and alicloud:region.",
  );
  expect(() => onlyOne(["eni-a", "eni-b"], "i-demo")).toThrow(
    "There are 2 ENIs of instance i-demo (eni-a, eni-b): look for fewer.",
  );
});
