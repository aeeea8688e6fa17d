import { configFor, expectSuccess, type Project, withProject } from "../helpers/project";
import { addresses, DESCRIBE, withoutRequestId } from "../helpers/provider";

/** What the engine prints for each resource, in the order of the names, without colours and request ids. */
function errorsOf(output: string): string[] {
  const diagnostics = output.slice(output.indexOf("Diagnostics:"));
  const lines = diagnostics
    .split("\n")
    .filter((line) => line.includes("error: ") && !/error: (update|preview) failed/.test(line));
  return [...new Set(lines.map((line) => withoutRequestId(line.trim())))].sort();
}

async function failing(project: Project, command: string): Promise<string> {
  const { exitCode, output } = await project.pulumi(command);
  expect(exitCode).not.toBe(0);
  expect(output).not.toMatch(/^\s+at /m);
  expect(output).not.toContain("node_modules");
  return output;
}

const problem = "error: pulumi-nodejs:dynamic/alicloud:SecondaryPrivateIps resource";
const listed = (address: string): { networkInterfaceId: string; privateIpAddresses: string[] } => ({
  networkInterfaceId: "eni-demo",
  privateIpAddresses: [address],
});

/** What the program declares, and what the user then reads. */
const malformed: readonly (readonly [Record<string, unknown>, string])[] = [
  [
    listed("10.0.0.300"),
    'ENI eni-demo: "10.0.0.300" is not an IPv4 address; write four numbers from 0 to 255 without leading zeros, for example 10.0.0.11.',
  ],
  [
    listed("fd00::1"),
    "ENI eni-demo: fd00::1 is an IPv6 address; privateIpAddresses holds IPv4 addresses only.",
  ],
  [
    { networkInterfaceId: "eni-demo", privateIpAddresses: ["10.0.0.101", "10.0.0.101"] },
    "ENI eni-demo: 10.0.0.101 is declared 2 times; list it once.",
  ],
  [
    { networkInterfaceId: "", privateIpAddresses: [] },
    "networkInterfaceId is empty; give the id of an ENI, for example eni-bp125p95hhdhn3ot0000.",
  ],
  [
    { networkInterfaceId: "i-web", privateIpAddresses: [] },
    'networkInterfaceId "i-web" is not the id of an ENI; it looks like eni-bp125p95hhdhn3ot0000.',
  ],
];

it("refuses malformed input in the preview, without asking the cloud", async () => {
  await withProject(async (project) => {
    for (const [args, text] of malformed) {
      project.declare({ web: args });
      expect(errorsOf(await failing(project, "preview"))).toEqual([
        `${problem} 'web' has a problem: ${text}`,
      ]);
    }
    project.declare({ web: { ...listed("10.0.0.101"), $options: { import: "eni-demo" } } });
    expect(errorsOf(await failing(project, "preview"))).toEqual([
      'error: SecondaryPrivateIps "web": the option `import` is not supported. Declare the addresses that are there, without it: creating adopts them.',
    ]);
    expect(project.emulator.calls()).toEqual([]);
  });
});

it("refuses settings that cannot be used in the preview", async () => {
  await withProject(async (project) => {
    project.declare({ web: listed("10.0.0.101") });
    for (const [setting, text] of [
      ["alicloud:protocol: FTP", "alicloud:protocol must be HTTP or HTTPS."],
      [
        "alicloud:accessKey: id",
        "alicloud:accessKey is set, but alicloud:secretKey is not: set both, or neither.",
      ],
      [
        "alicloud:endpoints: [{ ecs: a b }]",
        "The ECS endpoint (alicloud:endpoints) must be a host, or host:port.",
      ],
    ]) {
      project.setConfig(["  alicloud:region: cn-hangzhou", `  ${String(setting)}`]);
      expect(errorsOf(await failing(project, "preview"))).toEqual([
        `${problem} 'web' has a problem: ${String(text)}`,
      ]);
    }
    expect(project.emulator.calls()).toEqual([]);
  });
});

it("lists all problems of a resource in one message", async () => {
  await withProject(async (project) => {
    project.declare({
      web: {
        networkInterfaceId: "eni-demo",
        privateIpAddresses: ["10.0.0.300", "fd00::1"],
        ownership: "mine",
      },
    });
    const output = await failing(project, "preview");
    const lines = output.split("\n").map((line) => line.trim());
    const [first = ""] = errorsOf(output);
    expect(first).toBe(`${problem} 'web' has a problem: ENI eni-demo: 3 problems:`);
    expect(lines.slice(lines.lastIndexOf(first) + 1, lines.lastIndexOf(first) + 4)).toEqual([
      '- "10.0.0.300" is not an IPv4 address; write four numbers from 0 to 255 without leading zeros, for example 10.0.0.11.',
      "- fd00::1 is an IPv6 address; privateIpAddresses holds IPv4 addresses only.",
      '- ownership "mine" is unknown; use "exclusive" or "additive".',
    ]);
  });
});

it("refuses without a region, naming the ways to set one", async () => {
  await withProject(async (project) => {
    project.setConfig(["  alicloud:protocol: HTTP"]);
    project.declare({ web: listed("10.0.0.101") });
    expect(errorsOf(await failing(project, "preview"))).toEqual([
      `${problem} 'web' has a problem: ENI eni-demo: no region: set regionId, alicloud:region (\`pulumi config set alicloud:region cn-hangzhou\`) or ALICLOUD_REGION.`,
    ]);
  });
});

/** Which address of the demo ENI is declared, and what the user then reads. */
const refusedByTheCloud = [
  [
    "the primary address",
    "10.0.0.20",
    "10.0.0.20 is its primary address, which it holds anyway; remove it from privateIpAddresses.",
  ],
  [
    "an address outside the vSwitch",
    "10.1.0.5",
    "10.1.0.5 is outside 10.0.0.0/24, the CIDR block of vSwitch vsw-demo; declare usable addresses of the ENI's vSwitch [InvalidVSwitchId.IpInvalid, request id R].",
  ],
  [
    "a reserved address",
    "10.0.0.254",
    "10.0.0.254 is reserved: the first and the last three addresses of 10.0.0.0/24 (vSwitch vsw-demo) are the system's; declare usable addresses of the ENI's vSwitch [InvalidVSwitchId.IpInvalid, request id R].",
  ],
  [
    "an address of another ENI",
    "10.0.0.30",
    "10.0.0.30 is held by ENI eni-spare; declare another address, or unassign it there first; if a resource of this stack gives it up, apply that first: run `pulumi up` without the address here, then with it, or let this one `dependsOn` that one [InvalidIp.IpAssigned, request id R].",
  ],
] as const;

it("refuses what the ENI cannot hold, naming the address and what to do", async () => {
  await withProject(async (project) => {
    for (const [what, address, text] of refusedByTheCloud) {
      project.declare({ web: listed(address) });
      expect([what, ...errorsOf(await failing(project, "up --yes --skip-preview"))]).toEqual([
        what,
        `error: ENI eni-demo: ${text}`,
      ]);
    }
    project.declare({ web: { networkInterfaceId: "eni-demo", privateIpAddresses: addresses(15) } });
    const [tooMany] = errorsOf(await failing(project, "up --yes --skip-preview"));
    expect(tooMany).toMatch(
      /^error: ENI eni-demo: AssignPrivateIpAddresses of 10\.0\.0\.101, .* was refused: .*; declare fewer addresses, or use an instance type whose EniPrivateIpAddressQuantity \(it counts the primary address too\) is larger \[InvalidOperation\.Ipv4CountExceeded, request id R\]\.$/,
    );
    expect(await project.state()).toEqual({});
  });
});

it("refuses ENIs that cannot change, each by name", async () => {
  await withProject(
    async (project) => {
      project.emulator.updateNetworkInterface("eni-demo", { serviceManaged: true });
      project.emulator.updateNetworkInterface("eni-spare", { status: "Deleting" });
      const texts = [
        [
          "eni-demo",
          "it is managed by another cloud service, which alone may change its addresses; declare another ENI, or use that service.",
        ],
        [
          "eni-nobody",
          "it was not found in region cn-hangzhou; check networkInterfaceId and regionId, or run `pulumi refresh` if it was deleted.",
        ],
        [
          "eni-spare",
          "it is in status Deleting; its secondary private IPs can change only while it is Available or InUse.",
        ],
      ];
      for (const [networkInterfaceId, text] of texts) {
        project.declare({ web: { networkInterfaceId, privateIpAddresses: ["10.0.0.101"] } });
        expect(errorsOf(await failing(project, "up --yes --skip-preview"))).toEqual([
          `error: ENI ${networkInterfaceId}: ${text}`,
        ]);
      }
    },
    { transitionMs: 3_600_000 },
  );
});

it("refuses more than 49 addresses on an ENI that is not attached, before any write", async () => {
  await withProject(async (project) => {
    project.declare({ web: { networkInterfaceId: "eni-spare", privateIpAddresses: addresses(50) } });
    expect(errorsOf(await failing(project, "up --yes --skip-preview"))).toEqual([
      "error: ENI eni-spare: it would hold 50 secondary private IPs, but an ENI that is not attached to an instance holds at most 49; declare fewer addresses.",
    ]);
    // looked at twice: no refusal rests on the first look
    expect(project.emulator.calls().map(({ action }) => action)).toEqual([DESCRIBE, DESCRIBE]);
  });
});

it("says what is wrong with the keys, the endpoint or the lack of credentials", async () => {
  await withProject(async (project) => {
    const { endpoint } = project.emulator;
    const to = (ecs: string): string[] => [
      "  alicloud:region: cn-hangzhou",
      "  alicloud:protocol: HTTP",
      `  alicloud:endpoints: [{ ecs: "${ecs}" }]`,
    ];
    const keys = (id: string, secret: string): string[] => [
      `  alicloud:accessKey: ${id}`,
      `  alicloud:secretKey: ${secret}`,
    ];
    const check =
      "check alicloud:accessKey and alicloud:secretKey (or ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY, or the profile)";
    project.declare({ web: listed("10.0.0.101") });

    project.setConfig([...to(endpoint), ...keys("nobody", "s")]);
    expect(errorsOf(await failing(project, "up --yes --skip-preview"))).toEqual([
      `error: ENI eni-demo: DescribeNetworkInterfaces was refused: Specified access key is not found; ${check} [InvalidAccessKeyId.NotFound, request id R].`,
    ]);
    project.setConfig([...to(endpoint), ...keys("emulator-access-key-id", "wrong")]);
    expect(errorsOf(await failing(project, "up --yes --skip-preview"))).toEqual([
      `error: ENI eni-demo: DescribeNetworkInterfaces was refused: the signature does not match: the secret key is wrong; ${check} [SignatureDoesNotMatch, request id R].`,
    ]);
    project.setConfig([...to("127.0.0.1:1"), ...keys("id", "s")]);
    expect(errorsOf(await failing(project, "up --yes --skip-preview"))).toEqual([
      "error: ENI eni-demo: no answer to DescribeNetworkInterfaces: connect ECONNREFUSED 127.0.0.1:1 (http://127.0.0.1:1); check the network, alicloud:endpoints and alicloud:protocol.",
    ]);
    project.setConfig(to(endpoint));
    expect(errorsOf(await failing(project, "up --yes --skip-preview"))).toEqual([
      "error: No Alibaba Cloud credentials were found. Set alicloud:accessKey and alicloud:secretKey (`pulumi config set --secret`), " +
        "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY, or a profile of the aliyun CLI (alicloud:profile or ALICLOUD_PROFILE), " +
        "or run on an ECS instance that has a RAM role.",
    ]);
  });
});

it("says in a refresh and in a destroy that the config of the last up was used, and what helps", async () => {
  await withProject(async (project) => {
    const [region, protocol, endpoint, id] = configFor(project.emulator);
    const rightKeys = configFor(project.emulator);
    const wrongKeys = [region, protocol, endpoint, id, "  alicloud:secretKey: wrong"].map(String);
    project.declare({ web: listed("10.0.0.101") });
    expectSuccess(await project.pulumi("up --yes --skip-preview"));
    project.declare({ web: listed("10.0.0.102") });
    project.setConfig(wrongKeys);
    expect(errorsOf(await failing(project, "up --yes --skip-preview")).join()).not.toContain(
      "last `pulumi up`",
    );

    project.setConfig(rightKeys);
    const hint =
      "The config of the last `pulumi up` was used, also if that one failed, because Pulumi passes that of today only to a program " +
      "with a resource of this package: correct it, then run `pulumi up` with such a resource, or " +
      "`pulumi refresh --run-program` or `pulumi destroy --run-program`.";
    for (const command of ["refresh", "destroy"])
      expect(withoutRequestId(await failing(project, `${command} --yes --skip-preview`))).toContain(
        `[SignatureDoesNotMatch, request id R]. ${hint}`,
      );
    expectSuccess(await project.pulumi("refresh --yes --skip-preview --run-program"));
    expectSuccess(await project.pulumi("destroy --yes --skip-preview"));
  });
});
