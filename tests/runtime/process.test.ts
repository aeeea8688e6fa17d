import { UserError } from "../../provider/core/errors";
import type { EniApi } from "../../provider/core/ports";
import { createProcess, type Effects } from "../../provider/runtime/process";
import { ample, stoppable } from "../helpers/deadline";

const [hangzhou, beijing] = ["cn-hangzhou", "cn-beijing"] as const;

/** An API that notes what it is told to expect. */
function anApi(regionId: string): EniApi & { readonly expected: string[] } {
  const expected: string[] = [];
  const reader = { expect: (id: string) => expected.push(id) };
  return { regionId, reader, expected } as never;
}

function aProcess(about: Partial<Effects> = {}) {
  const opened: string[] = [];
  const process = createProcess({
    env: () => ({}),
    openApi: (regionId) => {
      opened.push(regionId);
      return Promise.resolve(anApi(regionId));
    },
    pace: { initialDelay: 1, maxDelay: 2 },
    newClientToken: () => "token",
    notify: () => undefined,
    ...about,
  });
  return { process, opened };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work that goes on until the test ends it. */
function aTask() {
  let [end, fail] = [(): void => undefined, (_: Error): void => undefined];
  const over = new Promise<void>((resolve, reject) => ([end, fail] = [resolve, reject]));
  let hasBegun = false;
  return {
    work: () => ((hasBegun = true), over),
    hasBegun: async (): Promise<boolean> => (await nextTurn(), hasBegun),
    end: () => {
      end();
    },
    fail: () => {
      fail(new Error("it failed"));
    },
  };
}

describe("changes of one ENI", () => {
  it("run one after the other, those of another ENI beside them", async () => {
    const { process } = aProcess();
    const [first, second, other] = [aTask(), aTask(), aTask()];
    const running = [
      process.exclusively("eni-demo", ample(), first.work),
      process.exclusively("eni-demo", ample(), second.work),
      process.exclusively("eni-spare", ample(), other.work),
    ];
    expect([await first.hasBegun(), await second.hasBegun(), await other.hasBegun()]).toEqual([
      true,
      false,
      true,
    ]);
    first.end();
    expect(await second.hasBegun()).toBe(true);
    [second, other].forEach(({ end }) => {
      end();
    });
    await Promise.all(running);
  });

  it("go on after one that failed", async () => {
    const { process } = aProcess();
    const [first, second] = [aTask(), aTask()];
    const failing = process.exclusively("eni-demo", ample(), first.work);
    const running = process.exclusively("eni-demo", ample(), second.work);
    first.fail();
    await expect(failing).rejects.toThrow("it failed");
    expect(await second.hasBegun()).toBe(true);
    second.end();
    await running;
  });

  it("answer what their work answers", async () => {
    const { process } = aProcess();
    await expect(process.exclusively("eni-demo", ample(), () => Promise.resolve(7))).resolves.toBe(7);
  });

  it("wait for their turn no longer than their time, and then leave it to the next one", async () => {
    const { process } = aProcess();
    const [first, second, third] = [aTask(), aTask(), aTask()];
    const short = stoppable(60);
    const running = process.exclusively("eni-demo", ample(), first.work);
    const late = process.exclusively("eni-demo", short, second.work);
    const next = process.exclusively("eni-demo", ample(), third.work);
    short.stop();
    await expect(late).rejects.toThrow(
      new UserError(
        "ENI eni-demo: another change of it was still under way after 60 s; run `pulumi up` again, or raise timeoutSeconds.",
      ),
    );
    first.end();
    expect([await third.hasBegun(), await second.hasBegun()]).toEqual([true, false]);
    third.end();
    await Promise.all([running, next]);
  });

  it("are known for what they are to unassign, until they are over", async () => {
    const { process } = aProcess();
    const [first, second] = [aTask(), aTask()];
    const isToUnassign = (id: string): boolean => process.isToUnassign(id, "10.0.0.101");
    const announced = (...toUnassign: string[]) => ({ networkInterfaceId: "eni-demo", toUnassign });
    const running = [process.announcing(announced(), first.work)];
    expect(isToUnassign("eni-demo")).toBe(false);
    running.push(process.announcing(announced("10.0.0.101"), second.work));
    expect([isToUnassign("eni-demo"), isToUnassign("eni-spare")]).toEqual([true, false]);
    first.end();
    await running[0];
    expect(isToUnassign("eni-demo")).toBe(true);
    second.end();
    await Promise.all(running);
    expect(isToUnassign("eni-demo")).toBe(false);
  });
});

it("a change that waits for another ENI lets those of its own go on, and then takes its turn again", async () => {
  const { process } = aProcess();
  const [second, third] = [aTask(), aTask()];
  const elsewhere = aTask();
  const order: string[] = [];
  const first = process.exclusively("eni-demo", ample(), async (aside) => {
    await aside(elsewhere.work);
    order.push("first");
  });
  const running = [second, third].map((task) => process.exclusively("eni-demo", ample(), task.work));
  expect([await elsewhere.hasBegun(), await second.hasBegun()]).toEqual([true, true]);
  elsewhere.end();
  second.end();
  expect(await third.hasBegun()).toBe(true);
  expect(order).toEqual([]);
  third.end();
  await Promise.all([first, ...running]);
  expect(order).toEqual(["first"]);
});

it("a change whose turn does not come again says so, and leaves it to the next one", async () => {
  const { process } = aProcess();
  const [second, third, elsewhere] = [aTask(), aTask(), aTask()];
  const short = stoppable(60);
  const first = process.exclusively("eni-demo", short, (aside) => aside(elsewhere.work));
  const running = process.exclusively("eni-demo", ample(), second.work);
  elsewhere.end();
  expect(await second.hasBegun()).toBe(true);
  short.stop();
  await expect(first).rejects.toThrow("another change of it was still under way after 60 s");
  const next = process.exclusively("eni-demo", ample(), third.work);
  second.end();
  expect(await third.hasBegun()).toBe(true);
  third.end();
  await Promise.all([running, next]);
});

describe("the API of a region", () => {
  it("is opened at the first call, once for all that ask at the same time", async () => {
    const { process, opened } = aProcess();
    expect(opened).toEqual([]);
    const [one, two, far] = await Promise.all(
      [hangzhou, hangzhou, beijing].map((region) => process.apiOf(region, ample())),
    );
    expect([one?.regionId, two, far?.regionId]).toEqual([hangzhou, one, beijing]);
    expect(await process.apiOf(hangzhou, ample())).toBe(one);
    expect(opened).toEqual([hangzhou, beijing]);
  });

  it("is opened again after an attempt that failed, since the credentials may be there by then", async () => {
    const openApi = jest
      .fn<Promise<EniApi>, [string]>()
      .mockRejectedValueOnce(new UserError("There are no credentials."))
      .mockImplementation((region) => Promise.resolve(anApi(region)));
    const { process } = aProcess({ openApi });
    await expect(process.apiOf(hangzhou, ample())).rejects.toThrow("There are no credentials.");
    expect((await process.apiOf(hangzhou, ample())).regionId).toBe(hangzhou);
    expect(openApi).toHaveBeenCalledTimes(2);
  });

  it("is waited for no longer than the time of whoever asks, and the others still get it", async () => {
    let open = (_: EniApi): void => undefined;
    const opening = new Promise<EniApi>((resolve) => (open = resolve));
    const { process } = aProcess({ openApi: () => opening });
    const short = stoppable(60);
    const [late, other] = [process.apiOf(hangzhou, short), process.apiOf(hangzhou, ample())];
    short.stop();
    await expect(late).rejects.toThrow(
      "The credentials were not there after 60 s; check the network, or the command that prints them.",
    );
    open(anApi(hangzhou));
    expect((await other).regionId).toBe(hangzhou);
  });

  it("is opened with the config and the environment of that moment, anew in each phase", async () => {
    const openApi = jest.fn((region: string) => Promise.resolve<EniApi>(anApi(region)));
    let env = { ALICLOUD_REGION: "cn-qingdao", ECS_ENDPOINT: "127.0.0.1:1" };
    const { process } = aProcess({ openApi, env: () => env });
    expect(process.defaultRegionId()).toBe("cn-qingdao");
    await process.apiOf(hangzhou, ample());
    env = { ...env, ECS_ENDPOINT: "127.0.0.1:2" };
    process.configure((key) => ({ "alicloud:region": beijing })[key]);
    expect(process.defaultRegionId()).toBe(beijing);
    await process.apiOf(hangzhou, ample());
    expect(openApi.mock.calls).toEqual([
      [hangzhou, expect.objectContaining({ endpoint: "127.0.0.1:1" })],
      [hangzhou, expect.objectContaining({ endpoint: "127.0.0.1:2" })],
    ]);
  });

  it("is not opened where a setting cannot be read, which is the user's to mend", async () => {
    const { process, opened } = aProcess();
    process.configure((key) => (key === "alicloud:endpoints" ? "{" : undefined));
    await expect(process.apiOf(hangzhou, ample())).rejects.toThrow(UserError);
    expect(opened).toEqual([]);
  });
});

describe("what is wrong with the settings", () => {
  const named = (name?: string) => (key: string) =>
    ({ "alicloud-secondary-ips:provider": name, "alicloud:endpoints": "{" })[key];

  it.each([
    [undefined, /^alicloud:endpoints/],
    ["eu", /^Provider "eu": alicloud:endpoints/],
  ])("is told with the name of the provider, where it has one: %s", async (name, message) => {
    const { process } = aProcess();
    process.configure(named(name));
    const told = { lies: "in settings", message: expect.stringMatching(message) as string };
    await expect(process.apiOf(hangzhou, ample())).rejects.toMatchObject(told);
    expect(() => {
      process.checkSettings();
    }).toThrow(expect.objectContaining(told) as Error);
  });

  it("is no defect, and a defect is told as it is", async () => {
    const defect = new TypeError("no function");
    const { process } = aProcess({ openApi: () => Promise.reject(defect) });
    await expect(process.apiOf(hangzhou, ample())).rejects.toBe(defect);
    expect(process.withHint(defect)).toBe(defect);
  });

  it.each([
    [undefined, "It is odd. The config of the last `pulumi up` was used, "],
    ["eu", 'It is odd. Provider "eu" of the last `pulumi up` was used, '],
  ])("gets a hint where no program has told those of today: %s", (name, hint) => {
    const { process } = aProcess();
    const [odd, outside] = [new UserError("It is odd.", "in settings"), new UserError("It is odd.")];
    process.configure(named(name));
    expect(process.withHint(odd)).toMatchObject({ message: expect.stringContaining(hint) as string });
    expect(process.withHint(outside)).toBe(outside);
    process.noteProgram();
    expect(process.withHint(odd)).toBe(odd);
    process.configure(() => undefined);
    expect(process.withHint(odd)).toBe(odd);
  });
});

describe("an ENI that will be looked at", () => {
  const expectedBy = async (process: ReturnType<typeof createProcess>, region: string): Promise<string[]> => {
    const { expected } = (await process.apiOf(region, ample())) as ReturnType<typeof anApi>;
    await nextTurn();
    return expected;
  };

  it("is told to the API of its region when that is opened", async () => {
    const { process, opened } = aProcess();
    process.expectLookAt({ regionId: hangzhou, networkInterfaceId: "eni-demo" });
    process.expectLookAt({ regionId: hangzhou, networkInterfaceId: "eni-spare" });
    process.expectLookAt({ regionId: hangzhou, networkInterfaceId: "eni-demo" });
    process.expectLookAt({ regionId: beijing, networkInterfaceId: "eni-far" });
    expect(opened).toEqual([]);
    expect(await expectedBy(process, hangzhou)).toEqual(["eni-demo", "eni-spare"]);
    expect(await expectedBy(process, beijing)).toEqual(["eni-far"]);
  });

  it("is told at once to an API that is open", async () => {
    const { process } = aProcess();
    expect(await expectedBy(process, hangzhou)).toEqual([]);
    process.expectLookAt({ regionId: hangzhou, networkInterfaceId: "eni-demo" });
    expect(await expectedBy(process, hangzhou)).toEqual(["eni-demo"]);
  });

  it("is forgotten when a phase begins", async () => {
    const { process } = aProcess();
    process.expectLookAt({ regionId: hangzhou, networkInterfaceId: "eni-demo" });
    process.configure(() => undefined);
    expect(await expectedBy(process, hangzhou)).toEqual([]);
  });

  it("is no reason to fail where the API cannot be opened", async () => {
    const { process } = aProcess({
      openApi: () => Promise.reject(new UserError("There are no credentials.")),
    });
    const opening = process.apiOf(hangzhou, ample());
    process.expectLookAt({ regionId: hangzhou, networkInterfaceId: "eni-demo" });
    await expect(opening).rejects.toThrow("There are no credentials.");
    await nextTurn();
  });
});

it("begins each phase without claims", () => {
  const { process } = aProcess();
  process.claims.declare("eni-demo", ["10.0.0.101"]);
  process.configure(() => undefined);
  expect(process.claims.isClaimed("eni-demo", "10.0.0.101")).toBe(false);
});
