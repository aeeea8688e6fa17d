import { ApiError, UserError } from "../../provider/core/errors";
import type { NetworkInterface } from "../../provider/core/model";
import type { LookOptions } from "../../provider/core/ports";
import { createEniReader, type OwnReader } from "../../provider/ecs/eni-reader";
import { aCloud, type Cloud } from "../helpers/cloud";
import { ample, stoppable } from "../helpers/deadline";
import { anEni } from "../helpers/eni";
import { DESCRIBE, failureOf } from "../helpers/provider";

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const eni = (id: string, about: Partial<NetworkInterface> = {}): NetworkInterface =>
  anEni({ networkInterfaceId: id, ...about });

type Look = (id: string, options?: Partial<LookOptions>) => Promise<NetworkInterface | undefined>;

function aReader(
  ...enis: readonly NetworkInterface[]
): Cloud & { readonly reader: OwnReader; readonly look: Look } {
  const cloud = aCloud();
  cloud.put(...enis);
  const reader = createEniReader(cloud.client);
  return { ...cloud, reader, look: (id, options) => reader.look(id, { deadline: ample(), ...options }) };
}

/** Lets all that waits for a moment go on, and answers what came of it. */
async function after<T>(work: Promise<T>): Promise<T> {
  await jest.advanceTimersByTimeAsync(50);
  return work;
}

const recent = { recent: true };
const byIds = (...ids: string[]) => ({ networkInterfaceId: ids });

describe("a look", () => {
  it("shares its request with the others of the moment, each id named once", async () => {
    const { look, asked } = aReader(eni("eni-a"), eni("eni-b"));
    const looks = Promise.all([look("eni-a"), look("eni-b"), look("eni-a"), look("eni-gone")]);
    expect((await after(looks)).map((seen) => seen?.networkInterfaceId)).toEqual([
      "eni-a",
      "eni-b",
      "eni-a",
      undefined,
    ]);
    expect(asked).toEqual([byIds("eni-a", "eni-b", "eni-gone")]);
  });

  it("joins no request that is sent already, since that may show what was before", async () => {
    const { look, put, hold, release, asked } = aReader(eni("eni-a"));
    hold();
    const first = look("eni-a");
    await after(Promise.resolve());
    put(eni("eni-a", { privateIpAddresses: ["10.0.0.101"] }));
    const second = look("eni-a");
    await after(Promise.resolve());
    release();
    expect((await after(first))?.privateIpAddresses).toEqual([]);
    expect((await after(second))?.privateIpAddresses).toEqual(["10.0.0.101"]);
    expect(asked).toHaveLength(2);
  });

  it("tells each its own when the cloud refuses several, though none was read ahead", async () => {
    const { look, refuse, asked } = aReader(eni("eni-a"));
    refuse(new ApiError(DESCRIBE, "InvalidEniId.NotFound", "", { outcomeUnknown: false }));
    const looks = Promise.all([look("eni-a"), look("eni-gone")]);
    expect((await after(looks)).map((seen) => seen?.networkInterfaceId)).toEqual(["eni-a", undefined]);
    expect(asked).toEqual([byIds("eni-a", "eni-gone"), byIds("eni-a"), byIds("eni-gone")]);
  });

  it("runs what it is part of", async () => {
    const { reader, look } = aReader(eni("eni-a"));
    expect((await after(reader.during(() => look("eni-a"))))?.networkInterfaceId).toBe("eni-a");
  });
});

describe("a look that may be some seconds old", () => {
  it("asks for nothing that was seen in the last ten seconds, by whichever look", async () => {
    const { look, asked } = aReader(eni("eni-a"));
    await after(look("eni-a"));
    jest.advanceTimersByTime(9_900);
    expect((await after(look("eni-a", recent)))?.networkInterfaceId).toBe("eni-a");
    expect(asked).toHaveLength(1);
    jest.advanceTimersByTime(100);
    await after(look("eni-a", recent));
    expect(asked).toHaveLength(2);
  });

  it("is not what a fresh one is content with, though both wait together for a request under way", async () => {
    for (const order of [
      [{}, recent],
      [recent, {}],
    ]) {
      const { look, put, hold, release, reader } = aReader(eni("eni-a"), eni("eni-b"));
      hold();
      reader.expect("eni-a");
      const other = look("eni-b");
      await after(Promise.resolve());
      // this request will show eni-a as it was
      put(eni("eni-a", { privateIpAddresses: ["10.0.0.101"] }));
      const looks = order.map(async (options) => ({ options, seen: await look("eni-a", options) }));
      release();
      await after(other);
      const fresh = (await after(Promise.all(looks))).find(({ options }) => options !== recent);
      expect(fresh?.seen?.privateIpAddresses).toEqual(["10.0.0.101"]);
    }
  });

  it.each(["before it", "while it is under way"])("is not one that a write made old %s", async (when) => {
    const { look, reader, hold, release, put, asked } = aReader(eni("eni-a"), eni("eni-b"));
    hold();
    const both = Promise.all([look("eni-a"), look("eni-b")]);
    await after(Promise.resolve());
    if (when === "while it is under way") reader.forget("eni-a");
    release();
    await after(both);
    if (when === "before it") reader.forget("eni-a");
    put(eni("eni-a", { privateIpAddresses: ["10.0.0.101"] }));
    expect((await after(look("eni-a", recent)))?.privateIpAddresses).toEqual(["10.0.0.101"]);
    expect(asked).toEqual([byIds("eni-a", "eni-b"), byIds("eni-a")]);
    await after(look("eni-b", recent));
    expect(asked).toHaveLength(2);
  });

  it("does not know of what is not there", async () => {
    const { look, put, asked } = aReader();
    expect(await after(look("eni-a", recent))).toBeUndefined();
    put(eni("eni-a"));
    expect((await after(look("eni-a", recent)))?.networkInterfaceId).toBe("eni-a");
    expect(asked).toHaveLength(2);
  });
});

describe("reading ahead", () => {
  it("fetches what is expected with the first look, for the looks that follow", async () => {
    const { look, reader, asked } = aReader(eni("eni-a"), eni("eni-b"), eni("eni-c"));
    for (const id of ["eni-a", "eni-b", "eni-c"]) reader.expect(id);
    await after(look("eni-b", recent));
    expect(asked).toEqual([byIds("eni-b", "eni-a", "eni-c")]);
    const others = Promise.all([look("eni-a", recent), look("eni-c", recent)]);
    expect((await after(others)).map((seen) => seen?.networkInterfaceId)).toEqual(["eni-a", "eni-c"]);
    expect(asked).toHaveLength(1);
  });

  it("fetches a hundred at most, and the rest with the next look", async () => {
    const { look, reader, asked } = aReader();
    for (let i = 0; i < 150; i++) reader.expect(`eni-${i}`);
    await after(Promise.all([look("eni-x"), look("eni-y")]));
    await after(look("eni-z"));
    await after(look("eni-z"));
    expect(asked.map(({ networkInterfaceId }) => networkInterfaceId?.length)).toEqual([100, 53, 1]);
    expect(asked[1]?.networkInterfaceId?.slice(0, 2)).toEqual(["eni-z", "eni-98"]);
  });

  it("fetches nothing that is known already", async () => {
    const { look, reader, asked } = aReader(eni("eni-a"), eni("eni-b"));
    await after(look("eni-a"));
    reader.expect("eni-a");
    await after(look("eni-b"));
    expect(asked).toEqual([byIds("eni-a"), byIds("eni-b")]);
  });

  it("asks again for one that was not there", async () => {
    const { look, reader, asked } = aReader(eni("eni-a"));
    reader.expect("eni-gone");
    await after(look("eni-a"));
    expect(await after(look("eni-gone", recent))).toBeUndefined();
    expect(asked).toEqual([byIds("eni-a", "eni-gone"), byIds("eni-gone")]);
  });

  it.each(["InvalidEniId.NotFound", "Forbidden.RAM", "InvalidParameter", "Strange.New"])(
    "is given up when the request is refused with %s, which one that nobody asked for may be the reason of",
    async (code) => {
      const { look, reader, refuse, asked } = aReader(eni("eni-a"));
      for (let i = 0; i < 150; i++) reader.expect(`eni-${i}`);
      refuse(new ApiError(DESCRIBE, code, "", { outcomeUnknown: false }));
      expect((await after(look("eni-a")))?.networkInterfaceId).toBe("eni-a");
      await after(look("eni-a"));
      expect(asked.map(({ networkInterfaceId }) => networkInterfaceId?.length)).toEqual([100, 1, 1]);
    },
  );

  it.each<[string, Error]>([
    ["throttling", new ApiError(DESCRIBE, "Throttling", "", { outcomeUnknown: false })],
    ["a lost reply", new ApiError(DESCRIBE, "NoReply", "", { outcomeUnknown: true })],
    ["credentials that cannot be renewed", new UserError("no")],
  ])("does not ask twice after %s, which no single ENI is the reason of", async (_what, error) => {
    const { look, reader, refuse, asked } = aReader(eni("eni-a"));
    reader.expect("eni-b");
    refuse(error);
    expect(await after(failureOf(look("eni-a")))).toBe(error);
    expect(asked).toHaveLength(1);
  });
});

describe("the ENIs of a vSwitch", () => {
  const hint = { recent: true, vSwitchId: "vsw-demo" };
  const many = ["eni-a", "eni-b", "eni-c", "eni-d"].map((id) => eni(id));
  const neighbours = { vSwitchId: "vsw-demo" };

  it("are read together from the second request on, since a small stack never gets there", async () => {
    const { look, asked } = aReader(...many);
    await after(look("eni-a", hint));
    expect(asked).toEqual([byIds("eni-a")]);
    expect((await after(look("eni-b", hint)))?.networkInterfaceId).toBe("eni-b");
    expect(asked.slice(1)).toEqual([neighbours]);
    await after(Promise.all([look("eni-c", hint), look("eni-d", hint)]));
    expect(asked).toHaveLength(2);
  });

  it("are read only for looks that may be some seconds old and name the vSwitch", async () => {
    const { look, asked } = aReader(...many);
    for (const options of [hint, {}, recent, { vSwitchId: "vsw-demo" }]) await after(look("eni-a", options));
    for (const options of [recent, { vSwitchId: "vsw-demo" }]) await after(look("eni-b", options));
    expect(asked.filter(({ vSwitchId }) => vSwitchId !== undefined)).toEqual([]);
  });

  it("are read once in ten seconds, each vSwitch by itself", async () => {
    const { look, asked, reader } = aReader(...many, eni("eni-far", { vSwitchId: "vsw-far" }));
    const forget = (): void => {
      for (const { networkInterfaceId } of many) reader.forget(networkInterfaceId);
    };
    await after(look("eni-a", hint));
    await after(look("eni-b", hint));
    forget();
    await after(Promise.all([look("eni-a", hint), look("eni-far", { ...hint, vSwitchId: "vsw-far" })]));
    expect(asked.slice(2)).toEqual([{ vSwitchId: "vsw-far" }, byIds("eni-a")]);
    jest.advanceTimersByTime(10_000);
    await after(look("eni-c", hint));
    expect(asked.slice(4)).toEqual([neighbours]);
  });

  it("are no reason not to ask for one that is not among them", async () => {
    const { look, asked } = aReader(...many, eni("eni-moved", { vSwitchId: "vsw-far" }));
    await after(look("eni-a", hint));
    expect((await after(look("eni-moved", hint)))?.vSwitchId).toBe("vsw-far");
    expect(asked.slice(1)).toEqual([neighbours, byIds("eni-moved")]);
  });

  it("are done without where that is denied", async () => {
    const { look, asked, refuse } = aReader(...many);
    await after(look("eni-a", hint));
    refuse(new ApiError(DESCRIBE, "Forbidden.RAM", "", { outcomeUnknown: false }));
    expect((await after(look("eni-b", hint)))?.networkInterfaceId).toBe("eni-b");
    expect(asked.slice(1)).toEqual([neighbours, byIds("eni-b")]);
  });

  it("are kept from no look under way during a write", async () => {
    const { look, put, hold, release, reader, asked } = aReader(...many);
    await after(look("eni-a", hint));
    hold();
    const first = look("eni-b", hint);
    await after(Promise.resolve());
    reader.forget("eni-c");
    put(eni("eni-c", { privateIpAddresses: ["10.0.0.101"] }));
    release();
    await after(first);
    expect((await after(look("eni-c", hint)))?.privateIpAddresses).toEqual(["10.0.0.101"]);
    expect(asked.slice(1)).toEqual([neighbours, byIds("eni-c")]);
  });

  it("are read up to the second page, since the first look is worth no more", async () => {
    const { client, asked, put } = aCloud((token) => `${token ?? ""}+`);
    put(...many);
    const reader = createEniReader(client);
    const deadline = ample();
    await after(reader.look("eni-a", { ...hint, deadline }));
    asked.splice(0);
    await after(reader.look("eni-b", { ...hint, deadline }));
    expect(asked).toEqual([neighbours, { ...neighbours, nextToken: "+" }]);
  });
});

describe("the time of a look", () => {
  it("is that of whoever can wait longest, and over for each at its own end", async () => {
    const { look, hold, release, deadlines } = aReader(eni("eni-a"), eni("eni-b"));
    const [short, long] = [stoppable(5), stoppable(50)];
    hold();
    const failing = failureOf(look("eni-a", { deadline: short }));
    const other = look("eni-b", { deadline: long });
    await after(Promise.resolve());
    expect(deadlines).toEqual([long]);
    short.stop();
    expect(await failing).toMatchObject({
      action: DESCRIBE,
      code: "TimeIsUp",
      message: "it was throttled or not answered for 5 s",
      outcomeUnknown: false,
    });
    release();
    expect((await after(other))?.networkInterfaceId).toBe("eni-b");
  });
});

describe("finding a holder", () => {
  it.each([
    [60, 10],
    [4, 4],
  ])("of %d s takes %d s at most, since the refusal is worth telling without it", async (seconds, most) => {
    const { reader, deadlines } = aReader();
    await reader.findHolders("vsw-demo", ["10.0.0.101"], stoppable(seconds));
    expect(deadlines.map((deadline) => deadline.seconds)).toEqual([most, most]);
  });
});
