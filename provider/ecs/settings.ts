import { z } from "zod";
import { UserError } from "../core/errors";

/** Reads one key of the stack's config, for example `alicloud:region`. */
export type Config = (key: string) => string | undefined;
export type Environment = Readonly<Record<string, string | undefined>>;

export interface StaticKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | undefined;
}

interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName?: string | undefined;
  readonly policy?: string | undefined;
  /** Seconds, 900 to 43200. */
  readonly sessionExpiration?: number | undefined;
  readonly externalId?: string | undefined;
}

/** Everything that decides where requests go and who signs them. */
export interface Settings {
  /** Host and port, without scheme; undefined means the region's public endpoint. */
  readonly endpoint: string | undefined;
  readonly stsEndpoint: string | undefined;
  readonly protocol: "HTTP" | "HTTPS";
  readonly keys: StaticKeys | undefined;
  readonly profile: string | undefined;
  readonly assumeRole: AssumeRole | undefined;
}

/** The default of `regionId`: `alicloud:region`, then the variables that the alicloud provider and the CLI read. */
export function defaultRegionId(config: Config, env: Environment): string | undefined {
  return firstSet(
    config("alicloud:region"),
    env["ALICLOUD_REGION"],
    env["ALIBABA_CLOUD_REGION"],
    env["ALIBABA_CLOUD_REGION_ID"],
  );
}

/**
 * Reads the same keys as `@pulumi/alicloud`; config wins over environment.
 *
 * Keys and token come as one set from one place: a stale token in the environment never joins the keys of the config.
 * @throws UserError naming the config key that cannot be read, never its value.
 */
export function readSettings(config: Config, env: Environment): Settings {
  const endpoints = readEndpoints(config);
  const { protocol, endpoint } = readEndpoint(
    endpoints["ecs"] ?? env["ECS_ENDPOINT"],
    config("alicloud:protocol"),
  );
  const configuredKeys = readKeys(
    (name) => config(`alicloud:${name}`),
    "alicloud:accessKey",
    "alicloud:secretKey",
  );
  const configuredProfile = firstSet(config("alicloud:profile"));
  const environmentKeys = readKeys(
    (name) => firstSet(...KEY_VARIABLES[name].map((variable) => env[variable])),
    "ALICLOUD_ACCESS_KEY",
    "ALICLOUD_SECRET_KEY",
  );
  const keys = configuredKeys ?? (configuredProfile === undefined ? environmentKeys : undefined);
  return {
    endpoint,
    stsEndpoint: endpoints["sts"] ?? firstSet(env["STS_ENDPOINT"]),
    protocol,
    keys,
    profile: keys
      ? undefined
      : (configuredProfile ?? firstSet(env["ALICLOUD_PROFILE"], env["ALIBABA_CLOUD_PROFILE"])),
    assumeRole: readAssumeRole(config, env),
  };
}

/** Source: the `DefaultFunc`s of terraform-provider-alicloud's provider.go, which `@pulumi/alicloud` wraps. */
const KEY_VARIABLES = {
  accessKey: ["ALICLOUD_ACCESS_KEY", "ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABACLOUD_ACCESS_KEY_ID"],
  secretKey: ["ALICLOUD_SECRET_KEY", "ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABACLOUD_ACCESS_KEY_SECRET"],
  securityToken: ["ALICLOUD_SECURITY_TOKEN", "ALIBABA_CLOUD_SECURITY_TOKEN", "ALIBABACLOUD_SECURITY_TOKEN"],
} as const;

function readKeys(
  read: (name: keyof typeof KEY_VARIABLES) => string | undefined,
  idName: string,
  secretName: string,
): StaticKeys | undefined {
  const accessKeyId = firstSet(read("accessKey"));
  const accessKeySecret = firstSet(read("secretKey"));
  if (accessKeyId === undefined && accessKeySecret === undefined) return undefined;
  if (accessKeyId === undefined)
    throw new UserError(`${secretName} is set, but ${idName} is not: set both, or neither.`);
  if (accessKeySecret === undefined)
    throw new UserError(`${idName} is set, but ${secretName} is not: set both, or neither.`);
  return { accessKeyId, accessKeySecret, securityToken: firstSet(read("securityToken")) };
}

const assumeRoleSchema = z.object({
  roleArn: z.string().min(1),
  sessionName: z.string().optional(),
  policy: z.string().optional(),
  sessionExpiration: z.coerce.number().int().min(900).max(43200).optional(),
  // `pulumi config set --path` writes a number where it can
  externalId: z.coerce.string().optional(),
});

function readAssumeRole(config: Config, env: Environment): AssumeRole | undefined {
  const configured = parseJson(config, "alicloud:assumeRole", assumeRoleSchema, "an object with roleArn");
  if (configured !== undefined) return configured;
  const roleArn = firstSet(env["ALICLOUD_ASSUME_ROLE_ARN"]);
  if (roleArn === undefined) return undefined;
  return { roleArn, sessionName: firstSet(env["ALICLOUD_ASSUME_ROLE_SESSION_NAME"]) };
}

const endpointSchema = z.record(z.string(), z.string());

function readEndpoints(config: Config): Record<string, string> {
  const shape =
    'a list of objects: `pulumi config set --path \'alicloud:endpoints[0].ecs\' 127.0.0.1:8190`, or JSON, [{"ecs":"127.0.0.1:8190"}]';
  const parsed = parseJson(
    config,
    "alicloud:endpoints",
    z.union([z.array(endpointSchema), endpointSchema]),
    shape,
  );
  return Array.isArray(parsed) ? (Object.assign({}, ...parsed) as Record<string, string>) : (parsed ?? {});
}

/** People write endpoints with and without a scheme; a scheme says the protocol too. */
function readEndpoint(
  text: string | undefined,
  protocol: string | undefined,
): Pick<Settings, "endpoint" | "protocol"> {
  const [, scheme, host] = /^(?:(https?):\/\/)?([^/@\s]*)\/?$/i.exec(text?.trim() ?? "") ?? [];
  if (host === undefined)
    throw new UserError(
      "The ECS endpoint (alicloud:endpoints or ECS_ENDPOINT) must be a host, or host:port.",
    );
  const chosen = (scheme ?? firstSet(protocol) ?? "HTTPS").toUpperCase();
  if (chosen !== "HTTP" && chosen !== "HTTPS")
    throw new UserError("alicloud:protocol must be HTTP or HTTPS.");
  return { endpoint: firstSet(host), protocol: chosen };
}

function parseJson<T>(config: Config, key: string, schema: z.ZodType<T>, shape: string): T | undefined {
  const text = firstSet(config(key));
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(readJson(text));
  if (!parsed.success) throw new UserError(`${key} cannot be read: it must be ${shape}.`);
  return parsed.data;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An empty variable or key counts as not set. */
function firstSet(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value !== "");
}
