import { z } from "zod";
import { UserError } from "../../core/errors";
import { isRegionId } from "../../core/region";
import { isHost, isRoleName } from "../wire-text";
import { type AssumeRole, readAssumeRole } from "./assume-role";
import { checked, firstSet, type Read, readStructure, type Setting } from "./read-setting";
import { keysOfConfig, keysOfEnvironment, type StaticKeys } from "./static-keys";

/** Reads one key of the stack's config, for example `alicloud:region`. */
export type Config = (key: string) => string | undefined;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that decides where requests go and who signs them. */
export interface Settings {
  /** Host and port, without scheme; undefined means the region's public endpoint. */
  readonly endpoint: string | undefined;
  /** Host and port of STS; undefined means its public endpoint. */
  readonly stsEndpoint: string | undefined;
  readonly protocol: Protocol;
  /** Of calls to STS, which may carry a session token: HTTP only for an STS endpoint of one's own. */
  readonly stsProtocol: Protocol;
  readonly keys: StaticKeys | undefined;
  /** A profile of the aliyun CLI, and the config key or variable that names it. */
  readonly profile: Setting | undefined;
  readonly assumeRole: AssumeRole | undefined;
}

type Protocol = "HTTP" | "HTTPS";

/**
 * The default of `regionId`: `alicloud:region`, then the variables that the alicloud provider and the CLI read.
 * @throws UserError naming the config key or variable whose value cannot be a region.
 */
export function defaultRegionId(config: Config, env: Environment): string | undefined {
  const region =
    firstSet(config, "alicloud:region") ??
    firstSet((name) => env[name], "ALICLOUD_REGION", "ALIBABA_CLOUD_REGION", "ALIBABA_CLOUD_REGION_ID");
  return checked(region, isRegionId, A_REGION)?.value;
}

/**
 * Reads the same keys as `@pulumi/alicloud`; config wins over environment. It looks at nothing but its arguments.
 *
 * Keys and token come as one set from one place: a stale token in the environment never joins the keys of the config.
 * @throws UserError naming the config key or variable whose value cannot be used, and never showing the value.
 */
export function readSettings(config: Config, env: Environment): Settings {
  const variable: Read = (name) => env[name];
  checkVariablesOfLibrary(variable);
  const protocol = readProtocol(config);
  const endpoints = readEndpoints(config);
  const ecs = readEndpoint("ECS", endpoints["ecs"], variable);
  const sts = readEndpoint("STS", endpoints["sts"], variable);
  if (sts?.protocol === "HTTP")
    throw new UserError(
      `The STS endpoint (${sts.source}) cannot have http://: roles are assumed over HTTPS only.`,
    );

  const configuredProfile = firstSet(config, "alicloud:profile");
  const keys = keysOfConfig(config) ?? (configuredProfile ? undefined : keysOfEnvironment(variable));
  return {
    endpoint: ecs?.host,
    stsEndpoint: sts?.host,
    protocol: ecs?.protocol ?? protocol,
    stsProtocol: sts === undefined ? "HTTPS" : (sts.protocol ?? ecs?.protocol ?? protocol),
    keys,
    profile: keys ? undefined : usableProfile(configuredProfile, variable),
    assumeRole: readAssumeRole(config, variable),
  };
}

/** Whether the config, and not the environment alone, decides where requests go or who signs them. */
export function hasConnectionSettings(config: Config): boolean {
  const names = ["accessKey", "secretKey", "securityToken", "profile", "assumeRole", "endpoints", "protocol"];
  return firstSet(config, ...names.map((name) => `alicloud:${name}`)) !== undefined;
}

const A_REGION = "the id of a region, for example cn-hangzhou";

/** @alicloud/credentials 2.4.7 reads these by itself, as they are, and makes a host of the first and a path of the second. */
function checkVariablesOfLibrary(variable: Read): void {
  const asIs = (source: string): Setting | undefined => {
    const value = variable(source);
    return value ? { value, source } : undefined;
  };
  checked(asIs("ALIBABA_CLOUD_STS_REGION"), isRegionId, A_REGION);
  checked(asIs("ALIBABA_CLOUD_ECS_METADATA"), isRoleName, "the name of a RAM role");
}

function usableProfile(configured: Setting | undefined, variable: Read): Setting | undefined {
  const profile = configured ?? firstSet(variable, "ALICLOUD_PROFILE", "ALIBABA_CLOUD_PROFILE");
  const disabled = firstSet(variable, "ALIBABA_CLOUD_CLI_PROFILE_DISABLED");
  if (profile && disabled?.value.toLowerCase() === "true")
    throw new UserError(
      `${profile.source} names a profile, but ${disabled.source} is true: unset one of them.`,
    );
  return profile;
}

const endpointSchema = z.record(z.string(), z.string());

const ENDPOINTS_SHAPE =
  'a list of objects: `pulumi config set --path \'alicloud:endpoints[0].ecs\' 127.0.0.1:8190`, or JSON, [{"ecs":"127.0.0.1:8190"}]';

function readEndpoints(config: Read): Record<string, string> {
  const schema = z.union([z.array(endpointSchema), endpointSchema]);
  const endpoints = readStructure(config, "alicloud:endpoints", schema, ENDPOINTS_SHAPE);
  return Array.isArray(endpoints)
    ? (Object.assign({}, ...endpoints) as Record<string, string>)
    : (endpoints ?? {});
}

interface Endpoint {
  readonly host: string;
  /** People write endpoints with and without a scheme; a scheme says the protocol too. */
  readonly protocol: Protocol | undefined;
  readonly source: string;
}

function readEndpoint(
  service: "ECS" | "STS",
  configured: string | undefined,
  variable: Read,
): Endpoint | undefined {
  const setting =
    firstSet(() => configured, "alicloud:endpoints") ?? firstSet(variable, `${service}_ENDPOINT`);
  if (setting === undefined) return undefined;
  const [, scheme, host = ""] = /^(?:(https?):\/\/)?(.*?)\/?$/i.exec(setting.value) ?? [];
  if (!isHost(host))
    throw new UserError(`The ${service} endpoint (${setting.source}) must be a host, or host:port.`);
  return { host, protocol: scheme?.toUpperCase() as Protocol | undefined, source: setting.source };
}

function readProtocol(config: Read): Protocol {
  const protocol = firstSet(config, "alicloud:protocol");
  checked(protocol, (value) => /^https?$/i.test(value), "HTTP or HTTPS");
  return protocol?.value.toUpperCase() === "HTTP" ? "HTTP" : "HTTPS";
}
