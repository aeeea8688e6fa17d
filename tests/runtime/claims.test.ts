import type { ClaimEvent, Successor } from "../../provider/runtime/claim-book";
import { type Claims, createClaims } from "../../provider/runtime/claims";
import { ALONE, type Siblings } from "../../provider/runtime/siblings";
import { stoppable } from "../helpers/deadline";

const id = "eni-demo";
const [a, b] = ["10.0.0.101", "10.0.0.102"] as const;

const eni = {
  ...{ ownerId: "1234567890123456", vSwitchId: "vsw-demo" },
  ...{ primaryPrivateIpAddress: "10.0.0.20", securityGroupIds: ["sg-demo"] },
};

const successor: Successor = {
  ...{ networkInterfaceId: "eni-spare", regionId: "cn-hangzhou", declared: [], ownership: "exclusive" },
  ...{ comparison: 1, isElsewhere: false },
  ...{ maxUnassign: undefined, allowUnassignWithEip: false, timeoutSeconds: undefined },
};

/** The time that a giver allows a taker which has not begun: over when the test says so. */
let grace: AbortController;
let askedFor: jest.SpyInstance;
beforeEach(() => {
  grace = new AbortController();
  askedFor = jest.spyOn(AbortSignal, "timeout").mockImplementation(() => grace.signal);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A wait for the addresses, of which `isOver` tells whether it is over by now. */
function waitFor(claims: Claims, addresses: readonly string[]) {
  const deadline = stoppable();
  let over = false;
  const done = claims.untilSettled(id, addresses, deadline).then(() => (over = true));
  return {
    stop: async (): Promise<void> => {
      deadline.stop();
      await done;
    },
    isOver: async (): Promise<boolean> => {
      await nextTurn();
      return over;
    },
  };
}

/** What stands at the address, found by asking and by waiting. */
async function standingOf(claims: Claims, address: string): Promise<string> {
  if (claims.isHeld(id, address)) return "held";
  const hasFailed = claims.hasFailed(id, address);
  const wait = waitFor(claims, [address]);
  if (await wait.isOver()) return hasFailed ? "failed" : "free";
  grace.abort();
  const isDeclared = await wait.isOver();
  await wait.stop();
  return isDeclared ? "declared" : "changing";
}

const operations = {
  declare: (claims: Claims) => {
    claims.declare(id, [a]);
  },
  withdraw: (claims: Claims) => {
    claims.withdraw(id, [a]);
  },
  begin: (claims: Claims) => {
    claims.begin(id, [a]);
  },
  hold: (claims: Claims) => {
    claims.settle(id, [a], [a]);
  },
  fail: (claims: Claims) => {
    claims.settle(id, [a], []);
  },
};

const standings = {
  free: [],
  declared: [operations.declare],
  changing: [operations.declare, operations.begin],
  held: [operations.declare, operations.begin, operations.hold],
  failed: [operations.declare, operations.begin, operations.fail],
};

it.each<[keyof typeof standings, keyof typeof operations, string]>([
  ["free", "declare", "declared"],
  ["free", "withdraw", "free"],
  ["free", "begin", "changing"],
  // what a refresh compares is not what the program declares
  ["free", "hold", "free"],
  ["free", "fail", "free"],
  ["declared", "declare", "declared"],
  ["declared", "withdraw", "free"],
  ["declared", "begin", "changing"],
  ["declared", "hold", "held"],
  ["declared", "fail", "failed"],
  ["changing", "declare", "changing"],
  // what another resource is about to hold, or holds, is not up to the one that is checked anew
  ["changing", "withdraw", "changing"],
  ["held", "withdraw", "held"],
  ["failed", "withdraw", "failed"],
  ["changing", "begin", "changing"],
  ["changing", "hold", "held"],
  ["changing", "fail", "failed"],
  ["held", "declare", "held"],
  ["held", "begin", "held"],
  ["held", "hold", "held"],
  // another resource's failure takes nothing from the one that holds it
  ["held", "fail", "held"],
  ["failed", "declare", "failed"],
  ["failed", "begin", "changing"],
  ["failed", "hold", "held"],
  ["failed", "fail", "failed"],
])("an address that is %s is, when a resource comes to %s it, %s", async (before, operation, after) => {
  const claims = createClaims();
  for (const step of standings[before]) step(claims);
  operations[operation](claims);
  expect(claims.isClaimed(id, a)).toBe(after !== "free");
  expect(await standingOf(claims, a)).toBe(after);
});

it("is about one ENI and one address each", () => {
  const claims = createClaims();
  claims.begin(id, [a]);
  claims.settle(id, [a], [a]);
  claims.bequeath(id, [a], eni);
  expect([claims.isClaimed(id, b), claims.isClaimed("eni-spare", a), claims.isHeld("eni-spare", a)]).toEqual([
    false,
    false,
    false,
  ]);
  expect([claims.inherited("eni-spare", [a]), claims.knownEni("eni-spare")]).toEqual([[], undefined]);
});

it("holds those addresses of a change that it holds, and keeps the others claimed, since they are in the code", () => {
  const claims = createClaims();
  claims.begin(id, [a, b]);
  claims.settle(id, [a, b], [b, "10.0.0.99"]);
  expect([claims.isClaimed(id, a), claims.isHeld(id, a), claims.hasFailed(id, a)]).toEqual([
    true,
    false,
    true,
  ]);
  expect([claims.isHeld(id, b), claims.hasFailed(id, b), claims.isClaimed(id, "10.0.0.99")]).toEqual([
    true,
    false,
    false,
  ]);
});

it("forgets all when a phase begins", () => {
  const claims = createClaims();
  claims.declare(id, [a]);
  claims.bequeath(id, [a], eni);
  claims.clear();
  expect([claims.isClaimed(id, a), claims.inherited(id, [a]), claims.knownEni(id)]).toEqual([
    false,
    [],
    undefined,
  ]);
});

describe("a giver", () => {
  it("waits for nobody where nobody has a claim, or the taker holds it", async () => {
    const claims = createClaims();
    claims.begin(id, [a]);
    claims.settle(id, [a], [a]);
    expect(await waitFor(claims, []).isOver()).toBe(true);
    expect(await waitFor(claims, [a, b]).isOver()).toBe(true);
  });

  it.each(["hold", "fail"] as const)("waits for a taker under way until it comes to %s", async (end) => {
    const claims = createClaims();
    claims.begin(id, [a]);
    const wait = waitFor(claims, [a]);
    grace.abort();
    claims.declare(id, [b]);
    expect(await wait.isOver()).toBe(false);
    operations[end](claims);
    expect(await wait.isOver()).toBe(true);
  });

  it("waits for each of several takers", async () => {
    const claims = createClaims();
    claims.begin(id, [a]);
    claims.begin(id, [b]);
    const wait = waitFor(claims, [a, b]);
    claims.settle(id, [b], [b]);
    expect(await wait.isOver()).toBe(false);
    claims.settle(id, [a], []);
    expect(await wait.isOver()).toBe(true);
  });

  it("waits a while for a taker that has not begun, and on once it has", async () => {
    const claims = createClaims();
    claims.declare(id, [a]);
    const wait = waitFor(claims, [a]);
    expect(await wait.isOver()).toBe(false);
    claims.begin(id, [a]);
    await nextTurn();
    grace.abort();
    expect(await wait.isOver()).toBe(false);
    claims.settle(id, [a], [a]);
    expect(await wait.isOver()).toBe(true);
  });

  it("waits no longer than a while for one that does not begin, which may be waiting for it", async () => {
    const claims = createClaims();
    claims.declare(id, [a]);
    const wait = waitFor(claims, [a]);
    grace.abort();
    expect(await wait.isOver()).toBe(true);
    expect(askedFor).toHaveBeenCalledWith(2_000);
  });

  it.each(["declare", "begin"] as const)(
    "waits no longer than its own time for a taker that comes to %s",
    async (step) => {
      const claims = createClaims();
      operations[step](claims);
      const wait = waitFor(claims, [a]);
      expect(await wait.isOver()).toBe(false);
      await wait.stop();
      expect(await wait.isOver()).toBe(true);
    },
  );
});

it("keeps what one resource takes back and another declares as well", () => {
  const claims = createClaims();
  claims.declare(id, [a, b]);
  claims.declare(id, [a]);
  claims.withdraw(id, [a, b]);
  expect([claims.isClaimed(id, a), claims.isClaimed(id, b)]).toEqual([true, false]);
  claims.withdraw(id, [a]);
  claims.withdraw(id, [a]);
  expect(claims.isClaimed(id, a)).toBe(false);
  claims.declare(id, [a]);
  expect(claims.isClaimed(id, a)).toBe(true);
});

it("knows what was let go until somebody holds it again", async () => {
  const claims = createClaims();
  await claims.letGo(id, [a, b], () => Promise.resolve());
  claims.begin(id, [a, b]);
  claims.settle(id, [a, b], [b]);
  expect([claims.wasLetGo(id, a), claims.wasLetGo(id, b)]).toEqual([true, false]);
});

it("lets go of what nobody declares, and of what somebody has come to declare meanwhile not", async () => {
  const claims = createClaims();
  const sent: (readonly string[])[] = [];
  const letting = claims.letGo(id, [a, b], (addresses) => {
    sent.push(addresses);
    return Promise.resolve();
  });
  claims.declare(id, [b]);
  await letting;
  expect(sent).toEqual([[a]]);
});

it("knows what is going until that is over, however it ended, or until no other process is there", async () => {
  let areOthersThere = true;
  const claims = createClaims({ ...ALONE, areThere: () => areOthersThere });
  const isBeingUnassigned = (): boolean => claims.isBeingUnassigned(id, a);
  const seen: boolean[] = [isBeingUnassigned()];
  await claims.letGo(id, [a], () => Promise.resolve(void seen.push(isBeingUnassigned())));
  seen.push(isBeingUnassigned());
  await expect(claims.letGo(id, [a], () => Promise.reject(new Error("denied")))).rejects.toThrow("denied");
  expect([...seen, isBeingUnassigned()]).toEqual([false, true, false, false]);
  await claims.letGo(id, [a], () => {
    areOthersThere = false;
    expect(isBeingUnassigned()).toBe(false);
    return Promise.resolve();
  });
});

it("knows what takes the place of a resource by what the state has of it, in whatever order", () => {
  const claims = createClaims();
  claims.replace(id, [b, a], successor);
  expect([claims.successorsOf(id, [a, b]), claims.successorsOf(id, [a])]).toEqual([[successor], []]);
});

it("knows what takes the place of each of several that have the same in state, by the last word of each comparison", () => {
  const claims = createClaims();
  const [first, changed, other] = [
    { ...successor, declared: [a] },
    { ...successor, declared: [b] },
    { ...successor, comparison: 2 },
  ];
  for (const one of [first, changed, other]) claims.replace(id, [a], one);
  expect(claims.successorsOf(id, [a])).toEqual([changed, other]);
});

describe("the other processes of a run", () => {
  const siblings = (about: Partial<Siblings>): Siblings => ({ ...ALONE, ...about });

  it("learn when a phase begins that this one is there", () => {
    const join = jest.fn();
    createClaims(siblings({ join })).clear();
    expect(join).toHaveBeenCalledTimes(1);
  });

  it("have told before what happens here then", () => {
    const told: ClaimEvent[] = [{ what: "begin", id, addresses: [a] }];
    const claims = createClaims(siblings({ heard: () => told.splice(0) }));
    claims.settle(id, [a], [a]);
    expect(claims.isHeld(id, a)).toBe(true);
  });

  it("tell what takes the place of a resource, which is theirs, and maybe another account's", () => {
    const told: ClaimEvent[] = [{ what: "replace", id, addresses: [a], successor }];
    const claims = createClaims(siblings({ heard: () => told.splice(0) }));
    expect(claims.successorsOf(id, [a])).toEqual([{ ...successor, isElsewhere: true }]);
    // they count their comparisons for themselves
    claims.replace(id, [a], successor);
    expect(claims.successorsOf(id, [a])).toEqual([{ ...successor, isElsewhere: true }, successor]);
  });
});

describe("what a deleted resource left to its taker", () => {
  it("has no other owner until the taker holds it", () => {
    const claims = createClaims();
    claims.declare(id, [a, b]);
    claims.bequeath(id, [a], eni);
    claims.bequeath(id, ["10.0.0.99"], eni);
    expect(claims.inherited(id, [a, b])).toEqual([a]);
    claims.settle(id, [a, b], [b]);
    expect(claims.inherited(id, [a, b, "10.0.0.99"])).toEqual([a, "10.0.0.99"]);
    claims.settle(id, [a], [a]);
    expect(claims.inherited(id, [a])).toEqual([]);
  });
});

describe("before anything is unassigned", () => {
  const forEver = 3_600_000;

  it("no check must have come for a while, since Pulumi goes on checking while changes are under way", async () => {
    const claims = createClaims(undefined, { quiet: { forMs: 30, atMostMs: forEver } });
    claims.declare(id, [a]);
    const told = claims.untilProgramHasTold();
    setTimeout(() => {
      claims.declare(id, [b]);
    }, 1);
    await told;
    expect(claims.isClaimed(id, b)).toBe(true);
  });

  it("no read must be under way, since a check follows it, in an up --refresh --run-program", async () => {
    const pace = { startingMs: 0, quiet: { forMs: 20, atMostMs: forEver } };
    const [claims, alone] = [createClaims(undefined, pace), createClaims(undefined, pace)];
    let end: () => void = () => undefined;
    const read = claims.reading(() => new Promise<void>((resolve) => (end = resolve)));
    claims.declare(id, [a]);
    const told = claims.untilProgramHasTold();
    let isOver = false as boolean;
    void told.then(() => (isOver = true));
    // one that reads nothing, and begins after that, is told before
    alone.declare(id, [a]);
    await alone.untilProgramHasTold();
    expect(isOver).toBe(false);
    end();
    await read;
    setTimeout(() => {
      claims.declare(id, [b]);
    }, 1);
    await told;
    expect(claims.isClaimed(id, b)).toBe(true);
  });

  it("no check is waited for while changes go on alone", async () => {
    const claims = createClaims(undefined, { quiet: { forMs: 20, atMostMs: forEver } });
    claims.declare(id, [a]);
    let isOver = false as boolean;
    void claims.untilProgramHasTold().then(() => (isOver = true));
    while (!isOver) {
      claims.begin(id, [a]);
      await nextTurn();
    }
    expect(isOver).toBe(true);
  });

  it("that is not waited for where no check comes at all, nor longer than at most", async () => {
    const claims = createClaims(undefined, { quiet: { forMs: forEver, atMostMs: forEver } });
    const told = (): Promise<string> => claims.untilProgramHasTold().then(() => "told");
    await expect(told()).resolves.toBe("told");

    claims.declare(id, [a]);
    const atMost = told();
    grace.abort();
    await expect(atMost).resolves.toBe("told");

    claims.clear();
    await expect(told()).resolves.toBe("told");
  });
});
