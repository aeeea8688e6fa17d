import Credential, {
  CLIProfileCredentialsProvider,
  DefaultCredentialsProvider,
  RAMRoleARNCredentialsProvider,
  StaticAKCredentialsProvider,
  StaticSTSCredentialsProvider,
  type CredentialsProvider,
} from "@alicloud/credentials";
import { UserError } from "../core/errors";
import type { Settings } from "./settings";
import type { StaticKeys } from "./static-keys";

const WAYS =
  "Set alicloud:accessKey and alicloud:secretKey (`pulumi config set --secret`), " +
  "ALICLOUD_ACCESS_KEY and ALICLOUD_SECRET_KEY, or a profile of the aliyun CLI (alicloud:profile or ALICLOUD_PROFILE), " +
  "or run on an ECS instance that has a RAM role.";

/** A real secret has 30 characters; to take out a shorter text would only garble messages. */
const MIN_SECRET_LENGTH = 8;

export interface Signer {
  readonly credential: Credential;
  /** The parts of the credentials that no message may show, as they are now: those of a role change by the hour. */
  readonly secrets: () => Promise<readonly string[]>;
}

/**
 * Finds the credentials that the settings name, and fetches them once, so that missing ones are told before any call.
 *
 * Call it anew after a failure: a chain of @alicloud/credentials 2.4.7 that failed once goes on with its last provider
 * and answers "getaddrinfo ENOTFOUND undefined".
 * @throws UserError that names the ways to set credentials.
 */
export async function findCredentials(settings: Settings): Promise<Signer> {
  try {
    const base = baseProvider(settings);
    const credential = new Credential(null, withAssumedRole(base, settings));
    await credential.getCredential();
    return { credential, secrets: () => secretsOf(base.getCredentials(), credential.getCredential()) };
  } catch (error) {
    throw new UserError(`${whatFailed(settings, error)} ${WAYS}`);
  }
}

interface Secrets {
  readonly accessKeySecret?: string;
  readonly securityToken?: string;
}

/** What can be fetched of them; where nothing can, nothing was sent that a message could repeat. */
async function secretsOf(...credentials: readonly Promise<Secrets>[]): Promise<string[]> {
  const fetched = await Promise.allSettled(credentials);
  return fetched
    .flatMap((result) =>
      result.status === "fulfilled" ? [result.value.accessKeySecret, result.value.securityToken] : [],
    )
    .filter((secret): secret is string => secret !== undefined && secret.length >= MIN_SECRET_LENGTH);
}

function baseProvider({ keys, profile }: Settings): CredentialsProvider {
  if (keys) return staticProvider(keys);
  if (profile !== undefined)
    return CLIProfileCredentialsProvider.builder().withProfileName(profile.value).build();
  return DefaultCredentialsProvider.builder().build();
}

function staticProvider({ accessKeyId, accessKeySecret, securityToken }: StaticKeys): CredentialsProvider {
  if (securityToken === undefined) {
    return StaticAKCredentialsProvider.builder()
      .withAccessKeyId(accessKeyId)
      .withAccessKeySecret(accessKeySecret)
      .build();
  }
  return StaticSTSCredentialsProvider.builder()
    .withAccessKeyId(accessKeyId)
    .withAccessKeySecret(accessKeySecret)
    .withSecurityToken(securityToken)
    .build();
}

function withAssumedRole(
  base: CredentialsProvider,
  { assumeRole, stsEndpoint }: Settings,
): CredentialsProvider {
  if (!assumeRole) return base;
  const builder = RAMRoleARNCredentialsProvider.builder()
    .withCredentialsProvider(base)
    .withRoleArn(assumeRole.roleArn);
  if (assumeRole.sessionName !== undefined) builder.withRoleSessionName(assumeRole.sessionName);
  if (assumeRole.policy !== undefined) builder.withPolicy(assumeRole.policy);
  if (assumeRole.sessionExpiration !== undefined) builder.withDurationSeconds(assumeRole.sessionExpiration);
  if (assumeRole.externalId !== undefined) builder.withExternalId(assumeRole.externalId);
  if (stsEndpoint !== undefined) builder.withStsEndpoint(stsEndpoint);
  return builder.build();
}

/** The library's own words are shown only where they name a profile or a role: those of the chain name every attempt. */
function whatFailed({ keys, profile, assumeRole }: Settings, error: unknown): string {
  const reason = error instanceof Error ? error.message.split("\n")[0] : "";
  if (assumeRole) return `The role ${assumeRole.roleArn} (alicloud:assumeRole) could not be assumed.`;
  if (profile !== undefined)
    return `The profile "${profile.value}" (${profile.source}) cannot be used: ${reason ?? ""}.`;
  return keys ? "The configured keys cannot be used." : "No Alibaba Cloud credentials were found.";
}
