import type { CredentialsProvider } from "@alicloud/credentials";
import { UserError } from "../../core/errors";
import { isAccessKeyId, isSecretText } from "../wire-text";

/**
 * Why there are no credentials, and what to do. It never holds words of @alicloud/credentials: those repeat whole files,
 * replies, URLs with tokens in them, and the output of commands.
 */
export class CredentialsError extends UserError {}

/** The error where they are not there in time: each renewal may ask a server, or run a command. */
export const notInTime = (seconds: number): CredentialsError =>
  new CredentialsError(
    `The credentials were not there after ${seconds} s; check the network, or the command that prints them.`,
  );

/** The error for one place where credentials were looked for. `place` and `clause` are parts of its sentence. */
export function unusable(place: string, clause: string): CredentialsError {
  return new CredentialsError(`${place.charAt(0).toUpperCase()}${place.slice(1)} cannot be used: ${clause}.`);
}

/**
 * The same provider, whose every failure is a `CredentialsError`.
 *
 * Credentials are fetched anew in the middle of a run, before they expire, so what fails in the library's words must be
 * the provider itself, and not only its first use.
 */
export function explained(
  provider: CredentialsProvider,
  place: string,
  why: (error: unknown) => string,
): CredentialsProvider {
  return {
    getProviderName: () => provider.getProviderName(),
    getCredentials: async () => {
      const credentials = await provider.getCredentials().catch((error: unknown) => {
        throw error instanceof CredentialsError ? error : unusable(place, why(error));
      });
      const { accessKeyId, accessKeySecret, securityToken } = credentials;
      const fit = isAccessKeyId(accessKeyId) && isSecretText(accessKeySecret);
      if (fit && (!securityToken || isSecretText(securityToken))) return credentials;
      throw unusable(place, "its keys hold spaces or line breaks, or are empty; copy them again");
    },
  };
}
