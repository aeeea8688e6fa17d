import { styleText } from "node:util";
import type { NetworkInterface, SecurityGroup, SecurityGroupRule } from "./cloud/model";
import type { Call } from "./control/call-log";
import type { Emulator } from "./emulator";
import { defaultAccessKey } from "./wire/signature";

// What the command says to people, on stderr: in colours on a terminal, and without them elsewhere or with NO_COLOR.

const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
  styleText(format, text, { stream: process.stderr });

/** How many addresses of a call are named; of more, the first, the last and the number. */
const namedAddresses = 3;

function namesOf(addresses: readonly string[]): readonly string[] {
  if (addresses.length <= namedAddresses) return addresses;
  return [`${addresses[0] ?? ""} … ${addresses.at(-1) ?? ""} (${addresses.length})`];
}

/** A call as one line: `12:00:00 AssignPrivateIpAddresses eni-demo 10.0.0.101 -> 200`; the time is that of the receipt, in UTC. */
export function callLine({ action, parameters, httpStatus, code, time }: Call): string {
  const addresses = Object.keys(parameters)
    .filter((name) => name.startsWith("PrivateIpAddress."))
    .map((name) => parameters[name] ?? "");
  const subject =
    parameters["NetworkInterfaceId"] ??
    parameters["NetworkInterfaceId.1"] ??
    parameters["InstanceId"] ??
    parameters["SecurityGroupId"];
  const status = httpStatus === 0 ? "no reply" : String(httpStatus);
  return [
    paint("dim", time.toISOString().slice(11, 19)),
    paint("cyan", action || "(no action)"),
    subject,
    ...namesOf(addresses),
    "->",
    paint(httpStatus === 200 ? "green" : "red", [status, code].filter(Boolean).join(" ")),
  ]
    .filter(Boolean)
    .join(" ");
}

const interfaceLine = (item: NetworkInterface): string =>
  [
    `  ${paint("bold", item.networkInterfaceId)}  ${item.status}  ${item.type}  primary ${item.primaryIpAddress}`,
    `secondary ${item.privateIpAddresses.join(", ") || "none"}`,
    ...Object.entries(item.publicIpAddresses).map(
      ([address, { publicIpAddress }]) => `EIP ${publicIpAddress} on ${address}`,
    ),
    ...(item.resourceGroupId === "" ? [] : [`resource group ${item.resourceGroupId}`]),
  ].join("  ");

function ruleLine(rule: SecurityGroupRule): string {
  const party = [rule.sourceCidrIp, rule.destCidrIp, rule.groupId, rule.prefixListId].find(
    (one) => one !== "",
  );
  const way = rule.direction === "ingress" ? "from" : "to";
  return `    ${rule.policy.toLowerCase()} ${rule.direction} ${rule.ipProtocol} ${rule.portRange} ${way} ${party ?? "anybody"}`;
}

const groupLines = ({ securityGroupId, vpcId, rules }: SecurityGroup): readonly string[] => [
  `  ${paint("bold", securityGroupId)}  in ${vpcId}${rules.length === 0 ? "  without rules" : ""}`,
  ...rules.map(ruleLine),
];

/** How many records of a kind are listed; a seed can have thousands. */
const listed = 20;

const listOf = <T>(records: readonly T[], linesOf: (record: T) => readonly string[]): readonly string[] => [
  ...records.slice(0, listed).flatMap(linesOf),
  ...(records.length > listed ? [`  … and ${records.length - listed} more`] : []),
];

/** What is pasted next, by the tool that is to be led to the emulator. */
function ways(emulator: Emulator): readonly (readonly [tool: string, ...string[]])[] {
  const { endpoint, url } = emulator;
  const [region = ""] = emulator.regionIds();
  const { accessKeyId, accessKeySecret } = defaultAccessKey;
  return [
    [
      "A shell",
      `export ALICLOUD_REGION=${region} ECS_ENDPOINT=${url} STS_ENDPOINT=${endpoint}`,
      `export ALICLOUD_ACCESS_KEY=${accessKeyId} ALICLOUD_SECRET_KEY=${accessKeySecret}`,
    ],
    [
      "A Pulumi stack",
      `pulumi config set alicloud:region ${region} && pulumi config set alicloud:protocol HTTP`,
      ...["ecs", "sts"].map((name) => `pulumi config set --path 'alicloud:endpoints[0].${name}' ${endpoint}`),
      `pulumi config set alicloud:accessKey ${accessKeyId}`,
      `pulumi config set --secret alicloud:secretKey ${accessKeySecret}`,
    ],
    [
      "Terraform",
      `provider "alicloud" {`,
      `  region     = "${region}"`,
      `  access_key = "${accessKeyId}"`,
      `  secret_key = "${accessKeySecret}"`,
      `  protocol   = "HTTP"`,
      `  endpoints {`,
      `    ecs = "${endpoint}"`,
      `    vpc = "${endpoint}"`,
      `    sts = "${endpoint}"`,
      `  }`,
      `}`,
    ],
    [
      "The aliyun CLI",
      `aliyun ecs DescribeNetworkInterfaces --region ${region} --endpoint ${endpoint} --insecure \\`,
      `  --mode AK --access-key-id ${accessKeyId} --access-key-secret ${accessKeySecret}`,
    ],
  ];
}

/** All that is said at the start. */
export function welcome(emulator: Emulator): string {
  const { accessKeyId, accessKeySecret } = defaultAccessKey;
  const title = (text: string): string => paint(["bold", "underline"], text);
  return [
    "This is an emulator of the Alibaba Cloud ECS API, not Alibaba Cloud: nothing here costs money.",
    `Endpoint ${paint("bold", emulator.endpoint)}, protocol HTTP, region ${emulator.regionIds().join(", ")}.`,
    `Access key id ${accessKeyId}, secret ${accessKeySecret}; they open nothing else.`,
    title("Network interfaces:"),
    ...listOf(emulator.networkInterfaces(), (item) => [interfaceLine(item)]),
    title("Security groups:"),
    ...listOf(emulator.securityGroups(), groupLines),
    ...ways(emulator).flatMap(([tool, ...lines]) => [
      title(`${tool} is led to it by:`),
      ...lines.map((line) => `  ${line}`),
    ]),
  ].join("\n");
}
