import { held, owned } from "../helpers/histories";
import { configFor, expectSuccess, withProject } from "../helpers/project";

const additive = (...hosts: readonly number[]) => ({
  ...{ networkInterfaceId: "eni-demo", ownership: "additive" },
  privateIpAddresses: hosts.map((host) => `10.0.0.${host}`),
});

it("two stacks change one ENI at the same time, and neither touches the other's addresses or a third one's", async () => {
  await withProject(async (first) => {
    await withProject(async (second) => {
      const { emulator } = first;
      second.setConfig(configFor(emulator));
      // as keepalived holds one, and moves it
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: ["10.0.0.200"] });
      const upBoth = async () => {
        const runs = [first, second].map((project) => project.pulumi("up --yes --skip-preview"));
        (await Promise.all(runs)).forEach(expectSuccess);
      };
      first.declare({ web: additive(101, 102, 103) });
      second.declare({ api: additive(111, 112, 113) });
      await upBoth();
      expect(held(first)).toEqual([101, 102, 103, 111, 112, 113, 200].map((host) => `10.0.0.${host}`));

      first.declare({ web: additive(102, 104) });
      second.declare({ api: additive(112, 114) });
      await upBoth();
      expect(held(first)).toEqual([102, 104, 112, 114, 200].map((host) => `10.0.0.${host}`));

      const others = held(first).filter((address) => address !== "10.0.0.200");
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: others });
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: ["10.0.0.200"] });
      for (const project of [first, second]) {
        expectSuccess(await project.pulumi("refresh --yes --skip-preview"));
        expectSuccess(await project.pulumi("preview --expect-no-changes"));
      }
      expect([await owned(first), await owned(second)]).toEqual([
        { web: ["10.0.0.102", "10.0.0.104"] },
        { api: ["10.0.0.112", "10.0.0.114"] },
      ]);
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: [] });
      emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: [...others, "10.0.0.200"] });
      expectSuccess(await first.pulumi("destroy --yes"));
      expect(held(first)).toEqual([112, 114, 200].map((host) => `10.0.0.${host}`));
      expectSuccess(await second.pulumi("destroy --yes"));
      expect(held(first)).toEqual(["10.0.0.200"]);
    });
  });
});
