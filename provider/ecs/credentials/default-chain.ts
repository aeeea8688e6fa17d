import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import {
  type CredentialsProvider,
  ECSRAMRoleCredentialsProvider,
  OIDCRoleArnCredentialsProvider,
  ProfileCredentialsProvider,
  URICredentialsProvider,
} from "@alicloud/credentials";
import { cliConfigFile, openCliProfile } from "./cli-profile";
import { CredentialsError, explained } from "./credentials-error";
import { whyStsFailed, whyStsRefused } from "./sts-errors";

const WAYS =
  "Set alicloud:accessKey and alicloud:secretKey (`pulumi config set --secret`), " +
  "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY, or a profile of the aliyun CLI (alicloud:profile or ALICLOUD_PROFILE), " +
  "or run on an ECS instance that has a RAM role.";

/** Credentials, and what errors call the place they are from. */
export interface Source {
  readonly provider: CredentialsProvider;
  readonly place: string;
}

interface Candidate {
  readonly place: string;
  /** Whether somebody set it up. Where that cannot be known, its failure is no news. */
  readonly isThere: boolean | "perhaps";
  readonly open: (place: string) => CredentialsProvider | Promise<CredentialsProvider>;
}

/**
 * Finds credentials where the default chain of @alicloud/credentials does, in its order. That chain itself is not used: its
 * error strings together the messages of all places, and after a failure it goes on with the last of them.
 * @throws CredentialsError that tells of each place that was set up and failed, and names the ways to set credentials.
 */
export async function openDefaultChain(): Promise<Source> {
  const failures: string[] = [];
  for (const { place, isThere, open } of candidates(process.env)) {
    if (isThere === false) continue;
    try {
      const provider = await open(place);
      await provider.getCredentials();
      return { provider, place };
    } catch (error) {
      if (!(error instanceof CredentialsError)) throw error;
      if (isThere === true) failures.push(`${error.message} `);
    }
  }
  throw new CredentialsError(`${failures.join("")}No Alibaba Cloud credentials were found. ${WAYS}`);
}

/** Source: providers/default of @alicloud/credentials 2.4.7. Its first, keys in the environment, are among the settings. */
function candidates(env: NodeJS.ProcessEnv): Candidate[] {
  const isTrue = (name: string): boolean => env[name]?.toLowerCase() === "true";
  const oidc = ["ALIBABA_CLOUD_ROLE_ARN", "ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "ALIBABA_CLOUD_OIDC_TOKEN_FILE"];
  const file = env["ALIBABA_CLOUD_CREDENTIALS_FILE"] || join(homedir(), ".alibabacloud", "credentials");
  const namedRole = env["ALIBABA_CLOUD_ECS_METADATA"];
  return [
    {
      place: "the OIDC token (ALIBABA_CLOUD_OIDC_TOKEN_FILE)",
      isThere: oidc.every((name) => env[name]),
      open: (place) =>
        explained(OIDCRoleArnCredentialsProvider.builder().build(), place, (error) =>
          whyStsFailed(error, { keys: "ALIBABA_CLOUD_OIDC_TOKEN_FILE", role: "ALIBABA_CLOUD_ROLE_ARN" }),
        ),
    },
    {
      place: "the current profile of the aliyun CLI",
      isThere: existsSync(cliConfigFile()) && !isTrue("ALIBABA_CLOUD_CLI_PROFILE_DISABLED"),
      open: (place) => openCliProfile(place),
    },
    {
      place: `the credentials file ${file}`,
      isThere: existsSync(file),
      open: (place) =>
        explained(
          ProfileCredentialsProvider.builder().build(),
          place,
          (error) =>
            whyStsRefused(error, { keys: "that file", role: "that file" }) ??
            "its section [default] needs a type (access_key, ecs_ram_role or ram_role_arn), and what belongs to that",
        ),
    },
    {
      place: "the RAM role of this ECS instance",
      isThere: !isTrue("ALIBABA_CLOUD_ECS_METADATA_DISABLED") && (namedRole ? true : "perhaps"),
      open: (place) =>
        explained(
          ECSRAMRoleCredentialsProvider.builder().build(),
          place,
          () =>
            "this machine gives no credentials of the role that ALIBABA_CLOUD_ECS_METADATA names; attach it to the instance",
        ),
    },
    {
      place: "the server of ALIBABA_CLOUD_CREDENTIALS_URI",
      isThere: Boolean(env["ALIBABA_CLOUD_CREDENTIALS_URI"]),
      open: (place) =>
        explained(
          URICredentialsProvider.builder().build(),
          place,
          () =>
            "it must answer with JSON that has AccessKeyId, AccessKeySecret, SecurityToken and Expiration",
        ),
    },
  ];
}
