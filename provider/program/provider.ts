import * as pulumi from "@pulumi/pulumi";

/** Pulumi's provider for dynamic resources. It hands its config, of which each key has a namespace, to our hooks. */
const PACKAGE = "pulumi-nodejs";

/** The settings of a {@link Provider}, with the names and shapes of `@pulumi/alicloud`'s. What is not given comes from the environment. */
export interface ProviderArgs {
  /**
   * The region of resources that name none, for example `cn-hangzhou`.
   * @default ALICLOUD_REGION, ALIBABA_CLOUD_REGION or ALIBABA_CLOUD_REGION_ID
   */
  region?: pulumi.Input<string>;
  /** An AccessKey id; together with `secretKey`. It is a secret in state. */
  accessKey?: pulumi.Input<string>;
  /** It is a secret in state. */
  secretKey?: pulumi.Input<string>;
  /** An STS token that belongs to the two keys. It is a secret in state. */
  securityToken?: pulumi.Input<string>;
  /** A profile of the aliyun CLI (`~/.aliyun/config.json`). */
  profile?: pulumi.Input<string>;
  /** The role to sign with. Whoever assumes it, by the keys or the profile above, needs `sts:AssumeRole`. */
  assumeRole?: pulumi.Input<ProviderAssumeRole>;
  /** The hosts to call in place of the region's public ones. @example [{ ecs: "ecs-vpc.cn-hangzhou.aliyuncs.com" }] */
  endpoints?: pulumi.Input<pulumi.Input<ProviderEndpoints>[]>;
  /** `HTTP` or `HTTPS`. @default "HTTPS" */
  protocol?: pulumi.Input<string>;
}

export interface ProviderAssumeRole {
  /** @example "acs:ram::123456789012****:role/network" */
  roleArn: pulumi.Input<string>;
  sessionName?: pulumi.Input<string>;
  /** A policy, as JSON, that restricts what the role allows. */
  policy?: pulumi.Input<string>;
  /** In seconds, 900 to 43200. @default 3600 */
  sessionExpiration?: pulumi.Input<number>;
  externalId?: pulumi.Input<string>;
}

export interface ProviderEndpoints {
  ecs?: pulumi.Input<string>;
  sts?: pulumi.Input<string>;
}

/**
 * The account and the region that resources belong to, where they are not those of the stack's config.
 *
 * As with `alicloud.Provider`, nothing of the stack's `alicloud:` config is mixed in. Mistakes are reported by
 * `pulumi preview` at the resources that use it.
 *
 * @example
 * ```ts
 * const shared = new Provider("shared", {
 *   region: "cn-shanghai",
 *   assumeRole: { roleArn: "acs:ram::123456789012****:role/network" },
 * });
 * new SecondaryPrivateIps("web", { networkInterfaceId, privateIpAddresses }, { provider: shared });
 * // for all within a component, beside the provider of @pulumi/alicloud
 * new Network("network", {}, { providers: [shared, new alicloud.Provider("shared", { region: "cn-shanghai" })] });
 * ```
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const secret = (value: pulumi.Input<string> | undefined): pulumi.Input<string> | undefined =>
      value === undefined ? undefined : pulumi.secret(value);
    // the config of a provider is text
    const json = (value: pulumi.Input<unknown>): pulumi.Input<string> | undefined =>
      value === undefined ? undefined : pulumi.jsonStringify(value);
    const settings = {
      "alicloud:region": args.region,
      "alicloud:accessKey": secret(args.accessKey),
      "alicloud:secretKey": secret(args.secretKey),
      "alicloud:securityToken": secret(args.securityToken),
      "alicloud:profile": args.profile,
      "alicloud:assumeRole": json(args.assumeRole),
      "alicloud:endpoints": json(args.endpoints),
      "alicloud:protocol": args.protocol,
      "alicloud-secondary-ips:provider": name,
    };
    super(PACKAGE, name, settings, opts);
    settingsOfProvider.set(this, settings);
  }
}

/** What each provider was given, keyed as a stack's config is: the program's side cannot ask a provider for it. */
const settingsOfProvider = new WeakMap<pulumi.ProviderResource, Settings>();

type Settings = Readonly<Record<string, pulumi.Input<string> | undefined>>;

/** The settings of one of our providers; undefined for none, where the stack's config decides. */
export function settingsOf(provider: pulumi.ProviderResource | undefined): Settings | undefined {
  return provider && settingsOfProvider.get(provider);
}

/**
 * Refuses a provider that Pulumi would hand our resource to in vain, and one that it would ignore in silence: the resource
 * of a component that has a provider for the `alicloud` package would go to the account of the stack's config.
 * @throws pulumi.RunError
 */
export function refuseForeignProvider(
  type: string,
  name: string,
  { provider, parent }: pulumi.CustomResourceOptions = {},
): void {
  const own = provider === undefined ? undefined : packageOf(provider);
  if (own !== undefined && own !== PACKAGE)
    throw new pulumi.RunError(
      `SecondaryPrivateIps "${name}": its provider is one of the package "${own}", which does not have this resource. ` +
        "Use the Provider of pulumi-alicloud-secondary-ips, which takes the same settings, or none for those of the stack.",
    );
  const inherited = provider ?? parent?.getProvider(type);
  if (inherited === undefined && parent?.getProvider("alicloud:index:Provider") !== undefined)
    throw new pulumi.RunError(
      `SecondaryPrivateIps "${name}": its parent has a provider of @pulumi/alicloud, which this resource cannot use, and would use ` +
        "the settings of the stack instead. Give the parent a Provider of pulumi-alicloud-secondary-ips too, with the same " +
        "settings: `providers: [theAlicloudProvider, theOtherOne]`.",
    );
}

/** Pulumi has this for all providers, and does not declare it. */
function packageOf(provider: pulumi.ProviderResource): string {
  return (provider as unknown as { getPackage(): string }).getPackage();
}
