import Credential, {
  type CredentialsProvider,
  RAMRoleARNCredentialsProvider,
  StaticAKCredentialsProvider,
  StaticSTSCredentialsProvider,
} from "@alicloud/credentials";
import type { AssumeRole } from "../settings/assume-role";
import type { Settings } from "../settings/settings";
import type { StaticKeys } from "../settings/static-keys";
import { openCliProfile } from "./cli-profile";
import { explained } from "./credentials-error";
import { openDefaultChain, type Source } from "./default-chain";
import { whyStsFailed } from "./sts-errors";

/** A real secret has 30 characters; to take out a shorter text would only garble messages. */
const MIN_SECRET_LENGTH = 8;

export interface Signer {
  /** Fetches the credentials that calls are signed with from now on, where those of before would expire: before each call of the ECS API, and so before the one question to STS (ecs/caller.ts) too. @throws CredentialsError */
  readonly renew: () => Promise<void>;
  readonly credential: Credential;
  /** The parts of all credentials fetched so far that no message may show: those of a role change by the hour. */
  readonly secrets: () => readonly string[];
}

/**
 * Finds the credentials that the settings name, and fetches them once, so that missing ones are told before any call.
 * @throws CredentialsError that says what is wrong, where that is set, and what to do.
 */
export async function findCredentials(settings: Settings): Promise<Signer> {
  const secrets = new Set<string>();
  const { provider, place } = await openSource(settings);
  const base = noting(secrets, provider);
  const { assumeRole, stsEndpoint } = settings;
  const signing = assumeRole ? noting(secrets, assuming(assumeRole, base, place, stsEndpoint)) : base;
  const { provider: kept, renew } = await keeping(signing);
  return { credential: new Credential(null, kept), renew, secrets: () => [...secrets] };
}

/**
 * The same provider, which fetches when it is told to: the SDK asks for credentials within each call, where neither a time-out nor a
 * deadline holds for what that takes.
 */
async function keeping(
  provider: CredentialsProvider,
): Promise<{ readonly provider: CredentialsProvider; readonly renew: () => Promise<void> }> {
  let credentials = await provider.getCredentials();
  return {
    provider: {
      getProviderName: () => provider.getProviderName(),
      getCredentials: () => Promise.resolve(credentials),
    },
    renew: async () => {
      credentials = await provider.getCredentials();
    },
  };
}

async function openSource({ keys, profile }: Settings): Promise<Source> {
  if (keys) return { provider: staticProvider(keys), place: keys.source };
  if (profile === undefined) return openDefaultChain();
  const place = `the profile ${JSON.stringify(profile.value)} (${profile.source})`;
  return { provider: await openCliProfile(place, profile.value), place };
}

/** The settings have checked the keys, so it cannot fail. */
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

function assuming(
  role: AssumeRole,
  base: CredentialsProvider,
  keys: string,
  stsEndpoint: string | undefined,
): CredentialsProvider {
  const builder = RAMRoleARNCredentialsProvider.builder()
    .withCredentialsProvider(base)
    .withRoleArn(role.roleArn);
  if (role.sessionName !== undefined) builder.withRoleSessionName(role.sessionName);
  if (role.policy !== undefined) builder.withPolicy(role.policy);
  if (role.sessionExpiration !== undefined) builder.withDurationSeconds(role.sessionExpiration);
  if (role.externalId !== undefined) builder.withExternalId(role.externalId);
  if (stsEndpoint !== undefined) builder.withStsEndpoint(stsEndpoint);
  const place = `the role ${role.roleArn} (${role.source})`;
  return explained(builder.build(), place, (error) => whyStsFailed(error, { keys, role: role.source }));
}

/** The same provider; the secrets of what it answers are added to the set. */
function noting(secrets: Set<string>, provider: CredentialsProvider): CredentialsProvider {
  return {
    getProviderName: () => provider.getProviderName(),
    getCredentials: async () => {
      const credentials = await provider.getCredentials();
      for (const secret of [credentials.accessKeySecret, credentials.securityToken])
        if (secret && secret.length >= MIN_SECRET_LENGTH) secrets.add(secret);
      return credentials;
    },
  };
}
