import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expectConverged, held, owned } from "../helpers/histories";
import { expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses, declared, withProvider } from "../helpers/provider";

// What the package has written into states so far, of a resource that declares two addresses of eni-demo: each is kept here, and today's code
// goes on from it. `core/state.ts` says what each version had.

const FOLDER = join(__dirname, "old-states");
/** By name, so that none goes unnoticed. `2-first` is from before `adopt`, and has an address left to another resource; `2-half-done` is of a change that failed. */
const SHAPES = ["1", "1-half-done", "2", "2-first", "2-guards", "2-half-done", "2-left", "2-stale"];

/** That of today. */
const NEWEST = "2-guards";

interface Kept {
  readonly inputs: object;
  readonly outputs: {
    readonly privateIpAddresses: Record<string, string>;
    readonly stateVersion?: number;
    readonly staleSecurityGroupRules?: unknown;
  };
  /** Of a change that failed half-way, which leaves the inputs as they were. */
  readonly initErrors?: readonly string[];
}

const kept = (shape: string): Kept => JSON.parse(readFileSync(join(FOLDER, `${shape}.json`), "utf8")) as Kept;

interface Deployment {
  readonly deployment: { readonly resources: readonly Record<string, unknown>[] };
}

/** Puts the inputs and outputs of that shape in the place of what today's code wrote. */
async function goBackTo(
  shape: string,
  project: Project,
): Promise<Record<"own" | "foreign", readonly string[]>> {
  const { inputs, outputs, ...rest } = kept(shape);
  const state = JSON.parse(await project.exportedState()) as Deployment;
  const resources = state.deployment.resources.map((resource) => {
    if (!String(resource["type"]).endsWith(":SecondaryPrivateIps")) return resource;
    const { __provider } = resource["inputs"] as { __provider: unknown };
    return {
      ...{ ...resource, ...rest },
      ...{ inputs: { ...inputs, __provider }, outputs: { ...outputs, __provider } },
    };
  });
  const file = join(project.directory, "old.json");
  writeFileSync(file, JSON.stringify({ ...state, deployment: { ...state.deployment, resources } }));
  expectSuccess(await project.pulumi(`stack import --file ${file}`));
  const marks = Object.entries(outputs.privateIpAddresses);
  project.emulator.updateNetworkInterface("eni-demo", { privateIpAddresses: marks.map(([one]) => one) });
  const having = (isForeign: boolean) =>
    marks.filter(([, mark]) => (mark === "foreign") === isForeign).map(([one]) => one);
  return { own: having(false).sort(), foreign: having(true) };
}

it("each shape is kept, and none has gone", () => {
  expect(readdirSync(FOLDER).sort()).toEqual(SHAPES.map((shape) => `${shape}.json`).sort());
});

it("the shape that is written today is one of those kept", async () => {
  await withProvider(async ({ create }) => {
    const written = await create({ privateIpAddresses: declared(addresses(2)), maxUnassign: 10 });
    const shapeOf = (outputs: Kept["outputs"]) => ({
      ifThisDiffers: `keep today's inputs and outputs in ${FOLDER}, and name that file as NEWEST`,
      version: outputs.stateVersion,
      keys: Object.keys(outputs).sort(),
    });
    expect(shapeOf(written)).toEqual(shapeOf(kept(NEWEST).outputs));
  });
});

it.each(SHAPES)("a state of shape %s is read, refreshed, brought up to date and destroyed", async (shape) => {
  await withProject(async (project) => {
    project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(2) } });
    expectSuccess(await project.pulumi("up --yes --skip-preview"));
    const { own, foreign } = await goBackTo(shape, project);
    const { output } = expectSuccess(await project.pulumi("preview"));
    expect(output).not.toContain("replace");

    expectSuccess(await project.pulumi("refresh --yes --skip-preview"));
    expect(await owned(project)).toEqual({ web: own });
    expect(held(project).sort()).toEqual([...own, ...foreign].sort());
    const { staleSecurityGroupRules = [] } = kept(shape).outputs;
    expect((await project.state())["web"]?.outputs).toMatchObject({ staleSecurityGroupRules });
    expectSuccess(await project.pulumi("up --yes --skip-preview"));
    await expectConverged(project);
    expect(held(project)).toEqual(addresses(2));
    expect((await project.state())["web"]?.outputs).toMatchObject({
      ...{ stateVersion: 2, ownerId: "1234567890123456" },
    });

    // and without a refresh or an up before
    await goBackTo(shape, project);
    project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101"] } });
    expectSuccess(await project.pulumi("up --yes --skip-preview"));
    expect(await owned(project)).toEqual({ web: ["10.0.0.101"] });
    expect(held(project)).toEqual(["10.0.0.101"]);

    await goBackTo(shape, project);
    expectSuccess(await project.pulumi("destroy --yes --skip-preview"));
    expect(held(project)).toEqual(foreign);
  });
});
