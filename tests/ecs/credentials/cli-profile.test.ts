import { mkdirSync } from "node:fs";
import { openCliProfile } from "../../../provider/ecs/credentials/cli-profile";
import { CredentialsError } from "../../../provider/ecs/credentials/credentials-error";
import { CLI_CONFIG, useHome } from "../../helpers/home";

const home = useHome();
const place = 'the profile "ops" (ALICLOUD_PROFILE)';
const ak = { name: "ops", mode: "AK", access_key_id: "id", access_key_secret: "HiddenSecret" };

/** What a user is told; nothing of the file may be in it. */
async function refusal(name: string | undefined = "ops"): Promise<string> {
  const error: unknown = await openCliProfile(place, name)
    .then((provider) => provider.getCredentials())
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CredentialsError);
  const { message } = error as CredentialsError;
  expect(message).not.toContain("Hidden");
  return message.replace('The profile "ops" (ALICLOUD_PROFILE) cannot be used: ', "… ");
}

it("signs with the keys of a profile, and with its token", async () => {
  home.writeProfiles(ak, { ...ak, name: "sts", mode: "StsToken", sts_token: "token" });
  expect(await (await openCliProfile(place, "ops")).getCredentials()).toMatchObject({
    accessKeyId: "id",
    accessKeySecret: "HiddenSecret",
  });
  expect(await (await openCliProfile(place, "sts")).getCredentials()).toMatchObject({
    securityToken: "token",
  });
});

it("signs with the current profile when none is named", async () => {
  home.writeProfiles({ ...ak, name: "now", access_key_id: "now-id" }, ak);
  expect(await (await openCliProfile(place)).getCredentials()).toMatchObject({ accessKeyId: "now-id" });
});

describe("of the file, says", () => {
  it("that there is none", async () => {
    expect(await refusal()).toBe(
      `… there is no file ${home.path(CLI_CONFIG)}; write it with \`aliyun configure\`.`,
    );
  });

  it("that it cannot be read", async () => {
    mkdirSync(home.path(CLI_CONFIG), { recursive: true });
    expect(await refusal()).toBe(
      `… ${home.path(CLI_CONFIG)} cannot be read (EISDIR); check its permissions.`,
    );
  });

  it.each(['{"profiles":[{"access_key_secret":"Hidden"},]}', "Hidden", ""])(
    "that it is not JSON: %s",
    async (text) => {
      home.write(CLI_CONFIG, text);
      expect(await refusal()).toBe(`… ${home.path(CLI_CONFIG)} is not JSON; correct it.`);
    },
  );

  it.each([
    '{"current":"Hidden"}',
    '["Hidden"]',
    '"Hidden"',
    '{"profiles":["Hidden"]}',
    '{"profiles":"Hidden"}',
  ])("that it lists no profiles: %s", async (text) => {
    home.write(CLI_CONFIG, text);
    expect(await refusal()).toBe(
      `… ${home.path(CLI_CONFIG)} has no list of profiles; write it with \`aliyun configure\`.`,
    );
  });

  it("that no profile has the name", async () => {
    home.writeProfiles({ ...ak, name: "HiddenName" });
    expect(await refusal()).toBe(
      `… ${home.path(CLI_CONFIG)} has none of that name; \`aliyun configure list\` shows all.`,
    );
  });
});

describe("of the profile, says", () => {
  it.each([
    [{ mode: "AK", access_key_secret: "" }, "access_key_secret"],
    [{ mode: "AK", access_key_id: undefined, access_key_secret: "" }, "access_key_id, no access_key_secret"],
    [{ mode: "StsToken" }, "sts_token"],
    [{ mode: "RamRoleArn" }, "ram_role_arn"],
    [{ mode: "ChainableRamRoleArn", ram_role_arn: "Hidden" }, "source_profile"],
    [
      { mode: "CloudSSO" },
      "cloud_sso_sign_in_url, no cloud_sso_account_id, no cloud_sso_access_config, no access_token",
    ],
    [{ mode: "OAuth" }, "oauth_site_type"],
    [{ mode: "External" }, "process_command"],
  ])("what it lacks: %j", async (profile, missing) => {
    home.writeProfiles({ ...ak, ...profile });
    expect(await refusal()).toBe(
      `… it has no ${missing}; \`aliyun configure\` asks for what its mode needs.`,
    );
  });

  it("that it lacks keys, also when the environment has some: those may be of another account", async () => {
    process.env["ALIBABA_CLOUD_ACCESS_KEY_ID"] = "other-id";
    process.env["ALIBABA_CLOUD_ACCESS_KEY_SECRET"] = "other-secret";
    home.writeProfiles({ name: "ops", mode: "AK", access_key_id: "", access_key_secret: "" });
    expect(await refusal()).toContain("it has no access_key_id, no access_key_secret");
  });

  it.each([{ mode: "HiddenMode" }, { mode: undefined }])("which modes there are: %j", async (profile) => {
    home.writeProfiles({ ...ak, ...profile });
    expect(await refusal()).toBe(
      "… its mode is not one of AK, StsToken, RamRoleArn, ChainableRamRoleArn, OIDC, EcsRamRole, CloudSSO, OAuth, External.",
    );
  });

  it.each([
    [{ mode: "RamRoleArn", ram_role_arn: "r", sts_region: "Hidden/" }, "sts_region"],
    [{ mode: "RamRoleArn", ram_role_arn: "r", sts_endpoint: "Hidden/x" }, "sts_endpoint"],
    [{ mode: "EcsRamRole", ram_role_name: "../Hidden" }, "ram_role_name"],
  ])("what cannot be part of a URL: %j", async (profile, field) => {
    home.writeProfiles({ ...ak, ...profile });
    expect(await refusal()).toBe(`… its ${field} cannot be part of a URL; correct it.`);
  });

  it("that its keys cannot be keys", async () => {
    home.writeProfiles({ ...ak, access_key_secret: "Hidden\nSecret" });
    expect(await refusal()).toBe("… its keys hold spaces or line breaks, or are empty; copy them again.");
  });

  it("that its source is missing, lacks something itself, or is a circle", async () => {
    const role = { name: "ops", mode: "ChainableRamRoleArn", ram_role_arn: "r", source_profile: "other" };
    home.writeProfiles(role);
    expect(await refusal()).toBe("… its source_profile is none of the profiles.");
    home.writeProfiles(role, { name: "other", mode: "AK", access_key_id: "id" });
    expect(await refusal()).toContain("it has no access_key_secret");
    home.writeProfiles(role, { ...role, name: "other", source_profile: "ops" });
    expect(await refusal()).toBe("… its source_profile leads back to it.");
  });
});

describe("of credentials that could not be fetched, says", () => {
  it.each([
    [
      { mode: "External", process_command: "no-such-command Hidden" },
      "its process_command failed, or did not print JSON with access_key_id and access_key_secret; run that command by hand",
    ],
    [
      {
        mode: "CloudSSO",
        cloud_sso_sign_in_url: "Hidden",
        cloud_sso_account_id: "a",
        cloud_sso_access_config: "b",
      },
      "its login has ended, or its server cannot be reached; log in again with `aliyun configure --mode CloudSSO`",
    ],
    [
      { mode: "OAuth", oauth_site_type: "Hidden" },
      "its login has ended, or its server cannot be reached; log in again with `aliyun configure --mode OAuth`",
    ],
    [
      { mode: "EcsRamRole" },
      "this machine gave no credentials of a RAM role; attach the role to the ECS instance, or use another profile elsewhere",
    ],
    [
      { mode: "OIDC", oidc_provider_arn: "a", oidc_token_file: "/no/such/Hidden", ram_role_arn: "r" },
      "the OIDC token file cannot be read (ENOENT); check its path and its permissions",
    ],
    [
      { mode: "RamRoleArn", ram_role_arn: "r", sts_endpoint: "127.0.0.1:1" },
      "STS cannot be reached (ECONNREFUSED); check the network and the STS endpoint",
    ],
  ])("what its mode makes of that: %j", async (profile, clause) => {
    home.writeProfiles({ ...ak, access_token: "HiddenToken", ...profile });
    expect(await refusal()).toBe(`… ${clause}.`);
  });

  it("nothing of what the command printed", async () => {
    const script = home.write("keys.js", 'console.log("HiddenSecret"); console.error("HiddenToken");');
    home.writeProfiles({ name: "ops", mode: "External", process_command: `${process.execPath} ${script}` });
    expect(await refusal()).toContain("its process_command failed");
  });
});
