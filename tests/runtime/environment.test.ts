import { openEniApi } from "../../provider/ecs/eni-api";
import type { Environment } from "../../provider/ecs/settings/settings";
import { hooks as installed } from "../../provider/runtime";
import { createHooks } from "../../provider/runtime/hooks";
import { declared, keysFor, withProvider } from "../helpers/provider";

const news = { networkInterfaceId: "eni-demo", privateIpAddresses: declared([]) };

const ownEnvironment = { ...process.env };
afterEach(() => {
  process.env = { ...ownEnvironment };
});

it("reads the environment when a hook is called, not when it is made", async () => {
  await withProvider(async ({ emulator, create }) => {
    const state = await create(news);
    let env: Environment = { ALICLOUD_REGION: "cn-beijing" };
    const opened: string[] = [];
    const hooks = createHooks({
      env: () => env,
      openApi: (regionId, settings) => {
        opened.push(`${regionId} ${settings.endpoint ?? ""}`);
        return openEniApi(regionId, settings, { initialDelay: 5, maxDelay: 20 });
      },
      pace: { initialDelay: 5, maxDelay: 20 },
      newClientToken: () => "token",
      notify: () => undefined,
    });
    expect((await hooks.check({}, news)).inputs).toMatchObject({ regionId: "cn-beijing" });
    env = { ...keysFor(emulator), ALICLOUD_REGION: "cn-hangzhou" };
    expect((await hooks.check({}, news)).inputs).toMatchObject({ regionId: "cn-hangzhou" });
    expect((await hooks.read("eni-demo", state)).id).toBe("eni-demo");
    // and then keeps the one API of the region
    env = {};
    expect((await hooks.read("eni-demo", state)).id).toBe("eni-demo");
    expect(opened).toEqual([`cn-hangzhou ${emulator.endpoint}`]);
  });
});

it("is the environment of the process that Pulumi started", async () => {
  process.env["ALICLOUD_REGION"] = "cn-qingdao";
  expect((await installed.check({}, news)).inputs).toMatchObject({ regionId: "cn-qingdao" });
  process.env["ALICLOUD_REGION"] = "cn-beijing";
  expect((await installed.check({}, news)).inputs).toMatchObject({ regionId: "cn-beijing" });
});
