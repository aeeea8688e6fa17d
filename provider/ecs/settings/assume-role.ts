import { z } from "zod";
import { checked, firstSet, type Read, readStructure, type Setting } from "./read-setting";

/** The role to sign with, in place of the user or role that the keys belong to. */
export interface AssumeRole {
  readonly roleArn: string;
  readonly sessionName: string | undefined;
  readonly policy: string | undefined;
  /** Seconds, 900 to 43200. */
  readonly sessionExpiration: number | undefined;
  readonly externalId: string | undefined;
  /** The config key or variable that names the role. */
  readonly source: string;
}

// `pulumi config set --path` writes a number where it can
const text = z.union([z.string(), z.number().transform(String)]);

const schema = z.object({
  roleArn: z.string().trim().min(1),
  sessionName: text.optional(),
  policy: text.optional(),
  sessionExpiration: text.optional(),
  externalId: text.optional(),
});

const SHAPE = "an object with roleArn, and perhaps sessionName, policy, sessionExpiration and externalId";

/**
 * Reads `alicloud:assumeRole`, or the variables if that is not set; the two are never mixed.
 *
 * Policy and external id are not checked: they travel percent-encoded in a body, and STS says what is wrong with them.
 * @throws UserError naming the part that cannot be used.
 */
export function readAssumeRole(config: Read, variable: Read): AssumeRole | undefined {
  const configured = readStructure(config, "alicloud:assumeRole", schema, SHAPE);
  const part = (name: keyof z.output<typeof schema>, ...variables: readonly string[]): Setting | undefined =>
    configured
      ? firstSet(() => configured[name], `alicloud:assumeRole.${name}`)
      : firstSet(variable, ...variables);

  const roleArn = checked(
    part("roleArn", "ALICLOUD_ASSUME_ROLE_ARN"),
    (arn) => /^acs:ram::\d+:role\/[\w./-]+$/.test(arn),
    "the ARN of a RAM role: acs:ram::<account id>:role/<name>",
  );
  if (roleArn === undefined) return undefined;
  const sessionName = checked(
    part("sessionName", "ALICLOUD_ASSUME_ROLE_SESSION_NAME"),
    (name) => /^[\w.@-]{2,64}$/.test(name),
    "2 to 64 letters, digits, dots, at signs, underscores and hyphens",
  );
  const sessionExpiration = checked(
    part("sessionExpiration"),
    (seconds) => /^\d+$/.test(seconds) && Number(seconds) >= 900 && Number(seconds) <= 43_200,
    "a whole number of seconds from 900 to 43200",
  );
  return {
    roleArn: roleArn.value,
    sessionName: sessionName?.value,
    policy: part("policy")?.value,
    sessionExpiration: sessionExpiration && Number(sessionExpiration.value),
    externalId: part("externalId")?.value,
    source: configured ? "alicloud:assumeRole" : roleArn.source,
  };
}
