import { endable } from "../helpers/deadline";
import type { Program } from "./engine";
import type { Step } from "./history";
import { play } from "./play";

// Histories that broke a promise when they were found, as short as they could be made.

beforeEach(() => {
  endable(2).end();
});
afterEach(() => {
  jest.restoreAllMocks();
});

const step = (program: Program, about: Partial<Step> = {}): Step => ({
  ...{ program, sky: { weather: [], lags: [] }, parallel: 1, continueOnError: false, refreshes: false },
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
    play([step(first), step({ r3: exclusive("eni-b", 104, 105), r4: exclusive("eni-a", 107) })]),
  ).resolves.toBeUndefined();
});

it("so it has when the taker is new, and when the program is empty after that", async () => {
  const first = { r2: exclusive("eni-c", 103, 108), r3: additive("eni-a"), r4: additive("eni-a", 105) };
  const second = { r2: exclusive("eni-a"), r3: exclusive("eni-c", 108) };
  await expect(play([step(first), step(second), step({})])).resolves.toBeUndefined();
});
