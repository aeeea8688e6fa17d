import { expectConverged, held, owned } from "../helpers/histories";
import {
  expectSuccess,
  killCli,
  type Project,
  providersOf,
  type Started,
  untilEnded,
  withProject,
} from "../helpers/project";
import { addresses, ASSIGN, DESCRIBE, UNASSIGN } from "../helpers/provider";

// An update is ended from outside, at each of five points. Whatever it had come to, the same code, run again, makes it true.

const POINTS = [
  ["while it looks", { action: DESCRIBE }],
  ["before the cloud assigns", { action: ASSIGN }],
  ["after the cloud has assigned", { action: ASSIGN, when: "after" }],
  ["before the cloud unassigns", { action: UNASSIGN }],
  ["after the cloud has unassigned", { action: UNASSIGN, when: "after" }],
] as const;

const A_WHILE_MS = 30_000;

async function interrupt({ pid, waitForOutput }: Started): Promise<void> {
  process.kill(pid, "SIGINT");
  await waitForOutput(/\^C received/, A_WHILE_MS);
}

/** How it is ended, while its call to the cloud has no answer. */
const ENDINGS: Readonly<Record<string, (up: Started, project: Project) => Promise<void> | void>> = {
  "its CLI is killed": ({ pid }) => {
    killCli(pid);
  },
  "its provider is killed": ({ pid }) => {
    for (const provider of providersOf(pid)) process.kill(provider, "SIGKILL");
  },
  "Ctrl-C is pressed once": async (up, { emulator }) => {
    await interrupt(up);
    emulator.release();
  },
  "Ctrl-C is pressed twice": async (up) => {
    await interrupt(up);
    process.kill(up.pid, "SIGINT");
  },
};

it.each(Object.entries(ENDINGS))("an up of the same code makes it true after %s", async (_how, end) => {
  await withProject(async (project) => {
    const { emulator } = project;
    const declare = (list: readonly string[]): void => {
      project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: list } });
    };
    declare(addresses(2));
    expectSuccess(await project.pulumi("up --yes"));

    for (const [i, [where, fault]] of POINTS.entries()) {
      const list = addresses(2, i % 2 === 0 ? 102 : 101);
      declare(list);
      emulator.addFault({ ...fault, hold: true });
      const called = emulator.waitForCall(fault.action);
      const up = project.start("up --yes --skip-preview");
      await called;
      const providers = providersOf(up.pid);
      await end(up, project);
      const { exitCode } = await up.done;
      expect({ where, ended: exitCode !== 0 }).toEqual({ where, ended: true });
      emulator.clearFaults();
      emulator.release();
      for (const provider of providers) await untilEnded(provider);

      expectSuccess(await project.pulumi("cancel --yes"));
      expectSuccess(await project.pulumi("up --yes --skip-preview"));
      expect({ where, held: held(project) }).toEqual({ where, held: list });
      expect({ where, owned: await owned(project) }).toEqual({ where, owned: { web: list } });
    }
    await expectConverged(project);
  });
});

describe.each(["its CLI is killed", "its provider is killed"])(
  "a destroy whose addresses went before %s",
  (how) => {
    it.each([
      ["is done by another destroy", ["destroy --yes"], []],
      ["is made good by a refresh and an up", ["refresh --yes", "up --yes"], addresses(2)],
    ])("%s", async (_what, commands, left) => {
      await withProject(async (project) => {
        const { emulator } = project;
        project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2) } });
        expectSuccess(await project.pulumi("up --yes"));
        emulator.addFault({ action: UNASSIGN, when: "after", hold: true });
        const called = emulator.waitForCall(UNASSIGN);
        const destroy = project.start("destroy --yes --skip-preview");
        await called;
        const providers = providersOf(destroy.pid);
        await ENDINGS[how]?.(destroy, project);
        expect((await destroy.done).exitCode).not.toBe(0);
        emulator.clearFaults();
        emulator.release();
        for (const provider of providers) await untilEnded(provider);

        expectSuccess(await project.pulumi("cancel --yes"));
        expect(held(project)).toEqual([]);
        for (const command of commands) expectSuccess(await project.pulumi(command));
        expect([held(project), await owned(project)]).toEqual([left, left.length === 0 ? {} : { web: left }]);
      });
    });
  },
);
