import * as pulumi from "@pulumi/pulumi";
import { declareWebAddresses } from "./web-addresses";

const declared: Record<string, unknown>[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: (resource) => {
      const inputs = resource.inputs as Record<string, unknown>;
      declared.push(inputs);
      const found = { primaryPrivateIpAddress: "10.0.0.20", lastUnassigned: ["10.0.0.103"] };
      return { id: `${resource.name}-id`, state: { ...inputs, ...found } };
    },
    call: () => ({}),
  });
});

const valueOf = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));

it("declares two addresses, and hands out what the mock answers", async () => {
  const web = declareWebAddresses("eni-demo", 2);

  expect(await valueOf(web.privateIpAddresses)).toEqual(["10.0.0.101", "10.0.0.102"]);
  expect(await valueOf(web.lastUnassigned)).toEqual(["10.0.0.103"]);
  expect(declared[0]).toMatchObject({
    networkInterfaceId: "eni-demo",
    privateIpAddresses: ["10.0.0.101", "10.0.0.102"], // the list of the program; the map of the state comes later
  });
});
