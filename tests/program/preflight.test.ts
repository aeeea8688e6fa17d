import * as pulumi from "@pulumi/pulumi";
import type * as Retry from "../../provider/ecs/retry";
import type { Call } from "../../provider/emulator";
import { preflight, type Preflight } from "../../provider/program/preflight";
import { garbledReplies, withRequestIdAlone } from "../helpers/garbled";
import { addresses, DESCRIBE, keysFor, withProvider } from "../helpers/provider";

// Replies of something in between to what a preview asks. The engine's part is tested by the real one: tests/engine/preflight.test.ts.

// the program loads these late, by the names that the built package has
jest.mock(
  "../../provider/core/preflight.js",
  () => jest.requireActual<object>("../../provider/core/preflight"),
  {
    virtual: true,
  },
);
jest.mock("../../provider/core/address.js", () => jest.requireActual<object>("../../provider/core/address"), {
  virtual: true,
});
jest.mock("../../provider/core/fields.js", () => jest.requireActual<object>("../../provider/core/fields"), {
  virtual: true,
});
jest.mock("../../provider/core/region.js", () => jest.requireActual<object>("../../provider/core/region"), {
  virtual: true,
});
jest.mock("../../provider/core/report.js", () => jest.requireActual<object>("../../provider/core/report"), {
  virtual: true,
});
jest.mock(
  "../../provider/ecs/settings/settings.js",
  () => jest.requireActual<object>("../../provider/ecs/settings/settings"),
  { virtual: true },
);
jest.mock("../../provider/ecs/survey.js", () => jest.requireActual<object>("../../provider/ecs/survey"), {
  virtual: true,
});
// four unanswered calls would take seconds
jest.mock("../../provider/ecs/retry", () => ({
  ...jest.requireActual<typeof Retry>("../../provider/ecs/retry"),
  DEFAULT_PACE: { initialDelay: 1, maxDelay: 2 },
}));

afterEach(() => {
  jest.restoreAllMocks();
});

/** Three things wrong, each of which another action tells of. */
const declared = {
  networkInterfaceId: "eni-demo",
  regionId: "cn-hangzhou",
  privateIpAddresses: ["10.0.0.10", "10.0.9.9", ...addresses(13)],
  ownership: "exclusive",
  maxUnassign: undefined,
  allowUnassignWithEip: false,
} as const;
const HELD = "10.0.0.10 is held by ENI eni-demoprimary";
const OUTSIDE = "10.0.9.9 is outside 10.0.0.0/24";
const FULL = "it would hold 15 secondary private IPs, but an ENI of instance type ecs.g7.xlarge";

interface Said {
  readonly warnings: readonly string[];
  readonly errors: readonly string[];
  /** The actions called, each once. */
  readonly actions: ReadonlySet<string>;
  /** What each look at ENIs asked for. */
  readonly looks: readonly Call["parameters"][];
}

/** What a preview says of that one resource while the calls of one action are answered like that. */
const preview = (mode: Preflight, fault?: { readonly action: string }): Promise<Said> =>
  previewOf([[mode, declared]], { fault });

type Inputs = Parameters<typeof preflight>[3];

interface Situation {
  readonly fault?: { readonly action: string } | undefined;
  /** An ENI, and what it holds. */
  readonly given?: { readonly networkInterfaceId: string; readonly privateIpAddresses: readonly string[] };
  readonly env?: NodeJS.ProcessEnv;
  /** How many to wait for. */
  readonly messages?: number;
}

/** What a preview says of resources. */
async function previewOf(
  resources: readonly (readonly [mode: Preflight, inputs: Inputs])[],
  { fault, given, env = {}, messages = 1 }: Situation = {},
): Promise<Said> {
  let said: Said | undefined;
  await withProvider(async ({ emulator, actions }) => {
    if (fault !== undefined) emulator.addFault({ times: Infinity, ...fault });
    if (given !== undefined) emulator.updateNetworkInterface(given.networkInterfaceId, given);
    jest.replaceProperty(process, "env", { ...process.env, ...keysFor(emulator), ...env });
    await pulumi.runtime.setMocks(
      {
        newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
        call: ({ inputs }) => inputs as object,
      },
      "project",
      "stack",
      true,
    );
    const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
    const error = jest.spyOn(pulumi.log, "error").mockResolvedValue();
    await pulumi.runtime.runInPulumiStack(() => {
      for (const [i, [mode, inputs]] of resources.entries()) {
        const resource = new pulumi.ComponentResource("test:index:Ips", `web-${i}`);
        preflight("test:index:Ips", resource, mode, inputs);
      }
      return Promise.resolve();
    });
    // where it was skipped, no more is to come
    const wasSkipped = (): boolean =>
      warn.mock.calls.some(([text]) => text.startsWith("preflight was skipped"));
    while (!wasSkipped() && warn.mock.calls.length + error.mock.calls.length < messages)
      await new Promise((resolve) => setTimeout(resolve, 5));
    said = {
      warnings: warn.mock.calls.map(([text]) => text),
      errors: error.mock.calls.map(([text]) => text),
      looks: emulator.calls(DESCRIBE).map(({ parameters }) => parameters),
      actions: new Set(actions()),
    };
  });
  if (said === undefined) throw new Error("nothing was said");
  return said;
}

it("says all that is wrong where each call is answered", async () => {
  const { warnings } = await preview(true);
  expect(warnings).toEqual([expect.stringMatching(/^preflight: ENI eni-demo: 3 problems:\n/)]);
  for (const problem of [HELD, OUTSIDE, FULL]) expect(warnings[0]).toContain(problem);
});

describe.each([...garbledReplies, withRequestIdAlone])("%s", (_what, reply) => {
  it.each([
    ["DescribeVSwitches", OUTSIDE, [HELD, FULL]],
    ["DescribeInstances", FULL, [HELD, OUTSIDE]],
    ["DescribeInstanceTypes", FULL, [HELD, OUTSIDE]],
  ])("to %s: says nothing of what it tells, and all the rest", async (action, missing, rest) => {
    const { warnings, errors, actions } = await preview(true, { action, ...reply });
    expect(actions).toContain(action);
    expect([warnings.length, errors]).toEqual([1, []]);
    expect(warnings[0]).toMatch(/^preflight: ENI eni-demo: 2 problems:\n/);
    for (const problem of rest) expect(warnings[0]).toContain(problem);
    expect(warnings[0]).not.toContain(missing);
  });

  it.each([
    ["to the look at the ENIs", 0],
    ["to the look at who holds what", 1],
  ])("%s: one line says that it was skipped, and a strict preview succeeds too", async (_look, skip) => {
    const { warnings, errors } = await preview("strict", { action: DESCRIBE, skip, ...reply } as never);
    expect(warnings).toEqual([
      expect.stringMatching(/^preflight was skipped for 1 of the resources: .*something (in )?between/),
    ]);
    expect(errors).toEqual([]);
  });
});

/** The other address is outside the vSwitch, so that there is something to say of it in any case. */
const taker = { ...declared, privateIpAddresses: ["10.0.0.150", "10.0.9.9"], ownership: "additive" };
const giver = { ...declared, networkInterfaceId: "eni-spare", privateIpAddresses: [] };
const given = { networkInterfaceId: "eni-spare", privateIpAddresses: ["10.0.0.150"] };
const GIVEN = /^preflight: ENI eni-spare: it holds 10\.0\.0\.150, which the code does not declare/;
const lookUp = new Promise<string[]>(() => undefined);
const TAKEN = "10.0.0.150 is held by ENI eni-spare";

it.each([
  ["both name the region", {}, {}],
  ["the one that gives it up names the region", { regionId: undefined }, {}],
  ["the one that takes it names the region", {}, { regionId: undefined }],
])("is silent at what takes an address that another one gives up: %s", async (_what, ofTaker, ofGiver) => {
  const { warnings } = await previewOf(
    [
      [true, { ...taker, ...ofTaker }],
      [true, { ...giver, ...ofGiver }],
    ],
    { given, env: { ALICLOUD_REGION: "cn-hangzhou" }, messages: 2 },
  );
  expect(warnings).toContainEqual(expect.stringMatching(GIVEN));
  expect(warnings).toContainEqual(expect.stringContaining(OUTSIDE));
  expect(warnings.join("\n")).not.toContain(TAKEN);
});

it.each([
  ["a secret list", true, { ...giver, privateIpAddresses: pulumi.secret([]) }],
  ["no preflight", false, giver],
  ["a look-up behind it that takes its time", true, { ...giver, privateIpAddresses: lookUp }],
] as const)("does not know what a resource with %s gives up", async (_what, mode, outside) => {
  const resources = [[true, taker] as const, [mode, outside] as const];
  const { warnings } = await previewOf(resources, { given });
  expect(warnings).toEqual([expect.stringContaining(TAKEN)]);
});

it("says of a default region that cannot be one that it was skipped, and fails for nothing", async () => {
  const { warnings, errors } = await previewOf([["strict", { ...taker, regionId: undefined }]], {
    env: { ALICLOUD_REGION: "not/a/region" },
  });
  expect(warnings).toEqual([
    expect.stringMatching(/^preflight was skipped for 1 of the resources: ALICLOUD_REGION must be/),
  ]);
  expect(errors).toEqual([]);
});

it.each(["x.example.org/", "cn hangzhou", "", 5])(
  "sends nothing to a host made of the region %j, which check refuses, and looks at the others",
  async (regionId) => {
    const { warnings, errors, looks } = await previewOf([
      ["strict", { ...declared, regionId }],
      [true, declared],
    ]);
    expect(looks.map(({ RegionId }) => RegionId)).toEqual(["cn-hangzhou", "cn-hangzhou"]);
    expect(warnings).toEqual([expect.stringMatching(/^preflight: ENI eni-demo: 3 problems:\n/)]);
    expect(errors).toEqual([]);
  },
);

it("looks at a resource whose region is null as at one without", async () => {
  const { warnings } = await previewOf([[true, { ...declared, regionId: null }]], {
    env: { ALICLOUD_REGION: "cn-hangzhou" },
  });
  expect(warnings).toEqual([expect.stringMatching(/^preflight: ENI eni-demo: 3 problems:\n/)]);
});

it("does not count a resource with malformed addresses among those that it was skipped for", async () => {
  const { warnings } = await previewOf(
    [
      [true, { ...declared, privateIpAddresses: ["10.0.0.300"] }],
      [true, declared],
    ],
    { fault: { action: DESCRIBE, code: "Forbidden.RAM" } as never },
  );
  expect(warnings).toEqual([
    expect.stringMatching(/^preflight was skipped for 1 of the resources: .*not authorized/),
  ]);
});

it("asks for no ENI with a malformed id, which check refuses, and looks at the others", async () => {
  const { warnings, errors, looks } = await previewOf([
    ["strict", { ...declared, networkInterfaceId: "eni-Demo" }],
    [true, declared],
  ]);
  expect(looks[0]).toHaveProperty(["NetworkInterfaceId.1"], "eni-demo");
  expect(looks[0]).not.toHaveProperty(["NetworkInterfaceId.2"]);
  expect(warnings).toEqual([expect.stringMatching(/^preflight: ENI eni-demo: 3 problems:\n/)]);
  expect(errors).toEqual([]);
});

it("says that an ENI is not there, and all of the others, where the cloud refuses the look at all for it", async () => {
  const { warnings } = await previewOf(
    [
      [true, { ...declared, networkInterfaceId: "eni-gone" }],
      [true, declared],
    ],
    { fault: { action: DESCRIBE, code: "InvalidEniId.NotFound", times: 1 } as never, messages: 2 },
  );
  expect([...warnings].sort()).toEqual([
    expect.stringMatching(/^preflight: ENI eni-demo: 3 problems:\n/),
    "preflight: ENI eni-gone: it was not found in region cn-hangzhou; check networkInterfaceId and regionId.",
  ]);
});

it("skips the one ENI that the keys may not see, says why, and looks at the others", async () => {
  const outside = { ...declared, privateIpAddresses: ["10.9.0.1"] };
  const { warnings } = await previewOf(
    [
      [true, { ...outside, networkInterfaceId: "eni-spare" }],
      [true, outside],
    ],
    // of the two, the one whose request comes first is denied
    { fault: { action: DESCRIBE, code: "Forbidden.RAM", times: 2 } as never, messages: 2 },
  );
  const skipped = warnings.filter((text) => text.includes("skipped"));
  const looked = warnings.filter((text) => !skipped.includes(text));
  expect(looked).toEqual([expect.stringMatching(/^preflight: ENI eni-(spare|demo): 10\.9\.0\.1 is outside/)]);
  expect(skipped).toEqual([
    expect.stringMatching(
      /^preflight: ENI eni-(spare|demo): it was skipped: User not authorized to operate on the specified resource\.$/,
    ),
  ]);
});
