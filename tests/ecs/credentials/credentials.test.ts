import { findCredentials } from "../../../provider/ecs/credentials/credentials";
import { CredentialsError } from "../../../provider/ecs/credentials/credentials-error";
import type { AssumeRole } from "../../../provider/ecs/settings/assume-role";
import type { Settings } from "../../../provider/ecs/settings/settings";
import { garbledReplies } from "../../helpers/garbled";
import { keysOnce, useHome } from "../../helpers/home";
import { roleCredentials, type StsAnswer, withSts } from "../../helpers/sts";

const home = useHome();

const none: Settings = {
  endpoint: undefined,
  stsEndpoint: undefined,
  protocol: "HTTP",
  stsProtocol: "HTTPS",
  keys: undefined,
  profile: undefined,
  assumeRole: undefined,
};
const keys = {
  accessKeyId: "id",
  accessKeySecret: "HiddenSecret",
  securityToken: undefined,
  source: "alicloud:accessKey and alicloud:secretKey",
};
const assumeRole: AssumeRole = {
  roleArn: "acs:ram::1:role/r",
  sessionName: "ci",
  policy: '{"Version":"1"}',
  sessionExpiration: 1800,
  externalId: "x",
  source: "alicloud:assumeRole",
};

/** What a user is told; no secret may be in it. */
async function refusal(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CredentialsError);
  const { message } = error as CredentialsError;
  expect(message).not.toContain("Hidden");
  return message;
}

it("signs with static keys, and knows what not to show", async () => {
  const { credential, secrets } = await findCredentials({ ...none, keys });
  expect(await credential.getCredential()).toMatchObject({
    accessKeyId: "id",
    accessKeySecret: "HiddenSecret",
  });
  expect(secrets()).toEqual(["HiddenSecret"]);
});

it("signs with an STS token", async () => {
  const { credential, secrets } = await findCredentials({
    ...none,
    keys: { ...keys, securityToken: "HiddenToken" },
  });
  expect(await credential.getCredential()).toMatchObject({ securityToken: "HiddenToken" });
  expect(secrets()).toEqual(["HiddenSecret", "HiddenToken"]);
});

it("does not take a text of fewer than 8 characters for a secret: messages would be garbled", async () => {
  const { secrets } = await findCredentials({ ...none, keys: { ...keys, accessKeySecret: "Address" } });
  expect(secrets()).toEqual([]);
});

it("names the profile that cannot be used, and where it is named", async () => {
  home.writeProfiles({ name: "dev", mode: "AK" });
  expect(
    await refusal(findCredentials({ ...none, profile: { value: 'o"ps\n', source: "alicloud:profile" } })),
  ).toMatch(/^The profile "o\\"ps\\n" \(alicloud:profile\) cannot be used: .* has none of that name; /);
});

it("prefers keys to a profile, and a profile to the default chain", async () => {
  home.writeProfiles(
    { name: "now", mode: "AK", access_key_id: "now-id", access_key_secret: "s" },
    { name: "ops", mode: "AK", access_key_id: "ops-id", access_key_secret: "s" },
  );
  const profile = { value: "ops", source: "ALICLOUD_PROFILE" };
  const idOf = async (settings: Settings): Promise<string | undefined> =>
    (await (await findCredentials(settings)).credential.getCredential()).accessKeyId;
  expect(await idOf({ ...none, keys, profile })).toBe("id");
  expect(await idOf({ ...none, profile })).toBe("ops-id");
  expect(await idOf(none)).toBe("now-id");
});

describe("in the middle of a run", () => {
  /** At its first run the command hands out keys, at the next it does what `later` says. */
  function writeCommand(later: string): void {
    const script = home.write("keys.js", keysOnce(home.path("was-run"), "id", "HiddenFirst", later));
    home.writeProfiles({ name: "ops", mode: "External", process_command: `${process.execPath} ${script}` });
  }
  const ops = { ...none, profile: { value: "ops", source: "ALICLOUD_PROFILE" } };

  it("credentials that cannot be fetched anew are told in the same words", async () => {
    writeCommand('console.error("HiddenFirst"); process.exit(1);');
    const { renew, secrets } = await findCredentials(ops);
    expect(await refusal(renew())).toBe(
      'The profile "ops" (ALICLOUD_PROFILE) cannot be used: its process_command failed, or did not print JSON with access_key_id and access_key_secret; run that command by hand.',
    );
    expect(secrets()).toEqual(["HiddenFirst"]);
  });

  it("new credentials are no more to be shown than those before them", async () => {
    writeCommand('answer("id", "HiddenSecond");');
    const { credential, renew, secrets } = await findCredentials(ops);
    // the SDK fetches none within a call, where no deadline holds
    expect((await credential.getCredential()).accessKeySecret).toBe("HiddenFirst");
    await renew();
    expect((await credential.getCredential()).accessKeySecret).toBe("HiddenSecond");
    expect(secrets()).toEqual(["HiddenFirst", "HiddenSecond"]);
  });

  it("keys that became unusable are told, not sent", async () => {
    writeCommand('answer("id", "Hidden\\nSecond");');
    const { renew } = await findCredentials(ops);
    expect(await refusal(renew())).toMatch(/its keys hold spaces or line breaks, or are empty/);
  });
});

describe("an assumed role", () => {
  const settings = { ...none, keys, assumeRole };
  const refusalOf = async (answer: StsAnswer, given: Settings = settings): Promise<string> => {
    let message = "";
    await withSts(answer, async (stsEndpoint) => {
      message = await refusal(findCredentials({ ...given, stsEndpoint }));
    });
    return message;
  };
  const refused =
    (code: string): StsAnswer =>
    () => ({
      status: 403,
      body: JSON.stringify({
        Code: code,
        Message: "Hidden",
        RequestId: "0A1B2C3D-0000-4000-8000-000000000000",
      }),
    });

  it("signs, with what the settings say of it; nothing of either is to be shown", async () => {
    let asked = new URLSearchParams();
    const answer: StsAnswer = (sent) => {
      asked = sent;
      return { status: 200, body: roleCredentials("HiddenRole", "HiddenToken") };
    };
    await withSts(answer, async (stsEndpoint) => {
      const { credential, secrets } = await findCredentials({ ...settings, stsEndpoint });
      expect(await credential.getCredential()).toMatchObject({
        accessKeyId: "STS.role",
        securityToken: "HiddenToken",
      });
      expect(secrets()).toEqual(["HiddenSecret", "HiddenRole", "HiddenToken"]);
    });
    expect(Object.fromEntries(asked)).toMatchObject({
      AccessKeyId: "id",
      RoleArn: "acs:ram::1:role/r",
      RoleSessionName: "ci",
      Policy: '{"Version":"1"}',
      DurationSeconds: "1800",
      ExternalId: "x",
    });
  });

  it("says whether it is the permission, the role or the keys, and where each is set", async () => {
    const role = "The role acs:ram::1:role/r (alicloud:assumeRole) cannot be used: ";
    const id = "request id 0A1B2C3D-0000-4000-8000-000000000000";
    expect(await refusalOf(refused("NoPermission"))).toBe(
      `${role}permission is missing; allow sts:AssumeRole to the RAM user or role of alicloud:accessKey and alicloud:secretKey, and name it in the trust policy of the role (the root user of an account cannot assume roles) [NoPermission, ${id}].`,
    );
    expect(await refusalOf(refused("EntityNotExist.Role"))).toBe(
      `${role}there is no such role; check the account and the name in alicloud:assumeRole [EntityNotExist.Role, ${id}].`,
    );
    expect(await refusalOf(refused("InvalidAccessKeyId.NotFound"))).toBe(
      `${role}there is no such AccessKey; check alicloud:accessKey and alicloud:secretKey [InvalidAccessKeyId.NotFound, ${id}].`,
    );
  });

  it("names the profile whose keys are refused, and the variable that names the role", async () => {
    home.writeProfiles({ name: "ops", mode: "AK", access_key_id: "id", access_key_secret: "HiddenSecret" });
    const given = {
      ...none,
      profile: { value: "ops", source: "ALICLOUD_PROFILE" },
      assumeRole: { ...assumeRole, source: "ALICLOUD_ASSUME_ROLE_ARN" },
    };
    expect(await refusalOf(refused("SignatureDoesNotMatch"), given)).toMatch(
      /^The role acs:ram::1:role\/r \(ALICLOUD_ASSUME_ROLE_ARN\) .*; check the profile "ops" \(ALICLOUD_PROFILE\) \[/,
    );
  });

  it("says of a wrong secret key just that, when STS shows that all else was signed alike", async () => {
    const answer: StsAnswer = (sent) => {
      sent.delete("Signature");
      const encode = (text: string): string =>
        encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
      const pairs = [...sent].map(([name, value]) => `${encode(name)}=${encode(value)}`).sort();
      const signed = `POST&%2F&${encode(pairs.join("&"))}`;
      const Message = `Specified signature is not matched with our calculation. server string to sign is:${signed}`;
      return { status: 400, body: JSON.stringify({ Code: "SignatureDoesNotMatch", Message }) };
    };
    expect(await refusalOf(answer)).toBe(
      "The role acs:ram::1:role/r (alicloud:assumeRole) cannot be used: the secret key is not that of the AccessKey id; check alicloud:accessKey and alicloud:secretKey [SignatureDoesNotMatch].",
    );
  });

  it.each([
    { status: 502, contentType: "text/html", body: "<html>Hidden</html>" },
    { status: 502, body: "Hidden" },
    { status: 403, body: '{"error":"Hidden"}' },
    { status: 200, body: "Hidden" },
    { status: 200, body: '{"Credentials":{"AccessKeySecret":"Hidden"}}' },
    ...garbledReplies.map(([, { httpStatus: status, ...reply }]) => ({ status, ...reply })),
  ])("shows nothing of an answer that is not one of STS: %j", async (answer) => {
    expect(await refusalOf(() => answer)).toBe(
      "The role acs:ram::1:role/r (alicloud:assumeRole) cannot be used: the answer is not one of STS, so it comes from something in between; check the network and the STS endpoint.",
    );
  });

  it("says when STS cannot be reached", async () => {
    // nothing listens there
    expect(await refusal(findCredentials({ ...settings, stsEndpoint: "127.0.0.1:1" }))).toBe(
      "The role acs:ram::1:role/r (alicloud:assumeRole) cannot be used: STS cannot be reached (ECONNREFUSED); check the network and the STS endpoint.",
    );
  });

  it("blames the profile where that fails, not the role", async () => {
    const profile = { value: "ops", source: "ALICLOUD_PROFILE" };
    home.writeProfiles({ name: "ops", mode: "External", process_command: "no-such-command" });
    expect(await refusal(findCredentials({ ...none, profile, assumeRole }))).toMatch(
      /^The profile "ops" \(ALICLOUD_PROFILE\) cannot be used: its process_command failed/,
    );
  });
});
