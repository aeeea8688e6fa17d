import type * as pulumi from "@pulumi/pulumi";
import requireFromString from "require-from-string";
import { SHIM } from "../../provider/program/shim";

it("gives all seven hooks when it is loaded as Pulumi loads it", () => {
  const { handler } = requireFromString(SHIM) as { handler: () => pulumi.dynamic.ResourceProvider };
  const hooks = Object.entries(handler()).map(([name, hook]) => `${name}: ${typeof hook}`);
  expect(hooks.sort()).toEqual(
    ["check", "configure", "create", "delete", "diff", "read", "update"].map((name) => `${name}: function`),
  );
});
