import { defaultRegionId, type Environment, readSettings, type Settings } from "../../provider/ecs/settings";

function read(config: Record<string, string>, env: Environment = {}): Settings {
  return readSettings((key) => config[key], env);
}

const keysInConfig = { "alicloud:accessKey": "id", "alicloud:secretKey": "secret" };
const keysInEnv = { ALICLOUD_ACCESS_KEY: "env-id", ALICLOUD_SECRET_KEY: "env-secret" };

it("has nothing but HTTPS when nothing is set", () => {
  expect(read({})).toEqual({
    endpoint: undefined,
    stsEndpoint: undefined,
    protocol: "HTTPS",
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
    expect(read({}, env).keys).toEqual({ accessKeyId: "a", accessKeySecret: "b", securityToken: "c" });
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
  ])("come in pairs: %j %j", (config, env, message) => {
    expect(() => read(config as Record<string, string>, env)).toThrow(message);
  });
});

describe("profile", () => {
  it("of the config wins over keys of the environment, and over the environment's profile", () => {
    const settings = read({ "alicloud:profile": "ops" }, { ...keysInEnv, ALICLOUD_PROFILE: "other" });
    expect(settings).toMatchObject({ keys: undefined, profile: "ops" });
  });

  it("of the environment gives way to keys", () => {
    expect(read({}, { ALICLOUD_PROFILE: "ops" }).profile).toBe("ops");
    expect(read({}, { ALIBABA_CLOUD_PROFILE: "ops" }).profile).toBe("ops");
    expect(read({}, { ...keysInEnv, ALICLOUD_PROFILE: "ops" }).profile).toBeUndefined();
    expect(read(keysInConfig, { ALICLOUD_PROFILE: "ops" }).profile).toBeUndefined();
  });

  it("is that of the alicloud provider's variable before that of the CLI's", () => {
    expect(read({}, { ALIBABA_CLOUD_PROFILE: "cli", ALICLOUD_PROFILE: "ops" }).profile).toBe("ops");
    expect(read({}, { ALIBABA_CLOUD_PROFILE: "cli", ALICLOUD_PROFILE: "" }).profile).toBe("cli");
  });
});

describe("endpoint and protocol", () => {
  it.each([
    ["127.0.0.1:8190", undefined, "127.0.0.1:8190", "HTTPS"],
    ["127.0.0.1:8190", "HTTP", "127.0.0.1:8190", "HTTP"],
    ["127.0.0.1:8190", "http", "127.0.0.1:8190", "HTTP"],
    ["http://127.0.0.1:8190/", undefined, "127.0.0.1:8190", "HTTP"],
    ["https://ecs.example.com", "HTTP", "ecs.example.com", "HTTPS"],
  ])("reads %s with protocol %s", (ecs, protocol, endpoint, expected) => {
    const config = {
      "alicloud:endpoints": JSON.stringify([{ ecs }]),
      ...(protocol === undefined ? {} : { "alicloud:protocol": protocol }),
    };
    expect(read(config)).toMatchObject({ endpoint, protocol: expected });
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

  it.each([
    [
      { "alicloud:endpoints": "127.0.0.1" },
      'alicloud:endpoints cannot be read: it must be a list of objects: `pulumi config set --path \'alicloud:endpoints[0].ecs\' 127.0.0.1:8190`, or JSON, [{"ecs":"127.0.0.1:8190"}].',
    ],
    [
      { "alicloud:endpoints": '[{"ecs":"http://a/b"}]' },
      "The ECS endpoint (alicloud:endpoints or ECS_ENDPOINT) must be a host, or host:port.",
    ],
    [{ "alicloud:protocol": "FTP" }, "alicloud:protocol must be HTTP or HTTPS."],
  ])("refuses %j", (config, message) => {
    expect(() => read(config as Record<string, string>)).toThrow(message);
  });
});

describe("assumeRole", () => {
  it("is read from the config, where numbers may be texts", () => {
    const config = {
      "alicloud:assumeRole": '{"roleArn":"acs:ram::1:role/r","sessionName":"ci","sessionExpiration":"3600"}',
    };
    expect(read(config).assumeRole).toEqual({
      roleArn: "acs:ram::1:role/r",
      sessionName: "ci",
      sessionExpiration: 3600,
    });
  });

  it("is read from the environment", () => {
    const env = { ALICLOUD_ASSUME_ROLE_ARN: "acs:ram::1:role/r", ALICLOUD_ASSUME_ROLE_SESSION_NAME: "ci" };
    expect(read({}, env).assumeRole).toEqual({ roleArn: "acs:ram::1:role/r", sessionName: "ci" });
  });

  it("is that of the config, whole, where both are set", () => {
    const env = { ALICLOUD_ASSUME_ROLE_ARN: "acs:ram::1:role/env", ALICLOUD_ASSUME_ROLE_SESSION_NAME: "env" };
    expect(read({ "alicloud:assumeRole": '{"roleArn":"acs:ram::1:role/r"}' }, env).assumeRole).toEqual({
      roleArn: "acs:ram::1:role/r",
    });
  });

  it("needs a role", () => {
    expect(() => read({ "alicloud:assumeRole": '{"sessionName":"ci"}' })).toThrow(
      "alicloud:assumeRole cannot be read: it must be an object with roleArn.",
    );
  });
});

it("takes the region from the config, then from the environment", () => {
  const region = (config: Record<string, string>, env: Environment): string | undefined =>
    defaultRegionId((key) => config[key], env);
  const env = { ALICLOUD_REGION: "a", ALIBABA_CLOUD_REGION: "b", ALIBABA_CLOUD_REGION_ID: "c" };
  expect(region({ "alicloud:region": "r" }, env)).toBe("r");
  expect(region({}, env)).toBe("a");
  expect(region({}, { ...env, ALICLOUD_REGION: "" })).toBe("b");
  expect(region({}, { ALIBABA_CLOUD_REGION_ID: "c" })).toBe("c");
  expect(region({}, {})).toBeUndefined();
});
