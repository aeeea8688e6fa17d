import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import { dirname, join } from "node:path";

/** A home directory, as @alicloud/credentials and we see it. */
export interface Home {
  /** The absolute path of a file in it. */
  readonly path: (name: string) => string;
  /** Writes a file, and answers its path. */
  readonly write: (name: string, content: string) => string;
  /** Writes the profiles of the aliyun CLI; the first is the one that it uses now. */
  readonly writeProfiles: (...profiles: readonly Record<string, unknown>[]) => void;
}

export const CLI_CONFIG = ".aliyun/config.json";

/**
 * A program for the `process_command` of a profile: it hands out the keys at its first run, of which `mark` is left as a
 * sign, and at each later run does what the code `later` says.
 */
export function keysOnce(mark: string, id: string, secret: string, later: string): string {
  return `
    const { existsSync, writeFileSync } = require("node:fs");
    const answer = (access_key_id, access_key_secret) =>
      console.log(JSON.stringify({ mode: "AK", access_key_id, access_key_secret }));
    if (existsSync(${JSON.stringify(mark)})) {
      ${later}
    } else {
      writeFileSync(${JSON.stringify(mark)}, "");
      answer(${JSON.stringify(id)}, ${JSON.stringify(secret)});
    }`;
}

/**
 * Gives each test of the file an empty home directory, and an environment without credentials and without the metadata of
 * an ECS instance: whoever runs the tests may have some.
 */
export function useHome(): Home {
  const ownEnvironment = { ...process.env };
  let directory = "";

  beforeEach(() => {
    directory = mkdtempSync(join(realpathSync(os.tmpdir()), "home-"));
    // in a test, a change of HOME does not reach Node
    jest.spyOn(os, "homedir").mockReturnValue(directory);
    const cloudless = Object.entries(ownEnvironment).filter(
      ([name]) => !/^(ALIBABA_?CLOUD|ALICLOUD)_/.test(name),
    );
    process.env = { ...Object.fromEntries(cloudless), ALIBABA_CLOUD_ECS_METADATA_DISABLED: "true" };
  });

  afterEach(() => {
    jest.restoreAllMocks();
    process.env = ownEnvironment;
    rmSync(directory, { recursive: true });
  });

  const path = (name: string): string => join(directory, name);
  const write = (name: string, content: string): string => {
    mkdirSync(dirname(path(name)), { recursive: true });
    writeFileSync(path(name), content);
    return path(name);
  };
  return {
    path,
    write,
    writeProfiles: (...profiles) =>
      write(CLI_CONFIG, JSON.stringify({ current: profiles[0]?.["name"], profiles })),
  };
}
