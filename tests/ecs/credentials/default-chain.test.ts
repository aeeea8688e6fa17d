import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { CredentialsError } from "../../../provider/ecs/credentials/credentials-error";
import { openDefaultChain } from "../../../provider/ecs/credentials/default-chain";
import { CLI_CONFIG, useHome } from "../../helpers/home";

const home = useHome();

const nothing =
  "No Alibaba Cloud credentials were found. Set alicloud:accessKey and alicloud:secretKey (`pulumi config set --secret`), " +
  "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY, or a profile of the aliyun CLI (alicloud:profile or ALICLOUD_PROFILE), " +
  "or run on an ECS instance that has a RAM role.";

const ini = "[default]\ntype = access_key\naccess_key_id = ini-id\naccess_key_secret = HiddenSecret\n";
const profile = { name: "now", mode: "AK", access_key_id: "cli-id", access_key_secret: "HiddenSecret" };

async function refusal(): Promise<string> {
  const error: unknown = await openDefaultChain().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CredentialsError);
  const { message } = error as CredentialsError;
  expect(message).not.toContain("Hidden");
  return message;
}

async function found(): Promise<{ id: string; place: string }> {
  const { provider, place } = await openDefaultChain();
  return { id: (await provider.getCredentials()).accessKeyId, place };
}

/** Runs the work with a server that answers so at ALIBABA_CLOUD_CREDENTIALS_URI. */
async function withUri(body: string, work: () => Promise<void>): Promise<void> {
  const server = createServer((_request, response) => {
    response.setHeader("connection", "close").end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  process.env["ALIBABA_CLOUD_CREDENTIALS_URI"] =
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/?Hidden`;
  try {
    await work();
  } finally {
    server.close();
  }
}

it("names the ways to set credentials when there are none, at each attempt", async () => {
  expect(await refusal()).toBe(nothing);
  expect(await refusal()).toBe(nothing);
});

it("takes the current profile of the CLI before the credentials file, and that before the URI", async () => {
  const expiration = new Date(Date.now() + 3_600_000).toISOString();
  const credentials = {
    AccessKeyId: "uri-id",
    AccessKeySecret: "HiddenSecret",
    SecurityToken: "t",
    Expiration: expiration,
  };
  await withUri(JSON.stringify(credentials), async () => {
    expect(await found()).toEqual({
      id: "uri-id",
      place: "the server of ALIBABA_CLOUD_CREDENTIALS_URI",
    });
    const file = home.write(".alibabacloud/credentials", ini);
    expect(await found()).toEqual({ id: "ini-id", place: `the credentials file ${file}` });
    home.writeProfiles(profile);
    expect(await found()).toEqual({ id: "cli-id", place: "the current profile of the aliyun CLI" });
  });
});

it("finds the credentials file where the variable says", async () => {
  process.env["ALIBABA_CLOUD_CREDENTIALS_FILE"] = home.write("elsewhere", ini);
  expect((await found()).id).toBe("ini-id");
});

it("leaves the profile of the CLI alone where that is switched off", async () => {
  home.writeProfiles(profile);
  process.env["ALIBABA_CLOUD_CLI_PROFILE_DISABLED"] = "true";
  expect(await refusal()).toBe(nothing);
});

it("goes on after a place that fails", async () => {
  home.write(CLI_CONFIG, "Hidden");
  home.write(".alibabacloud/credentials", ini);
  expect((await found()).id).toBe("ini-id");
});

it("tells of each place that was set up and failed, and shows nothing of any", async () => {
  process.env["ALIBABA_CLOUD_OIDC_PROVIDER_ARN"] = "acs:ram::1:oidc-provider/p";
  process.env["ALIBABA_CLOUD_ROLE_ARN"] = "acs:ram::1:role/r";
  process.env["ALIBABA_CLOUD_OIDC_TOKEN_FILE"] = home.path("no-such-Hidden");
  home.write(CLI_CONFIG, '{"access_key_secret":"Hidden",');
  const file = home.write(".alibabacloud/credentials", "[default]\ntype = Hidden\n");
  await withUri('{"AccessKeyId":"id","AccessKeySecret":"Hidden"}', async () => {
    expect((await refusal()).split(/(?<=\.) (?=The|No)/)).toEqual([
      "The OIDC token (ALIBABA_CLOUD_OIDC_TOKEN_FILE) cannot be used: the OIDC token file cannot be read (ENOENT); check its path and its permissions.",
      `The current profile of the aliyun CLI cannot be used: ${home.path(CLI_CONFIG)} is not JSON; correct it.`,
      `The credentials file ${file} cannot be used: its section [default] needs a type (access_key, ecs_ram_role or ram_role_arn), and what belongs to that.`,
      "The server of ALIBABA_CLOUD_CREDENTIALS_URI cannot be used: it must answer with JSON that has AccessKeyId, AccessKeySecret, SecurityToken and Expiration.",
      nothing,
    ]);
  });
});
