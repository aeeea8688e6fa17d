import { held, owned } from "../helpers/histories";
import { expectSuccess, type Run, withProject } from "../helpers/project";
import { addresses, ASSIGN, DESCRIBE, UNASSIGN } from "../helpers/provider";

// `timeoutSeconds` bounds an operation as a whole, however long the cloud puts it off. That a command ended is seen by
// its being there: one that takes longer than `WITHIN` is killed, and fails the test.

const WITHIN = { seconds: 90 };
const web = { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2), timeoutSeconds: 5 };
const forEver = { code: "Throttling.User", times: Infinity };

function expectOutOfTime({ exitCode, output }: Run): void {
  expect(exitCode).not.toBe(0);
  expect(output).toMatch(/error: (?:Preview failed: )?ENI eni-demo: .*throttl.*\b5 s\b/i);
}

it.each([DESCRIBE, ASSIGN])("ends an up in time though %s is throttled for ever", async (action) => {
  await withProject(async (project) => {
    project.declare({ web });
    project.emulator.addFault({ action, ...forEver });
    expectOutOfTime(await project.pulumi("up --yes", WITHIN));
    expect(await owned(project)).toEqual({});
  });
});

it.each([DESCRIBE, UNASSIGN])("ends a destroy in time though %s is throttled for ever", async (action) => {
  await withProject(async (project) => {
    project.declare({ web });
    expectSuccess(await project.pulumi("up --yes"));
    project.emulator.addFault({ action, ...forEver });
    expectOutOfTime(await project.pulumi("destroy --yes", WITHIN));
    expect(await owned(project)).toEqual({ web: addresses(2) });
    expect(held(project)).toEqual(addresses(2));
  });
});

it("ends a refresh in time though it is throttled for ever, and keeps the resource", async () => {
  await withProject(async (project) => {
    project.declare({ web });
    expectSuccess(await project.pulumi("up --yes"));
    project.emulator.addFault({ action: DESCRIBE, ...forEver });
    expectOutOfTime(await project.pulumi("refresh --yes", WITHIN));
    expect(await owned(project)).toEqual({ web: addresses(2) });
  });
});

it("ends an update in time and records what it did, though the look at what it left is throttled", async () => {
  await withProject(async (project) => {
    const { emulator } = project;
    project.declare({ web: { ...web, networkInterfaceId: "eni-spare", privateIpAddresses: [] } });
    expectSuccess(await project.pulumi("up --yes"));
    // the first look and the first chunk of 32 pass
    emulator.addFault({ action: DESCRIBE, skip: 1, ...forEver });
    emulator.addFault({ action: ASSIGN, skip: 1, ...forEver });
    project.declare({ web: { ...web, networkInterfaceId: "eni-spare", privateIpAddresses: addresses(40) } });
    const { exitCode, output } = await project.pulumi("up --yes", WITHIN);
    expect(exitCode).not.toBe(0);
    expect(output).toContain(`assigned ${addresses(32).join(", ")}`);
    expect(await owned(project)).toEqual({ web: addresses(32) });

    emulator.clearFaults();
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project, "eni-spare")).toEqual(addresses(40));
  });
});

it("ends each of four resources of one ENI in time, though assigning is throttled for ever", async () => {
  await withProject(async (project) => {
    const names = ["a", "b", "c", "d"];
    const declared = names.map((name, i) => [
      name,
      { ...web, ownership: "additive", privateIpAddresses: [`10.0.0.${101 + i}`] },
    ]);
    project.declare(Object.fromEntries(declared) as Record<string, Record<string, unknown>>);
    project.emulator.addFault({ action: ASSIGN, ...forEver });
    const run = await project.pulumi("up --yes", WITHIN);
    expectOutOfTime(run);
    // each by its own call or by its turn; that no time is added up is shown in tests/runtime/deadlines.test.ts
    const ended = names.filter((name) =>
      new RegExp(`SecondaryPrivateIps \\(${name}\\):\\n\\s*error: ENI eni-demo: .*\\b5 s\\b`).test(
        run.output,
      ),
    );
    expect(ended).toEqual(names);
  });
});
