import { UserError } from "../../core/errors";
import { isAccessKeyId, isSecretText } from "../wire-text";
import { checked, firstSet, type Read, type Setting } from "./read-setting";

export interface StaticKeys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | undefined;
  /** The config keys or variables that hold them. */
  readonly source: string;
}

interface Names {
  readonly accessKey: string;
  readonly secretKey: string;
  readonly securityToken: string;
}

const CONFIG: Names = {
  accessKey: "alicloud:accessKey",
  secretKey: "alicloud:secretKey",
  securityToken: "alicloud:securityToken",
};

/** Source: the `DefaultFunc`s of terraform-provider-alicloud's provider.go, which `@pulumi/alicloud` wraps. */
const ENVIRONMENT: readonly Names[] = [
  {
    accessKey: "ALICLOUD_ACCESS_KEY",
    secretKey: "ALICLOUD_SECRET_KEY",
    securityToken: "ALICLOUD_SECURITY_TOKEN",
  },
  {
    accessKey: "ALIBABA_CLOUD_ACCESS_KEY_ID",
    secretKey: "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    securityToken: "ALIBABA_CLOUD_SECURITY_TOKEN",
  },
  {
    accessKey: "ALIBABACLOUD_ACCESS_KEY_ID",
    secretKey: "ALIBABACLOUD_ACCESS_KEY_SECRET",
    securityToken: "ALIBABACLOUD_SECURITY_TOKEN",
  },
];

/** @throws UserError when one of a pair is missing, or one cannot be a key. */
export function keysOfConfig(config: Read): StaticKeys | undefined {
  const keys = readKeys(config, [CONFIG]);
  if (keys === undefined && firstSet(config, CONFIG.securityToken) !== undefined) {
    throw new UserError(
      `${CONFIG.securityToken} is set, but ${CONFIG.accessKey} and ${CONFIG.secretKey} are not: set all three, or none.`,
    );
  }
  return keys;
}

/** @throws UserError when one of a pair is missing, or one cannot be a key. */
export function keysOfEnvironment(variable: Read): StaticKeys | undefined {
  return readKeys(variable, ENVIRONMENT);
}

const COPIED = "without spaces or line breaks in it; copy it again";

function readKeys(read: Read, names: readonly Names[]): StaticKeys | undefined {
  const first = (part: keyof Names): Setting | undefined =>
    firstSet(read, ...names.map((family) => family[part]));
  const id = checked(first("accessKey"), isAccessKeyId, `an AccessKey id, ${COPIED}`);
  const secret = checked(first("secretKey"), isSecretText, `a secret key, ${COPIED}`);
  const token = checked(first("securityToken"), isSecretText, `an STS token, ${COPIED}`);
  if (id && secret) {
    return {
      accessKeyId: id.value,
      accessKeySecret: secret.value,
      securityToken: token?.value,
      source: `${id.source} and ${secret.source}`,
    };
  }
  const half = id ?? secret;
  if (half === undefined) return undefined;
  const pair = names.find(({ accessKey, secretKey }) => [accessKey, secretKey].includes(half.source));
  const missing = id ? pair?.secretKey : pair?.accessKey;
  throw new UserError(`${half.source} is set, but ${missing ?? ""} is not: set both, or neither.`);
}
