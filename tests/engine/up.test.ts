import { expectSuccess, type Project, withProject } from "../helpers/project";

const id = "eni-demo";
const addresses = (...last: number[]): string[] => last.map((n) => `10.0.0.${n}`);

function held({ emulator }: Project): readonly string[] {
  return emulator.networkInterface(id)?.privateIpAddresses ?? [];
}

function actions({ emulator }: Project): string[] {
  const made = emulator.calls().map(({ action }) => action);
  emulator.clearCalls();
  return made;
}

const describe_ = "DescribeNetworkInterfaces";
const assign = "AssignPrivateIpAddresses";
const unassign = "UnassignPrivateIpAddresses";

it("assigns, changes, leaves alone and unassigns, with the fewest calls", async () => {
  await withProject(async (project) => {
    project.declare({ web: { networkInterfaceId: id, privateIpAddresses: addresses(101, 102, 103) } });
    expectSuccess(await project.pulumi("up --yes"));
    expect(held(project)).toEqual(addresses(101, 102, 103));
    expect(actions(project)).toEqual([describe_, assign, describe_]);

    project.declare({ web: { networkInterfaceId: id, privateIpAddresses: addresses(103, 101) } });
    const preview = expectSuccess(await project.pulumi("preview --diff"));
    console.log(preview.output);
    expect(actions(project)).toEqual([]);
    const up = expectSuccess(await project.pulumi("up --yes"));
    console.log(up.output);
    expect(held(project)).toEqual(addresses(101, 103));
    expect(actions(project)).toEqual([describe_, unassign, describe_]);

    expectSuccess(await project.pulumi("up --yes"));
    expect(actions(project)).toEqual([]);
    const refresh =expectSuccess(await project.pulumi("refresh --yes"));
    console.log(refresh.output);
    expect(actions(project)).toEqual([describe_]);
    console.log(JSON.stringify(await project.state(), null, 1));
    expectSuccess(await project.pulumi("destroy --yes"));
    expect(held(project)).toEqual([]);
    expect(actions(project)).toEqual([describe_, unassign, describe_]);
  });
});
