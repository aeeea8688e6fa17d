import { UserError } from "../../../provider/core/errors";
import {
  defaultRegionId,
  type Environment,
  readSettings,
  type Settings,
} from "../../../provider/ecs/settings/settings";

function read(config: Record<string, string>, env: Environment = {}): Settings {
  return readSettings((key) => config[key], env);
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof UserError ? error.message : `not for users: ${String(error)}`;
  }
  return "nothing was refused";
}

const keysInConfig = { "alicloud:accessKey": "id", "alicloud:secretKey": "secret" };
const keysInEnv = { ALICLOUD_ACCESS_KEY: "env-id", ALICLOUD_SECRET_KEY: "env-secret" };

it("has nothing but HTTPS when nothing is set", () => {
  expect(read({})).toEqual({
    endpoint: undefined,
    stsEndpoint: undefined,
    protocol: "HTTPS",
    stsProtocol: "HTTPS",
    keys: undefined,
    profile: undefined,
    assumeRole: undefined,
  });
});

describe("keys", () => {
  it("come from the config before the environment", () => {
    expect(read(keysInConfig, keysInEnv).keys).toEqual({
      accessKeyId: "id",
      accessKeySecret: "secret",
      securityToken: undefined,
      source: "alicloud:accessKey and alicloud:secretKey",
    });
  });

  it("do not mix: a token of the environment never joins keys of the config", () => {
    expect(
      read(keysInConfig, { ...keysInEnv, ALICLOUD_SECURITY_TOKEN: "stale" }).keys?.securityToken,
    ).toBeUndefined();
    expect(read({ ...keysInConfig, "alicloud:securityToken": "own" }).keys?.securityToken).toBe("own");
  });

  it.each([
    [{ ALICLOUD_ACCESS_KEY: "a", ALICLOUD_SECRET_KEY: "b", ALICLOUD_SECURITY_TOKEN: "c" }],
    [
      {
        ALIBABA_CLOUD_ACCESS_KEY_ID: "a",
        ALIBABA_CLOUD_ACCESS_KEY_SECRET: "b",
        ALIBABA_CLOUD_SECURITY_TOKEN: "c",
      },
    ],
    [
      {
        ALIBABACLOUD_ACCESS_KEY_ID: "a",
        ALIBABACLOUD_ACCESS_KEY_SECRET: "b",
        ALIBABACLOUD_SECURITY_TOKEN: "c",
      },
    ],
  ])("are read from %j", (env) => {
    const [id, secret] = Object.keys(env);
    expect(read({}, env).keys).toEqual({
      accessKeyId: "a",
      accessKeySecret: "b",
      securityToken: "c",
      source: `${id} and ${secret}`,
    });
  });

  it("take an empty value for none", () => {
    expect(read({ "alicloud:accessKey": "", "alicloud:secretKey": "" }, keysInEnv).keys?.accessKeyId).toBe(
      "env-id",
    );
  });

  it.each([
    [
      { "alicloud:accessKey": "id" },
      {},
      "alicloud:accessKey is set, but alicloud:secretKey is not: set both, or neither.",
    ],
    [
      { "alicloud:secretKey": "s" },
      {},
      "alicloud:secretKey is set, but alicloud:accessKey is not: set both, or neither.",
    ],
    [
      {},
      { ALICLOUD_ACCESS_KEY: "id" },
      "ALICLOUD_ACCESS_KEY is set, but ALICLOUD_SECRET_KEY is not: set both, or neither.",
    ],
    [
      {},
      { ALIBABA_CLOUD_ACCESS_KEY_SECRET: "s" },
      "ALIBABA_CLOUD_ACCESS_KEY_SECRET is set, but ALIBABA_CLOUD_ACCESS_KEY_ID is not: set both, or neither.",
    ],
    [
      { "alicloud:accessKey": "id" },
      keysInEnv,
      "alicloud:accessKey is set, but alicloud:secretKey is not: set both, or neither.",
    ],
    [
      { "alicloud:securityToken": "t" },
      keysInEnv,
      "alicloud:securityToken is set, but alicloud:accessKey and alicloud:secretKey are not: set all three, or none.",
    ],
  ])("come in pairs: %j %j", (config, env, message) => {
    expect(() => read(config as Record<string, string>, env)).toThrow(message);
  });
});

describe("keys that were copied badly", () => {
  it("lose the white space around them", () => {
    const env = {
      ALICLOUD_ACCESS_KEY: " id",
      ALICLOUD_SECRET_KEY: "secret\r\n",
      ALICLOUD_SECURITY_TOKEN: "t\n",
    };
    expect(read({}, env).keys).toMatchObject({
      accessKeyId: "id",
      accessKeySecret: "secret",
      securityToken: "t",
    });
  });

  it("count as not set when there is nothing else", () => {
    expect(read({ "alicloud:accessKey": " ", "alicloud:secretKey": "\n" }, keysInEnv).keys?.accessKeyId).toBe(
      "env-id",
    );
  });

  it.each([
    ["alicloud:accessKey", "LTAI\nHidden", "an AccessKey id"],
    ["alicloud:accessKey", "LTAI,SignedHeaders=Hidden", "an AccessKey id"],
    ["alicloud:secretKey", "the Hidden", "a secret key"],
    ["alicloud:secretKey", "“Hidden”", "a secret key"],
    ["alicloud:securityToken", "t\r\nx-acs-action: Hidden", "an STS token"],
  ])("are refused where it is inside: %s %j", (key, value, what) => {
    const config = { ...keysInConfig, "alicloud:securityToken": "token", [key]: value };
    expect(messageOf(() => read(config))).toBe(
      `${key} must be ${what}, without spaces or line breaks in it; copy it again.`,
    );
  });

  it("are named by the variable that holds them", () => {
    const env = { ALIBABA_CLOUD_ACCESS_KEY_ID: "id", ALIBABA_CLOUD_ACCESS_KEY_SECRET: "a b" };
    expect(messageOf(() => read({}, env))).toContain("ALIBABA_CLOUD_ACCESS_KEY_SECRET must be a secret key");
  });
});

it("does not look at keys of the environment when the config has its own", () => {
  const half = { ALICLOUD_ACCESS_KEY: "id" };
  expect(read(keysInConfig, half).keys?.accessKeyId).toBe("id");
  expect(read({ "alicloud:profile": "ops" }, half).profile?.value).toBe("ops");
});

describe("profile", () => {
  it("of the config wins over keys of the environment, and over the environment's profile", () => {
    const settings = read({ "alicloud:profile": "ops" }, { ...keysInEnv, ALICLOUD_PROFILE: "other" });
    expect(settings).toMatchObject({
      keys: undefined,
      profile: { value: "ops", source: "alicloud:profile" },
    });
  });

  it("of the environment gives way to keys", () => {
    expect(read({}, { ALICLOUD_PROFILE: "ops" }).profile?.value).toBe("ops");
    expect(read({}, { ALIBABA_CLOUD_PROFILE: "ops" }).profile?.value).toBe("ops");
    expect(read({}, { ...keysInEnv, ALICLOUD_PROFILE: "ops" }).profile).toBeUndefined();
    expect(read(keysInConfig, { ALICLOUD_PROFILE: "ops" }).profile).toBeUndefined();
  });

  it("is that of the alicloud provider's variable before that of the CLI's", () => {
    expect(read({}, { ALIBABA_CLOUD_PROFILE: "cli", ALICLOUD_PROFILE: "ops" }).profile).toEqual({
      value: "ops",
      source: "ALICLOUD_PROFILE",
    });
    expect(read({}, { ALIBABA_CLOUD_PROFILE: "cli", ALICLOUD_PROFILE: "" }).profile).toEqual({
      value: "cli",
      source: "ALIBABA_CLOUD_PROFILE",
    });
  });

  it("is refused where profiles are switched off", () => {
    const env = { ALICLOUD_PROFILE: "ops", ALIBABA_CLOUD_CLI_PROFILE_DISABLED: "True" };
    expect(messageOf(() => read({}, env))).toBe(
      "ALICLOUD_PROFILE names a profile, but ALIBABA_CLOUD_CLI_PROFILE_DISABLED is true: unset one of them.",
    );
    expect(read(keysInConfig, env).keys?.accessKeyId).toBe("id");
  });
});

describe("endpoint and protocol", () => {
  it.each([
    ["127.0.0.1:8190", undefined, "127.0.0.1:8190", "HTTPS"],
    ["127.0.0.1:8190", "HTTP", "127.0.0.1:8190", "HTTP"],
    ["127.0.0.1:8190", "http", "127.0.0.1:8190", "HTTP"],
    ["http://127.0.0.1:8190/", undefined, "127.0.0.1:8190", "HTTP"],
    ["https://ecs.example.com", "HTTP", "ecs.example.com", "HTTPS"],
    ["HTTP://[::1]:8190", undefined, "[::1]:8190", "HTTP"],
    [" emulator_1:80 ", undefined, "emulator_1:80", "HTTPS"],
  ])("reads %s with protocol %s", (ecs, protocol, endpoint, expected) => {
    const config = {
      "alicloud:endpoints": JSON.stringify([{ ecs }]),
      ...(protocol === undefined ? {} : { "alicloud:protocol": protocol }),
    };
    expect(read(config)).toMatchObject({ endpoint, protocol: expected });
  });

  it.each([
    ["no endpoint of STS", undefined, "HTTPS"],
    ["one with https://", "https://sts.example.com", "HTTPS"],
    ["one without a scheme, which goes by that of ECS", "127.0.0.1:8190", "HTTP"],
  ])("asks STS for the account, with plain HTTP to ECS and %s", (_what, sts, expected) => {
    const endpoints = [{ ecs: "http://127.0.0.1:8190", ...(sts !== undefined && { sts }) }];
    expect(read({ "alicloud:endpoints": JSON.stringify(endpoints) })).toMatchObject({
      protocol: "HTTP",
      stsProtocol: expected,
    });
  });

  it("may be one object, and may be spread over several", () => {
    expect(read({ "alicloud:endpoints": '{"ecs":"a","sts":"b"}' })).toMatchObject({
      endpoint: "a",
      stsEndpoint: "b",
    });
    expect(read({ "alicloud:endpoints": '[{"ecs":"a"},{"sts":"b"}]' })).toMatchObject({
      endpoint: "a",
      stsEndpoint: "b",
    });
  });

  it("falls back to ECS_ENDPOINT and STS_ENDPOINT", () => {
    const env = { ECS_ENDPOINT: "from-env", STS_ENDPOINT: "sts-from-env" };
    expect(read({}, env)).toMatchObject({ endpoint: "from-env", stsEndpoint: "sts-from-env" });
    expect(read({ "alicloud:endpoints": '[{"ecs":"a"}]' }, env)).toMatchObject({
      endpoint: "a",
      stsEndpoint: "sts-from-env",
    });
    expect(read({ "alicloud:endpoints": '[{"sts":"b"}]' }, env)).toMatchObject({
      endpoint: "from-env",
      stsEndpoint: "b",
    });
  });

  it("takes an empty endpoint for none", () => {
    const env = { ECS_ENDPOINT: "from-env", STS_ENDPOINT: " " };
    expect(read({ "alicloud:endpoints": '[{"ecs":""}]' }, env)).toMatchObject({
      endpoint: "from-env",
      stsEndpoint: undefined,
    });
  });

  const notHosts = [
    "a/b",
    "a//",
    "/",
    "a?b",
    "a#b",
    "user@a",
    "user:word@a",
    "a b",
    "a\nb",
    "a\tb",
    "a\\b",
    "a%2fb",
    "ftp://a",
    "http://http://a",
    "a:b",
    "a:",
    "a:65536",
    "a:1:2",
    "::1",
    "[::1",
    "[a]",
    "é.example",
  ];

  it.each(notHosts)("refuses the host %j for ECS and for STS, and says where it is set", (host) => {
    for (const service of ["ECS", "STS"]) {
      const config = { "alicloud:endpoints": JSON.stringify([{ [service.toLowerCase()]: host }]) };
      expect(messageOf(() => read(config))).toBe(
        `The ${service} endpoint (alicloud:endpoints) must be a host, or host:port.`,
      );
      expect(messageOf(() => read({}, { [`${service}_ENDPOINT`]: host }))).toBe(
        `The ${service} endpoint (${service}_ENDPOINT) must be a host, or host:port.`,
      );
    }
  });

  it("takes an endpoint of STS with or without https://, and refuses http://", () => {
    expect(read({}, { STS_ENDPOINT: "https://sts.example.com/" }).stsEndpoint).toBe("sts.example.com");
    expect(read({ "alicloud:protocol": "HTTP" }, { STS_ENDPOINT: "sts.example.com:443" })).toMatchObject({
      protocol: "HTTP",
      stsEndpoint: "sts.example.com:443",
    });
    expect(messageOf(() => read({}, { STS_ENDPOINT: "http://sts.example.com" }))).toBe(
      "The STS endpoint (STS_ENDPOINT) cannot have http://: roles are assumed over HTTPS only.",
    );
  });

  it("refuses a protocol that is none, also where a scheme decides", () => {
    const config = { "alicloud:protocol": "HTTPS,HTTP", "alicloud:endpoints": '[{"ecs":"http://a"}]' };
    expect(messageOf(() => read(config))).toBe("alicloud:protocol must be HTTP or HTTPS.");
  });

  it.each([
    [
      { "alicloud:endpoints": "127.0.0.1" },
      'alicloud:endpoints cannot be read: it must be a list of objects: `pulumi config set --path \'alicloud:endpoints[0].ecs\' 127.0.0.1:8190`, or JSON, [{"ecs":"127.0.0.1:8190"}].',
    ],
    [
      { "alicloud:endpoints": '[{"ecs":"http://a/b"}]' },
      "The ECS endpoint (alicloud:endpoints) must be a host, or host:port.",
    ],
    [{ "alicloud:protocol": "FTP" }, "alicloud:protocol must be HTTP or HTTPS."],
  ])("refuses %j", (config, message) => {
    expect(() => read(config as Record<string, string>)).toThrow(message);
  });
});

describe("assumeRole", () => {
  it("is read from the config, where numbers may be texts", () => {
    const config = {
      "alicloud:assumeRole":
        '{"roleArn":"acs:ram::1:role/r","sessionName":"ci","sessionExpiration":"3600","policy":"{\\"Version\\":\\"1\\"}"}',
    };
    expect(read(config).assumeRole).toEqual({
      roleArn: "acs:ram::1:role/r",
      sessionName: "ci",
      sessionExpiration: 3600,
      policy: '{"Version":"1"}',
      source: "alicloud:assumeRole",
    });
  });

  it("takes numbers for texts", () => {
    const config = {
      "alicloud:assumeRole":
        '{"roleArn":"acs:ram::1:role/r","sessionName":12,"sessionExpiration":900,"externalId":34}',
    };
    expect(read(config).assumeRole).toMatchObject({
      sessionName: "12",
      sessionExpiration: 900,
      externalId: "34",
    });
  });

  it("is read from the environment", () => {
    const env = { ALICLOUD_ASSUME_ROLE_ARN: "acs:ram::1:role/r", ALICLOUD_ASSUME_ROLE_SESSION_NAME: "ci" };
    expect(read({}, env).assumeRole).toEqual({
      roleArn: "acs:ram::1:role/r",
      sessionName: "ci",
      source: "ALICLOUD_ASSUME_ROLE_ARN",
    });
  });

  it("is that of the config, whole, where both are set", () => {
    const env = { ALICLOUD_ASSUME_ROLE_ARN: "acs:ram::1:role/env", ALICLOUD_ASSUME_ROLE_SESSION_NAME: "env" };
    expect(read({ "alicloud:assumeRole": '{"roleArn":"acs:ram::1:role/r"}' }, env).assumeRole).toEqual({
      roleArn: "acs:ram::1:role/r",
      source: "alicloud:assumeRole",
    });
  });

  it.each([
    '{"sessionName":"ci"}',
    '{"roleArn":" "}',
    '{"roleArn":"acs:ram::1:role/r","policy":{}}',
    "null",
    "ci",
  ])("needs a role, and texts: not %s", (assumeRole) => {
    expect(messageOf(() => read({ "alicloud:assumeRole": assumeRole }))).toBe(
      "alicloud:assumeRole cannot be read: it must be an object with roleArn, and perhaps sessionName, policy, sessionExpiration and externalId.",
    );
  });

  it.each([
    ["roleArn", "acs:ram::1:user/u", "the ARN of a RAM role: acs:ram::<account id>:role/<name>"],
    ["roleArn", "acs:ram::1:role/r\nx", "the ARN of a RAM role: acs:ram::<account id>:role/<name>"],
    ["sessionName", "c", "2 to 64 letters, digits, dots, at signs, underscores and hyphens"],
    ["sessionName", "a b", "2 to 64 letters, digits, dots, at signs, underscores and hyphens"],
    ["sessionName", "x".repeat(65), "2 to 64 letters, digits, dots, at signs, underscores and hyphens"],
    ["sessionExpiration", "899", "a whole number of seconds from 900 to 43200"],
    ["sessionExpiration", "43201", "a whole number of seconds from 900 to 43200"],
    ["sessionExpiration", "900.5", "a whole number of seconds from 900 to 43200"],
  ])("refuses the %s %j", (part, value, shape) => {
    const assumeRole = JSON.stringify({ roleArn: "acs:ram::1:role/r", [part]: value });
    expect(messageOf(() => read({ "alicloud:assumeRole": assumeRole }))).toBe(
      `alicloud:assumeRole.${part} must be ${shape}.`,
    );
  });

  it("names the variable that is wrong", () => {
    const env = { ALICLOUD_ASSUME_ROLE_ARN: "r" };
    expect(messageOf(() => read({}, env))).toContain(
      "ALICLOUD_ASSUME_ROLE_ARN must be the ARN of a RAM role",
    );
    const session = { ALICLOUD_ASSUME_ROLE_ARN: "acs:ram::1:role/r", ALICLOUD_ASSUME_ROLE_SESSION_NAME: "/" };
    expect(messageOf(() => read({}, session))).toContain("ALICLOUD_ASSUME_ROLE_SESSION_NAME must be 2 to 64");
  });
});

describe("the default region", () => {
  const region = (config: Record<string, string>, env: Environment): string | undefined =>
    defaultRegionId((key) => config[key], env);

  it("is that of the config, then of the environment", () => {
    const env = { ALICLOUD_REGION: "a", ALIBABA_CLOUD_REGION: "b", ALIBABA_CLOUD_REGION_ID: "c" };
    expect(region({ "alicloud:region": "r" }, env)).toBe("r");
    expect(region({}, env)).toBe("a");
    expect(region({}, { ...env, ALICLOUD_REGION: "" })).toBe("b");
    expect(region({}, { ALIBABA_CLOUD_REGION_ID: "c" })).toBe("c");
    expect(region({}, {})).toBeUndefined();
  });

  it.each([
    [{ "alicloud:region": "evil.example/" }, {}, "alicloud:region"],
    [{}, { ALICLOUD_REGION: "cn-hangzhou@evil" }, "ALICLOUD_REGION"],
    [{}, { ALIBABA_CLOUD_REGION: "CN-HANGZHOU" }, "ALIBABA_CLOUD_REGION"],
    [{}, { ALIBABA_CLOUD_REGION_ID: "cn\nhangzhou" }, "ALIBABA_CLOUD_REGION_ID"],
  ])("is refused where it is none: %j %j", (config, env, source) => {
    expect(messageOf(() => region(config as Record<string, string>, env))).toBe(
      `${source} must be the id of a region, for example cn-hangzhou.`,
    );
  });
});

it.each([
  ["ALIBABA_CLOUD_STS_REGION", "evil.example/", "the id of a region, for example cn-hangzhou"],
  ["ALIBABA_CLOUD_STS_REGION", "cn-hangzhou\n", "the id of a region, for example cn-hangzhou"],
  ["ALIBABA_CLOUD_ECS_METADATA", "../../x", "the name of a RAM role"],
])("refuses %s=%j, of which the library would make a URL", (name, value, shape) => {
  expect(messageOf(() => read({}, { [name]: value }))).toBe(`${name} must be ${shape}.`);
});

describe("beside a full environment", () => {
  const own = { ...process.env };
  afterEach(() => {
    process.env = own;
  });

  it("looks at nothing but its arguments", () => {
    Object.assign(process.env, keysInEnv, { ALICLOUD_REGION: "cn-beijing", ECS_ENDPOINT: "a" });
    expect(read({})).toMatchObject({ keys: undefined, endpoint: undefined });
    expect(defaultRegionId(() => undefined, {})).toBeUndefined();
  });
});

it("shows no value in any refusal", () => {
  const hidden = "Hidden value";
  const names = [
    "alicloud:region",
    "alicloud:accessKey",
    "alicloud:secretKey",
    "alicloud:securityToken",
    "alicloud:endpoints",
    "alicloud:protocol",
    "alicloud:assumeRole",
  ];
  for (const name of names) {
    const config: Record<string, string> = { ...keysInConfig, [name]: hidden };
    const message = messageOf(() => [read(config), defaultRegionId((key) => config[key], {})]);
    expect(message).toContain(name);
    expect(message).not.toContain("Hidden");
  }
});
