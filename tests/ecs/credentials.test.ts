import { join } from "node:path";
import { findCredentials } from "../../provider/ecs/credentials";
import type { Settings } from "../../provider/ecs/settings";

const ownEnvironment = { ...process.env };

// whoever runs the tests may have credentials
beforeAll(() => {
  for (const name of Object.keys(process.env))
    if (/^(ALIBABA_?CLOUD|ALICLOUD)_/.test(name)) Reflect.deleteProperty(process.env, name);
  process.env["ALIBABA_CLOUD_ECS_METADATA_DISABLED"] = "true";
  process.env["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"] = "true";
  process.env["ALIBABA_CLOUD_CREDENTIALS_FILE"] = join(__dirname, "no-such-file");
});

afterAll(() => {
  process.env = ownEnvironment;
});

const none: Settings = {
  endpoint: undefined,
  stsEndpoint: undefined,
  protocol: "HTTP",
  keys: undefined,
  profile: undefined,
  assumeRole: undefined,
};
const keys = { accessKeyId: "id", accessKeySecret: "the-secret", securityToken: undefined, source: "a test" };

const ways =
  "Set alicloud:accessKey and alicloud:secretKey (`pulumi config set --secret`), " +
  "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY, or a profile of the aliyun CLI (alicloud:profile or ALICLOUD_PROFILE), " +
  "or run on an ECS instance that has a RAM role.";

it("signs with static keys, and knows what not to show", async () => {
  const { credential, secrets } = await findCredentials({ ...none, keys });
  expect(await credential.getCredential()).toMatchObject({
    accessKeyId: "id",
    accessKeySecret: "the-secret",
  });
  expect(await secrets()).toContain("the-secret");
});

it("signs with an STS token", async () => {
  const { credential, secrets } = await findCredentials({
    ...none,
    keys: { ...keys, securityToken: "the-token" },
  });
  expect(await credential.getCredential()).toMatchObject({ securityToken: "the-token" });
  expect(await secrets()).toEqual(expect.arrayContaining(["the-secret", "the-token"]));
});

it("names the ways to set credentials when there are none, at each attempt", async () => {
  await expect(findCredentials(none)).rejects.toThrow(`No Alibaba Cloud credentials were found. ${ways}`);
  await expect(findCredentials(none)).rejects.toThrow(`No Alibaba Cloud credentials were found. ${ways}`);
});

it("names the role that could not be assumed, and no key", async () => {
  const assumeRole = {
    roleArn: "acs:ram::1:role/r",
    sessionName: "ci",
    policy: "{}",
    sessionExpiration: 900,
    externalId: "x",
    source: "alicloud:assumeRole",
  };
  // nothing listens there
  await expect(findCredentials({ ...none, keys, assumeRole, stsEndpoint: "127.0.0.1:1" })).rejects.toThrow(
    `The role acs:ram::1:role/r (alicloud:assumeRole) could not be assumed. ${ways}`,
  );
});
