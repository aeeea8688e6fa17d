import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClaims } from "../../provider/runtime/claims";
import type { ClaimEvent } from "../../provider/runtime/claim-book";
import { siblingsOf, type Siblings } from "../../provider/runtime/siblings";
import { startDeadline } from "../../provider/ecs/deadline";

let directory: string;
let reasons: string[];
beforeEach(() => {
  directory = join(mkdtempSync(join(tmpdir(), "siblings-")), "shared");
  reasons = [];
});
afterEach(() => {
  rmSync(join(directory, ".."), { recursive: true });
});

const engine = "127.0.0.1:40001";
const id = "eni-demo";
const event: ClaimEvent = { what: "declare", id, addresses: ["10.0.0.101"] };

// both are alive as long as the test is
const [first, second] = [process.pid, process.ppid] as const;

function open(pid: number, address = engine): Siblings {
  return siblingsOf(address, (reason) => reasons.push(reason), { directory, pid });
}

/** What is heard in one turn of the loop is not read again in the same turn. */
async function heardBy(siblings: Siblings): Promise<readonly ClaimEvent[]> {
  await new Promise((resolve) => setImmediate(resolve));
  return siblings.heard();
}

it("hears once what another process of the same run tells, and nothing of its own", async () => {
  const [one, other] = [open(first), open(second)];
  one.tell(event);
  one.tell({ ...event, addresses: ["10.0.0.102"] });
  expect(await heardBy(other)).toEqual([event, { ...event, addresses: ["10.0.0.102"] }]);
  expect(await heardBy(other)).toEqual([]);
  expect(await heardBy(one)).toEqual([]);
});

it("hears what is told after it was joined, from a file that is this user's alone", async () => {
  const [one, other, silent] = [open(first), open(second), open(1)];
  one.join();
  one.tell(event);
  silent.tell(event);
  expect(await heardBy(other)).toContainEqual(event);
  for (const file of readdirSync(directory)) expect(statSync(join(directory, file)).mode & 0o777).toBe(0o600);
});

it("hears nothing of an earlier process that had the same number", async () => {
  open(first).tell(event);
  open(first).join();
  expect(await heardBy(open(second))).toEqual([]);
});

it("hears nothing of another run", async () => {
  const other = open(second, "127.0.0.1:40002");
  open(first).tell(event);
  expect(await heardBy(other)).toEqual([]);
});

it("hears nothing of a process that is gone, whose engine's port may be another run's by now, and removes its file", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  open(pid).tell(event);
  expect(readdirSync(directory)).toHaveLength(1);
  const other = open(second);
  expect(await heardBy(other)).toEqual([]);
  expect(readdirSync(directory)).toEqual([]);
});

it("hears a line when it is whole", async () => {
  const other = open(second);
  open(first).tell(event);
  const [file = ""] = readdirSync(directory);
  const line = `${JSON.stringify(event)}\n`;
  appendFileSync(join(directory, file), line.slice(0, 20));
  expect(await heardBy(other)).toEqual([event]);
  appendFileSync(join(directory, file), line.slice(20));
  expect(await heardBy(other)).toEqual([event]);
});

function plantLink(): void {
  symlinkSync(tmpdir(), directory);
}

function makeOpenToAll(): void {
  mkdirSync(directory);
  chmodSync(directory, 0o777);
}

it.each([
  ["that others may write to", makeOpenToAll],
  ["that is a link that somebody has planted", plantLink],
])("is alone, and says why once, where the directory is one %s", async (_what, prepare) => {
  prepare();
  const one = open(first);
  one.tell(event);
  expect(await heardBy(one)).toEqual([]);
  expect(reasons).toEqual([`${directory} is not a directory of this user alone`]);
});

it("makes the claims of two processes those of one", async () => {
  const [giver, taker] = [createClaims(open(first)), createClaims(open(second))];
  const addresses = ["10.0.0.101"];
  const eni = { ownerId: "1", vSwitchId: "vsw-demo", primaryPrivateIpAddress: "", securityGroupIds: [] };
  taker.declare(id, addresses);
  taker.begin(id, addresses);
  await new Promise((resolve) => setImmediate(resolve));
  expect(giver.isClaimed(id, "10.0.0.101")).toBe(true);
  giver.bequeath(id, addresses, eni);
  await new Promise((resolve) => setImmediate(resolve));
  expect([taker.inherited(id, addresses), taker.knownEni(id)]).toEqual([addresses, eni]);

  const settled = giver.untilSettled(id, addresses, startDeadline(60));
  taker.settle(id, addresses, addresses);
  await settled;
  expect(giver.isHeld(id, "10.0.0.101")).toBe(true);
  expect(taker.inherited(id, addresses)).toEqual([]);
});

describe("a giver under one provider", () => {
  it("waits from the first check on where the phase began with a refresh, since others are started with the program", async () => {
    const claims = createClaims(undefined, { startingMs: 150, quiet: { forMs: 0, atMostMs: 5_000 } });
    const clock = jest.spyOn(performance, "now");
    claims.clear();
    await claims.reading(() => Promise.resolve());
    const begun = performance.now();
    clock.mockReturnValue(begun + 100_000);
    claims.declare("eni-demo", ["10.0.0.101"]);
    let isOver = false as boolean;
    const told = claims.untilProgramHasTold().then(() => (isOver = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isOver).toBe(false);
    clock.mockReturnValue(begun + 200_000);
    await told;
    clock.mockRestore();
  });

  const startsLater = (): Siblings => {
    const told: ClaimEvent[] = [];
    // the other process is there at once, and has checked its resources a moment later
    setTimeout(() => told.push(event), 20);
    return {
      ...{ join: () => undefined, areThere: () => true, tell: () => undefined },
      ...{ heard: () => told.splice(0), mayHaveTold: () => Promise.resolve() },
    };
  };

  it("waits until the process of another one has had the time to tell what its resources declare", async () => {
    const claims = createClaims(startsLater(), { startingMs: 200 });
    claims.clear();
    await claims.untilProgramHasTold();
    expect(claims.isClaimed(id, "10.0.0.101")).toBe(true);
  });

  it("does not wait where there is no other, or for ever", async () => {
    const alone = createClaims(undefined, { startingMs: 60_000 });
    alone.clear();
    await alone.untilProgramHasTold();
    // after a refresh, nothing is to come where no check does
    await alone.reading(() => Promise.resolve());
    await alone.untilProgramHasTold();
    const explicit = createClaims(undefined, { startingMs: 10, quiet: { forMs: 0, atMostMs: 0 } });
    explicit.clear(true);
    await explicit.untilProgramHasTold();
    expect(explicit.isClaimed(id, "10.0.0.101")).toBe(false);
  });

  it("sees that another one is there, as soon as that one has joined", () => {
    const [one, other] = [open(first), open(second)];
    expect(one.areThere()).toBe(false);
    other.join();
    expect(one.areThere()).toBe(true);
    expect(reasons).toEqual([]);
  });
});
