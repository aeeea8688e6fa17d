import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { CLIProfileCredentialsProvider, type CredentialsProvider } from "@alicloud/credentials";
import { z } from "zod";
import { isRegionId } from "../../core/region";
import { parseJson } from "../settings/read-setting";
import { isHost, isRoleName } from "../wire-text";
import { explained, unusable } from "./credentials-error";
import { whyStsFailed, whyStsRefused } from "./sts-errors";

interface Mode {
  /** The fields without which it has no credentials. Those that the library may find elsewhere are not among them. */
  readonly needs: readonly string[];
  /** What its failure means, and what to do, as a clause, where STS has no part in it. */
  readonly hint?: string;
}

/** The modes of @alicloud/credentials 2.4.7 (providers/cli_profile). */
const MODES: Readonly<Record<string, Mode>> = {
  AK: { needs: ["access_key_id", "access_key_secret"] },
  StsToken: { needs: ["access_key_id", "access_key_secret", "sts_token"] },
  RamRoleArn: { needs: ["access_key_id", "access_key_secret", "ram_role_arn"] },
  ChainableRamRoleArn: { needs: ["source_profile", "ram_role_arn"] },
  OIDC: { needs: [] },
  EcsRamRole: {
    needs: [],
    hint: "this machine gave no credentials of a RAM role; attach the role to the ECS instance, or use another profile elsewhere",
  },
  CloudSSO: {
    needs: ["cloud_sso_sign_in_url", "cloud_sso_account_id", "cloud_sso_access_config", "access_token"],
    hint: "its login has ended, or its server cannot be reached; log in again with `aliyun configure --mode CloudSSO`",
  },
  OAuth: {
    needs: ["oauth_site_type"],
    hint: "its login has ended, or its server cannot be reached; log in again with `aliyun configure --mode OAuth`",
  },
  External: {
    needs: ["process_command"],
    hint: "its process_command failed, or did not print JSON with access_key_id and access_key_secret; run that command by hand",
  },
};

/** Those of its fields that the library makes a host or a path of. */
const URL_PARTS: Readonly<Record<string, (text: string) => boolean>> = {
  sts_region: isRegionId,
  sts_endpoint: isHost,
  ram_role_name: isRoleName,
};

type Fields = Readonly<Record<string, unknown>>;

const schema = z.object({
  current: z.string().optional(),
  profiles: z.array(z.record(z.string(), z.unknown())),
});

/** The file of the aliyun CLI. No variable moves it. */
export function cliConfigFile(): string {
  return join(homedir(), ".aliyun", "config.json");
}

/**
 * Opens a profile of the aliyun CLI, after a look at it of our own: where it lacks keys, the library would take those of
 * the environment, and sign for another account.
 * @param place What errors call it, for example `the profile "ops" (alicloud:profile)`.
 * @param name By default the one that the CLI uses now.
 * @throws CredentialsError that shows nothing of the file.
 */
export async function openCliProfile(place: string, name?: string): Promise<CredentialsProvider> {
  const refuse: Refuse = (clause) => {
    throw unusable(place, clause);
  };
  const { current, profiles } = await readConfig(refuse);
  const named = (wanted: unknown): Fields | undefined => profiles.find((one) => one["name"] === wanted);
  const sourceOf = (profile: Fields): Fields | undefined =>
    profile["mode"] === "ChainableRamRoleArn"
      ? (named(profile["source_profile"]) ?? refuse("its source_profile is none of the profiles"))
      : undefined;

  const chain: Fields[] = [];
  const first =
    named(name ?? current) ??
    refuse(`${cliConfigFile()} has none of that name; \`aliyun configure list\` shows all`);
  for (let next: Fields | undefined = first; next !== undefined; next = sourceOf(next)) {
    if (chain.includes(next)) refuse("its source_profile leads back to it");
    chain.push(next);
    checkFields(next, refuse);
  }
  const root = modeOf(chain.at(-1));
  const hint = root === undefined ? `its mode is not one of ${Object.keys(MODES).join(", ")}` : root.hint;
  const builder = CLIProfileCredentialsProvider.builder();
  if (name !== undefined) builder.withProfileName(name);
  const places = { keys: "the profile", role: "the profile" };
  return explained(builder.build(), place, (error) =>
    hint === undefined ? whyStsFailed(error, places) : (whyStsRefused(error, places) ?? hint),
  );
}

type Refuse = (clause: string) => never;

async function readConfig(refuse: Refuse): Promise<z.output<typeof schema>> {
  const file = cliConfigFile();
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    const { code = "" } = error as NodeJS.ErrnoException;
    return code === "ENOENT"
      ? refuse(`there is no file ${file}; write it with \`aliyun configure\``)
      : refuse(`${file} cannot be read (${code}); check its permissions`);
  });
  const config = schema.safeParse(parseJson(text) ?? refuse(`${file} is not JSON; correct it`));
  return config.data ?? refuse(`${file} has no list of profiles; write it with \`aliyun configure\``);
}

function modeOf(profile: Fields | undefined): Mode | undefined {
  const mode = String(profile?.["mode"]);
  // a newer library may know more modes
  return Object.hasOwn(MODES, mode) ? MODES[mode] : undefined;
}

function checkFields(profile: Fields, refuse: Refuse): void {
  const missing = (modeOf(profile)?.needs ?? []).filter((field) => !isText(profile[field]));
  if (missing.length > 0)
    refuse(`it has no ${missing.join(", no ")}; \`aliyun configure\` asks for what its mode needs`);
  for (const [field, isValid] of Object.entries(URL_PARTS)) {
    const text = profile[field];
    if (isText(text) && !isValid(text)) refuse(`its ${field} cannot be part of a URL; correct it`);
  }
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
