import { held, owned } from "../helpers/histories";
import { configFor, expectSuccess, withProject } from "../helpers/project";
import { ASSIGN, UNASSIGN } from "../helpers/provider";

const VIP = "10.0.0.200";

const additive = (...hosts: readonly number[]) => ({
  ...{ networkInterfaceId: "eni-demo", ownership: "additive" },
  privateIpAddresses: hosts.map((host) => `10.0.0.${host}`),
});

const addresses = (...hosts: readonly number[]): string[] => hosts.map((host) => `10.0.0.${host}`);

it("two stacks change one ENI at the same time, and neither touches the other's addresses or a third one's", async () => {
  await withProject(async (first) => {
    await withProject(async (second) => {
      const { emulator } = first;
      second.setConfig(configFor(emulator));
      /** As keepalived does, which takes it away from one ENI and gives it to the other one. */
      const moveVip = (from: string, to: string): void => {
        emulator.updateNetworkInterface(from, {
          privateIpAddresses: held(first, from).filter((address) => address !== VIP),
        });
        emulator.updateNetworkInterface(to, { privateIpAddresses: [...held(first, to), VIP] });
      };
      /** What happens meanwhile does so when each has looked, and waits for the answer to a call of this action. */
      const upBoth = async (action: string, meanwhile: () => void): Promise<void> => {
        emulator.clearCalls();
        emulator.addFault({ action, times: 2, hold: true });
        const runs = [first, second].map((project) => project.pulumi("up --yes --skip-preview"));
        const progress = { isOver: false as boolean };
        void Promise.race(runs).finally(() => (progress.isOver = true));
        while (emulator.calls(action).length < 2 && !progress.isOver)
          await new Promise((resolve) => setTimeout(resolve, 20));
        // one that failed before has waited for nothing
        expect(progress).toEqual({ isOver: false });
        meanwhile();
        emulator.release();
        (await Promise.all(runs)).forEach(expectSuccess);
      };
      emulator.updateNetworkInterface("eni-spare", { privateIpAddresses: [VIP] });
      first.declare({ web: additive(101, 102, 103) });
      second.declare({ api: additive(111, 112, 113) });
      // it comes after both have looked
      await upBoth(ASSIGN, () => {
        moveVip("eni-spare", "eni-demo");
      });
      expect(held(first)).toEqual(addresses(101, 102, 103, 111, 112, 113, 200));

      first.declare({ web: additive(102, 104) });
      second.declare({ api: additive(112, 114) });
      // it goes while both unassign
      await upBoth(UNASSIGN, () => {
        moveVip("eni-demo", "eni-spare");
      });
      expect(held(first)).toEqual(addresses(102, 104, 112, 114));
      expect(held(first, "eni-spare")).toEqual([VIP]);

      for (const project of [first, second]) {
        expectSuccess(await project.pulumi("refresh --yes --skip-preview"));
        expectSuccess(await project.pulumi("preview --expect-no-changes"));
      }
      expect([await owned(first), await owned(second)]).toEqual([
        { web: addresses(102, 104) },
        { api: addresses(112, 114) },
      ]);
      // it comes back while one is destroyed
      emulator.addFault({ action: UNASSIGN, hold: true });
      const unassigning = emulator.waitForCall(UNASSIGN);
      const destroyed = first.pulumi("destroy --yes");
      await unassigning;
      moveVip("eni-spare", "eni-demo");
      emulator.release();
      expectSuccess(await destroyed);
      expect(held(first)).toEqual(addresses(112, 114, 200));
      expectSuccess(await second.pulumi("destroy --yes"));
      expect(held(first)).toEqual([VIP]);
    });
  });
});
