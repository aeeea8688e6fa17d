import * as alicloud from "@pulumi/alicloud";
import * as pulumi from "@pulumi/pulumi";
import { Provider, type ProviderArgs, SecondaryPrivateIps } from "../../provider";

interface Registered {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
  readonly provider: string | undefined;
}

const registered = new Map<string, Registered>();

beforeEach(async () => {
  registered.clear();
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs, provider }) => {
      registered.set(name, { type, inputs: inputs as Record<string, unknown>, provider });
      return { id: `${name}-id`, state: inputs as Record<string, unknown> };
    },
    call: ({ inputs }) => inputs as Record<string, unknown>,
  });
});

const args = { networkInterfaceId: "eni-demo", privateIpAddresses: [] };

async function registeredAs(resource: pulumi.Resource, name: string): Promise<Registered> {
  await new Promise((resolve) => resource.urn.apply(resolve));
  const found = registered.get(name);
  if (found === undefined) throw new Error(`${name} was not registered`);
  return found;
}

class Network extends pulumi.ComponentResource {
  readonly ips: SecondaryPrivateIps;
  constructor(name: string, opts: pulumi.ComponentResourceOptions) {
    super("acme:net:Network", name, {}, opts);
    this.ips = new SecondaryPrivateIps(`${name}-ips`, args, { parent: this });
  }
}

it("is a provider for dynamic resources, whose config has the keys of the stack's", async () => {
  const settings: ProviderArgs = {
    region: "cn-shanghai",
    profile: "shared",
    assumeRole: { roleArn: pulumi.output("acs:ram::1:role/network"), sessionExpiration: 1800 },
    endpoints: [{ ecs: "127.0.0.1:8190" }],
    protocol: "HTTP",
  };
  const { type, inputs } = await registeredAs(new Provider("shared", settings), "shared");
  expect(type).toBe("pulumi:providers:pulumi-nodejs");
  expect(inputs).toEqual({
    "alicloud:region": "cn-shanghai",
    "alicloud:profile": "shared",
    "alicloud:assumeRole": '{"roleArn":"acs:ram::1:role/network","sessionExpiration":1800}',
    "alicloud:endpoints": '[{"ecs":"127.0.0.1:8190"}]',
    "alicloud:protocol": "HTTP",
    "alicloud-secondary-ips:provider": "shared",
  });
});

it("takes the settings of @pulumi/alicloud's provider as they are", () => {
  const settings = {
    region: "cn-shanghai",
    accessKey: "id",
    secretKey: "secret",
    securityToken: "token",
    profile: "shared",
    assumeRole: { roleArn: "acs:ram::1:role/network", sessionName: "pulumi", sessionExpiration: 1800 },
    endpoints: [{ ecs: "ecs-vpc.cn-shanghai.aliyuncs.com", sts: "sts.cn-shanghai.aliyuncs.com" }],
    protocol: "HTTPS",
  } satisfies ProviderArgs & alicloud.ProviderArgs;
  expect(() => [new alicloud.Provider("theirs", settings), new Provider("ours", settings)]).not.toThrow();
});

it("is used where it is given, and by what is within a component that has it", async () => {
  const shared = new Provider("shared");
  const others = new alicloud.Provider("others");
  const web = new SecondaryPrivateIps("web", args, { provider: shared });
  expect((await registeredAs(web, "web")).provider).toMatch(/::shared::shared-id$/);
  for (const [name, opts] of Object.entries<pulumi.ComponentResourceOptions>({
    one: { provider: shared },
    both: { providers: [others, shared] },
    named: { providers: { alicloud: others, "pulumi-nodejs": shared } },
  })) {
    const { ips } = new Network(name, opts);
    expect([name, (await registeredAs(ips, `${name}-ips`)).provider]).toEqual([
      name,
      expect.stringMatching(/::shared::shared-id$/),
    ]);
  }
});

it("need not be there: the stack's config decides, also beside providers of other clouds", async () => {
  class Aws extends pulumi.ProviderResource {
    constructor() {
      super("aws", "aws", {});
    }
  }
  const { ips } = new Network("plain", { providers: [new Aws()] });
  expect((await registeredAs(ips, "plain-ips")).provider).toBe("");
});

it("refuses a provider of another package, naming ours", () => {
  const others = new alicloud.Provider("others");
  expect(() => new SecondaryPrivateIps("web", args, { provider: others })).toThrow(
    new pulumi.RunError(
      'SecondaryPrivateIps "web": its provider is one of the package "alicloud", which does not have this resource. ' +
        "Use the Provider of pulumi-alicloud-secondary-ips, which takes the same settings, or none for those of the stack.",
    ),
  );
});

it("refuses the provider of @pulumi/alicloud on a parent alone, which would mean another account than the stack's", () => {
  const others = new alicloud.Provider("others");
  expect(() => new Network("net", { provider: others })).toThrow(
    new pulumi.RunError(
      'SecondaryPrivateIps "net-ips": its parent has a provider of @pulumi/alicloud, which this resource cannot use, and would use ' +
        "the settings of the stack instead. Give the parent a Provider of pulumi-alicloud-secondary-ips too, with the same " +
        "settings: `providers: [theAlicloudProvider, theOtherOne]`.",
    ),
  );
});
