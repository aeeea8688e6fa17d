import { aSimulatedCloud } from "./cloud";
import { aSimulatedEngine } from "./engine";
import { primaryOf } from "./enis";
import { ENIS, FOREIGN, type Step } from "./history";
import { play } from "./play";
import type { Program } from "./program";
import { clear } from "./sky";
import { virtualTime } from "./time";

// Histories that broke a promise when they were found, as short as they could be made.

const { run, restore } = virtualTime();
afterAll(restore);
jest.setTimeout(60_000);

const step = (program: Program, about: Partial<Step> = {}): Step => ({
  ...{
    program,
    sky: clear,
    parallel: 1,
    continueOnError: false,
    refreshes: false,
  },
  ...{ target: undefined, killAt: undefined, outsider: undefined },
  ...about,
});
const exclusive = (networkInterfaceId: string, ...hosts: readonly number[]) => ({
  ...{ networkInterfaceId, ownership: "exclusive" as const },
  privateIpAddresses: hosts.map((host) => `10.0.0.${host}`),
});
const additive = (networkInterfaceId: string, ...hosts: readonly number[]) => ({
  ...exclusive(networkInterfaceId, ...hosts),
  ownership: "additive" as const,
});

it("an address that a replaced resource leaves to one that never begins has an owner", async () => {
  const first = {
    r1: exclusive("eni-c", 101, 105),
    r3: additive("eni-a", 102, 107),
    r4: additive("eni-a", 104),
  };
  await expect(
    run(() => play([step(first), step({ r3: exclusive("eni-b", 104, 105), r4: exclusive("eni-a", 107) })])),
  ).resolves.toBeUndefined();
});

it("an address that a replaced resource leaves has an owner when the taker is new, and when the program is empty after that", async () => {
  const first = { r2: exclusive("eni-c", 103, 108), r3: additive("eni-a"), r4: additive("eni-a", 105) };
  const second = { r2: exclusive("eni-a"), r3: exclusive("eni-c", 108) };
  await expect(run(() => play([step(first), step(second), step({})]))).resolves.toBeUndefined();
});

it("resources that give to each other between two ENIs do not wait for each other for ever", async () => {
  const first = { r1: additive("eni-a"), r3: exclusive("eni-b", 103), r4: additive("eni-a", 104) };
  const second = {
    ...{ r1: additive("eni-a", 103), r2: additive("eni-b", 104) },
    ...{ r3: additive("eni-a"), r4: additive("eni-a") },
  };
  await expect(run(() => play([step(first), step(second, { parallel: 8 })]))).resolves.toBeUndefined();
});

it("resources that take from each other do not wait for ever where neither lets go before its resource has left the program", async () => {
  const first = {
    ...{ r1: exclusive("eni-a", 102), r2: additive("eni-c", 101), r3: exclusive("eni-b", 107) },
  };
  const second = { r1: additive("eni-c", 102, 107), r4: additive("eni-b", 101) };
  await expect(run(() => play([step(first), step(second, { parallel: 8 })]))).resolves.toBeUndefined();
});

it("what a resource comes to declare while its giver is being replaced has an owner when that one fails", async () => {
  const first = { r2: exclusive("eni-a", 104, 105) };
  const second = {
    ...{ r1: additive("eni-a", 105), r2: exclusive("eni-c", 108) },
    r3: { ...additive("eni-a", 101, 104), options: { dependsOn: ["r1"] } },
  };
  const sky: Step["sky"] = { ...clear, assign: ["wrong keys"], describe: ["slow"] };
  await expect(run(() => play([step(first), step(second, { sky, parallel: 8 })]))).resolves.toBeUndefined();
});

it("a list that `ignoreChanges` does not keep in a replacement keeps no address from being let go", async () => {
  const { r1 } = { r1: exclusive("eni-c", 101, 107) };
  const history = [
    step({ r1 }),
    // r3 may hold 107 on eni-a, for all that is known
    step(
      { r3: exclusive("eni-a", 107), r1: exclusive("eni-c", 101) },
      {
        sky: { ...clear, assign: ["internal error"], unassign: ["wrong keys"] },
        continueOnError: true,
      },
    ),
    step({ r3: { ...additive("eni-c"), options: { ignoreChanges: ["privateIpAddresses"] } } }),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

const under = <T extends object>(declared: T) => ({ ...declared, options: { provider: "other" as const } });

it.each([
  ["a part", [101]],
  ["all", []],
])(
  "an update that gives up %s of its list keeps what a resource declares that Pulumi has not checked yet",
  async (_what, hosts) => {
    const first = { r1: additive("eni-a", 101, 106), r2: additive("eni-b") };
    const second = { ...first, r1: additive("eni-a", ...hosts), r3: additive("eni-a", 106) };
    await expect(run(() => play([step(first), step(second, { parallel: 8 })]))).resolves.toBeUndefined();
  },
);

it("a replacement keeps what a resource declares that Pulumi has not checked yet", async () => {
  const first = { r1: exclusive("eni-a", 106), r2: additive("eni-b") };
  const second = { ...{ r2: exclusive("eni-b"), r1: exclusive("eni-c") }, r3: exclusive("eni-a", 106) };
  await expect(run(() => play([step(first), step(second, { parallel: 8 })]))).resolves.toBeUndefined();
});

it("the deletion of a resource whose successor has another provider waits until the program is known", async () => {
  const first = { r2: under(exclusive("eni-c", 105)) };
  const second = { r1: under(exclusive("eni-c", 101, 105)), r2: exclusive("eni-a") };
  await expect(run(() => play([step(first), step(second, { parallel: 8 })]))).resolves.toBeUndefined();
});

it("what a deletion leaves has an owner where only the other process knows its successor", async () => {
  const first = {
    ...{ r1: exclusive("eni-a", 101, 103, 108), r2: under(exclusive("eni-c", 102)) },
    r3: exclusive("eni-b"),
  };
  const second = { r1: under(exclusive("eni-c", 101, 103)), r2: exclusive("eni-a", 102, 108) };
  await expect(run(() => play([step(first), step(second, { parallel: 8 })]))).resolves.toBeUndefined();
});

it("that deletion waits in an up that begins with a refresh too, for which the process of the other provider is not needed", async () => {
  const first = { r4: exclusive("eni-c", 107) };
  const second = { r3: under(exclusive("eni-c", 107)), r4: exclusive("eni-a") };
  const history = [step(first), step(second, { parallel: 8, refreshes: "within" })];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("a failure is told when the program is known, since nothing is checked after it", async () => {
  const first = { r1: exclusive("eni-b", 101, 107), r3: exclusive("eni-c", 108) };
  const second = {
    ...{ r3: under(exclusive("eni-b", 107)), r2: exclusive("eni-c") },
    r1: exclusive("eni-a", 101, 108),
  };
  await expect(run(() => play([step(first), step(second, { parallel: 8 })]))).resolves.toBeUndefined();
});

it("the wait until the program is known takes none of the time that a resource has", async () => {
  const with1s = (...hosts: readonly number[]) => ({
    r1: { ...under(exclusive("eni-c", ...hosts)), timeoutSeconds: 1 },
  });
  const engine = aSimulatedEngine(aSimulatedCloud(ENIS));
  for (const program of [with1s(101, 102), with1s(102), {}]) {
    const { errors } = await run(() => engine.up(program, { parallel: 1, continueOnError: false }));
    expect(errors).toEqual([]);
  }
});

it("what two resources had, and one gave up before the other was known to declare it, is there in the end", async () => {
  const r1 = {
    ...additive("eni-a", 101, 104, 105, 106, 107, 108),
    options: { ignoreChanges: ["privateIpAddresses" as const], provider: "other" as const },
  };
  const history = [
    step({ r3: exclusive("eni-a", 106), r4: under(exclusive("eni-b", 103)) }),
    // r3 fails, so that both it and r1 have 106 after this
    step({ r1, r2: exclusive("eni-b", 102), r3: additive("eni-a", 103) }, { parallel: 8 }),
    step(
      { r4: additive("eni-a"), r3: under(additive("eni-a")), r2: additive("eni-a", 102), r1 },
      { sky: { ...clear, assign: ["throttled"] } },
    ),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("a look of before another process unassigned does not show what is there", async () => {
  const first = {
    r1: exclusive("eni-b", 101, 103, 105, 107, 108),
    r3: { ...exclusive("eni-c", 102, 104), timeoutSeconds: 1 },
  };
  const retained = { retainOnDelete: true, provider: "other" as const };
  const second = {
    r2: { ...additive("eni-a"), options: { aliases: ["r1"], ...retained } },
    r3: additive("eni-a"),
  };
  const third = {
    r1: { ...exclusive("eni-a", 106), timeoutSeconds: 1 },
    r2: additive("eni-c", 101, 102, 103, 105, 107, 108),
    r3: { ...additive("eni-c"), options: retained },
    r4: { ...additive("eni-c", 104), timeoutSeconds: 1, options: { dependsOn: ["r1"] } },
  };
  const history = [
    step(first, { killAt: { write: 1, afterMs: 0 } }),
    step(second, { target: "r1" }),
    step(third),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("what the state has of before another process unassigned is not taken for what is there", async () => {
  const ignoring = { ignoreChanges: ["privateIpAddresses" as const], provider: "other" as const };
  const first = {
    r2: { ...exclusive("eni-b", 108), timeoutSeconds: 1, options: ignoring },
    r3: exclusive("eni-a", 106),
  };
  const second = {
    r1: additive("eni-b", 101, 102, 103, 104, 105, 107),
    r2: { ...additive("eni-a", 106), timeoutSeconds: 1 },
    r3: { ...under(additive("eni-a")), timeoutSeconds: 1 },
    r4: { ...additive("eni-b", 108), options: { dependsOn: ["r2"] } },
  };
  await expect(run(() => play([step(first), step(second, { target: "r4" })]))).resolves.toBeUndefined();
});

it("a list that one resource takes back, since it is replaced, stays another one's", async () => {
  const first = {
    r1: exclusive("eni-b", 101, 103, 104, 106, 107, 108),
    r3: additive("eni-a", 105),
    r4: { ...additive("eni-a", 102), options: { dependsOn: ["r1"] } },
  };
  const second = {
    r1: additive("eni-a", 101, 102, 103, 104, 106, 107, 108),
    r4: exclusive("eni-b", 105),
  };
  const ignoring = { ignoreChanges: ["privateIpAddresses" as const], retainOnDelete: true };
  const third = {
    r4: exclusive("eni-a"),
    r3: { ...additive("eni-b"), options: { ...ignoring, provider: "other" as const } },
    r1: additive("eni-b", 101, 102, 103, 104, 105, 106, 107, 108),
  };
  const history = [
    step(first),
    step(second, { sky: { ...clear, assign: ["fine", "lost"] } }),
    step(third, { continueOnError: true, killAt: { write: 1, afterMs: 0 } }),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("what an assign that was half done and denied has assigned is owned, though a look of before shows it as well", async () => {
  const ignoring = { options: { ignoreChanges: ["privateIpAddresses" as const] } };
  const first = {
    r1: { ...additive("eni-a", 101, 102, 103, 104, 106, 107, 108), ...ignoring },
    r2: under(additive("eni-a", 105)),
  };
  const second = {
    r1: additive("eni-a", 101, 102, 103, 104, 106, 107),
    r2: { ...exclusive("eni-c"), timeoutSeconds: 1 },
    ...{ r3: additive("eni-a"), r4: additive("eni-a", 105, 108) },
  };
  const sky: Step["sky"] = { ...clear, assign: ["half done, denied"] };
  await expect(run(() => play([step(first), step(second, { sky })]))).resolves.toBeUndefined();
});

it("an address that another provider's process is about to unassign is taken once that is over", async () => {
  const other = { options: { provider: "other" as const } };
  const first = { r3: { ...exclusive("eni-c", 107), ...other }, r4: exclusive("eni-a", 104) };
  const second = {
    r1: additive("eni-a", 101, 102, 103, 104, 105, 106, 108),
    r2: { ...additive("eni-c", 107), options: { dependsOn: ["r1"] } },
    r3: additive("eni-a"),
  };
  const sky: Step["sky"] = {
    ...{ assign: ["wrong status", "unavailable"], unassign: ["throttled for 5 s"], describe: [] },
    lags: [0, 0, 91, 666],
  };
  const beside = { sky, parallel: 8, refreshes: "before" as const };
  await expect(run(() => play([step(first), step(second, beside)]))).resolves.toBeUndefined();
});

it("a taker that gives nothing up itself waits for its giver on another ENI, which begins when the program is known", async () => {
  const first = { r1: additive("eni-a", 101, 102), r2: additive("eni-b"), r3: additive("eni-c") };
  const second = { ...first, r1: additive("eni-b", 101), r2: additive("eni-a", 102) };
  const history = [first, { ...first, r1: additive("eni-a", 101), r2: additive("eni-b", 102) }];
  await expect(run(() => play(history.map((one) => step(one, { parallel: 8 }))))).resolves.toBeUndefined();
  const reversed = Object.fromEntries(Object.entries(history[1] ?? {}).reverse());
  await expect(
    run(() => play([first, reversed].map((one) => step(one, { parallel: 8 })))),
  ).resolves.toBeUndefined();
  await expect(
    run(() => play([first, second].map((one) => step(one, { parallel: 8 })))),
  ).resolves.toBeUndefined();
});

it("what a resource gives back to one whose replacement has ended half-way has an owner when that one fails again", async () => {
  const first = { giver: additive("eni-a", 101), taker: under(additive("eni-a", 102)) };
  const moved = { giver: additive("eni-a", 101, 102), taker: under(additive("eni-b", 103)) };
  const history = [
    step(first),
    step(moved, { sky: { ...clear, assign: ["denied"] }, parallel: 8 }),
    step(first, { sky: { ...clear, describe: ["fine", "denied", "denied", "denied"] } }),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("what leaves the code keeps its addresses where the one that was to take them could not leave its old ENI", async () => {
  const first = { r2: exclusive("eni-b", 107), r4: exclusive("eni-a", 103) };
  const second = { r1: additive("eni-a", 103, 104), r4: exclusive("eni-b", 107) };
  const denied: Step["sky"] = { ...clear, assign: ["denied"] };
  const beside = { sky: denied, continueOnError: true };
  await expect(run(() => play([step(first), step(second, beside)]))).resolves.toBeUndefined();
});

it("what leaves the code keeps its addresses where the one that was to take them has ignored its own list until it is replaced", async () => {
  const first = { r1: exclusive("eni-b", 101, 102, 107), r3: exclusive("eni-a", 105) };
  const options = { ignoreChanges: ["privateIpAddresses" as const], provider: "other" as const };
  const second = {
    r3: { ...exclusive("eni-b", 107), options },
    r4: exclusive("eni-a", 102, 105),
  };
  await expect(
    run(() => play([step(first), step(second, { continueOnError: true })])),
  ).resolves.toBeUndefined();
});

it("a resource that is to move to an ENI that is not there keeps its addresses, also beside one whose replacement has ended half-way, and had the same", async () => {
  const first = { r2: exclusive("eni-b", 104, 105) };
  const second = { r2: exclusive("eni-c"), r4: { ...exclusive("eni-b", 104, 105), timeoutSeconds: 1 } };
  const third = { r4: exclusive("eni-c"), r2: exclusive("eni-a") };
  const killAt = { write: 0, afterMs: 0 };
  const history = [
    step(first, { outsider: { id: "eni-c", does: "delete" } }),
    step(second, { killAt }),
    step(third, { killAt }),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("what an old giver unassigns besides its inputs is told, also where another resource with the same in state is replaced", async () => {
  const retained = { ...additive("eni-a", 101), options: { retainOnDelete: true } };
  const history = [
    step({ r1: exclusive("eni-a", 101) }),
    step({ r1: additive("eni-a"), r3: retained }),
    step({ r3: exclusive("eni-b") }),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("a taker is refused, and rightly, for what `retainOnDelete` has left on another ENI, which its new owner is about to unassign", async () => {
  const retained = { ...additive("eni-a", 106), options: { retainOnDelete: true } };
  const history = [
    step({
      r1: { ...additive("eni-a", 101, 102, 103, 104, 105, 107, 108), timeoutSeconds: 3 },
      r2: retained,
    }),
    step({ r1: exclusive("eni-a", 101, 103, 104, 105, 107, 108) }),
    step(
      { r1: under(exclusive("eni-a", 101, 102, 103, 104, 105, 107, 108)), r2: exclusive("eni-c", 106) },
      { refreshes: "before", continueOnError: true },
    ),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("a deletion that failed tells what it may have unassigned, where no answer did and a look lags", async () => {
  const sky: Step["sky"] = {
    ...{ assign: [], unassign: ["done, internal error"] },
    ...{ describe: ["fine", "unknown code"], lags: [0, 181] },
  };
  await expect(run(() => play([step({ r4: exclusive("eni-a", 103) }, { sky })]))).resolves.toBeUndefined();
});

it("a deletion that was refused does not tell what a resource which has its ENI alone by now has found there and unassigned", async () => {
  const other = { options: { provider: "other" as const } };
  const history = [
    step(
      { r1: exclusive("eni-c", 101, 102), r2: exclusive("eni-a") },
      { outsider: { id: "eni-b", does: "delete" } },
    ),
    step(
      { r1: additive("eni-a", 101), r2: { ...additive("eni-a", 102), ...other } },
      { parallel: 3, continueOnError: true },
    ),
    step(
      { r1: exclusive("eni-b", 101), r2: exclusive("eni-a") },
      { refreshes: "before", continueOnError: true },
    ),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("what a refresh within an up has found, and changed nothing else, is told by the preview of the next up", async () => {
  const program = { r4: exclusive("eni-a") };
  const outsider = { id: "eni-a", does: { assign: FOREIGN[0] } };
  const history = [step(program), step(program, { refreshes: "within", outsider }), step(program)];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("resources that move past each other may wait in a circle for those that take what they had, and the next steps come true", async () => {
  const first = { r2: exclusive("eni-c", 104, 106), r3: exclusive("eni-a", 102, 105) };
  const second = {
    r1: additive("eni-c", 105, 106),
    r2: additive("eni-a"),
    r3: additive("eni-c"),
    r4: additive("eni-a", 102, 104),
  };
  await expect(run(() => play([step(first), step(second)]))).resolves.toBeUndefined();
});

it("what comes to an ENI while the question of an up with a refresh stands stays, since no preview has shown that it goes", async () => {
  const program = { r1: exclusive("eni-a", 101) };
  const outsider = { id: "eni-a", does: { assign: FOREIGN[0] }, isLate: true };
  const history = [step(program), step(program, { refreshes: "within", outsider })];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("the deletion of a resource may have the time of another one's successor, where that one has the same ENI and addresses", async () => {
  const first = {
    r2: { ...exclusive("eni-c", 104), options: { ignoreChanges: ["privateIpAddresses"] as const } },
    r3: { ...exclusive("eni-a"), timeoutSeconds: 1 },
  };
  const second = {
    r4: { ...exclusive("eni-c", 104), timeoutSeconds: 1 },
    r1: exclusive("eni-a", 101, 102, 103, 105, 106, 107, 108),
  };
  const history = [
    step(first),
    step(second, { sky: { ...clear, assign: ["unknown code"] } }),
    step({ r2: exclusive("eni-a") }, { sky: { ...clear, unassign: ["fine", "slow instance", "slow"] } }),
    step({}),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("a resource whose creation failed half-way does not move to where its new list cannot be, whatever ignoreChanges keeps until then", async () => {
  const first = { r1: exclusive("eni-a", 101, 102, 103, 104, 105, 107, 108) };
  const second = {
    r4: { ...exclusive("eni-c", 105), options: { ignoreChanges: ["privateIpAddresses"] as const } },
    r2: additive("eni-a", 106, 107),
  };
  const third = {
    r2: {
      ...{ networkInterfaceId: "eni-b", ownership: "exclusive" as const, privateIpAddresses: [primaryOf(1)] },
      options: { ignoreChanges: ["privateIpAddresses"] as const },
    },
  };
  const sky: Step["sky"] = { ...clear, assign: ["fine", "lost", "refused"] };
  const history = [step(first), step(second, { sky, continueOnError: true }), step(third)];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("what an alias renames is refused by its name from before where its deletion is, and the steps that it asks for come true", async () => {
  const first = { r1: exclusive("eni-c", 101, 106), r2: exclusive("eni-b", 104) };
  const second = {
    r1: { ...exclusive("eni-b", 101, 104), options: { provider: "other" as const } },
    r4: { ...exclusive("eni-c", 106), options: { aliases: ["r2"] } },
  };
  await expect(run(() => play([step(first), step(second)]))).resolves.toBeUndefined();
});

it("a resource that cannot move keeps nothing that a replacement which has ended half-way had too, and is deleted once more", async () => {
  const other = { provider: "other" as const };
  const first = {
    r1: additive("eni-c", 106),
    r4: { ...additive("eni-a", 108), options: other },
  };
  const second = { r1: additive("eni-b"), r4: additive("eni-b") };
  const third = { r2: additive("eni-a", 108), r4: additive("eni-a", 106) };
  const fourth = { r2: additive("eni-b"), r4: { ...additive("eni-a"), options: other } };
  const history = [
    step(first),
    step(second, { continueOnError: true, outsider: { id: "eni-b", does: "delete", isLate: false } }),
    step(third),
    step(fourth, { continueOnError: true }),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});

it("what was replaced half-way is deleted once more, also what another resource has taken over that a target leaves out", async () => {
  const first = { r3: exclusive("eni-c", 107) };
  const second = { r1: exclusive("eni-c", 107), r3: additive("eni-a", 102) };
  const third = { r1: exclusive("eni-c", 107), r3: additive("eni-c") };
  const history = [
    step(first),
    step(second, { sky: { ...clear, assign: ["refused"] } }),
    step(third, { target: "r3" }),
  ];
  await expect(run(() => play(history))).resolves.toBeUndefined();
});
