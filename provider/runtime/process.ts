import { Mutex, type MutexInterface } from "async-mutex";
import { UserError } from "../core/errors";
import type { Deadline, EniApi } from "../core/ports";
import { isEniId } from "../core/fields";
import { reportOf } from "../core/report";
import type { Properties } from "../core/state";
import { isUnknown } from "../core/unknown";
import { inTime } from "../ecs/deadline";
import { notInTime } from "../ecs/credentials/credentials-error";
import type { Pace } from "../ecs/retry";
import {
  type Config,
  defaultRegionId,
  type Environment,
  hasConnectionSettings,
  readSettings,
  type Settings,
} from "../ecs/settings/settings";
import { type Claims, createClaims } from "./claims";

/** What the provider takes from outside, so that tests can set it. */
export interface Effects {
  readonly env: () => Environment;
  readonly openApi: (regionId: string, settings: Settings) => Promise<EniApi>;
  readonly pace: Pace;
  readonly newClientToken: () => string;
  /** Tells the person at the terminal; the lines appear on the stack. */
  readonly notify: (line: string) => void;
  /** What the program declares; by default, as far as this process alone is told. */
  readonly claims?: Claims;
}

/**
 * What all resources of one provider process share. Pulumi starts a process for each preview and each update, and calls
 * hooks in it side by side.
 */
export interface ProviderProcess {
  readonly effects: Effects;
  readonly claims: Claims;
  /** Begins a phase. Nothing here is awaited: Pulumi calls other hooks before `configure` is done. */
  configure(config: Config): void;
  /** @throws UserError when a setting that is there cannot be used. */
  defaultRegionId(): string | undefined;
  /** @throws UserError when a setting that is there cannot be used. Whether there are credentials is left open. */
  checkSettings(): void;
  /** Notes that a program runs in this phase. */
  noteProgram(): void;
  /**
   * The error with a hint, where it lies in settings, and Pulumi passed the stack's config as it was: it does so where no
   * program runs, or none that has a resource of ours.
   */
  withHint(error: unknown): unknown;
  /** Names the ENI of a resource, which will be looked at soon, where it is known. Asks the cloud nothing. */
  expectLookAt(inputs: Properties): void;
  /** @throws UserError when there are no credentials, or none in time. */
  apiOf(regionId: string, deadline: Deadline): Promise<EniApi>;
  /** Writes to one ENI never overlap: the cloud refuses a second task on it. @throws UserError when the turn never comes. */
  exclusively<T>(
    networkInterfaceId: string,
    deadline: Deadline,
    work: (aside: Aside) => Promise<T>,
  ): Promise<T>;
  /** Lets the changes of other ENIs know, as long as the work lasts, what it is to unassign: they may wait for it. */
  announcing<T>(intent: Intent, work: () => Promise<T>): Promise<T>;
  /** Whether a change that is under way, or waits for its turn or until the program is known, is to unassign the address. */
  isToUnassign(networkInterfaceId: string, address: string): boolean;
}

/** Waits for something of another ENI, and lets other changes of its own go on meanwhile: they may be what that one waits for. */
export type Aside = (wait: () => Promise<void>) => Promise<void>;

/** What a change is to unassign. */
interface Intent {
  readonly networkInterfaceId: string;
  readonly toUnassign: readonly string[];
}

const OF_LAST_UP =
  "of the last `pulumi up` was used, also if that one failed, because Pulumi passes that of today only to a program " +
  "with a resource of this package: correct it, then run `pulumi up` with such a resource, or " +
  "`pulumi refresh --run-program` or `pulumi destroy --run-program`.";

export function createProcess(effects: Effects): ProviderProcess {
  let config: Config = () => undefined;
  let hasProgram = false;
  const claims = effects.claims ?? createClaims();
  const apis = new Map<string, Promise<EniApi>>();
  const locks = new Map<string, Mutex>();
  const intents = new Set<Intent>();
  const expected = new Map<string, Set<string>>();

  // in a program with several providers, a setting's name alone does not say where it is
  const providerName = (): string | undefined => config("alicloud-secondary-ips:provider");
  const inSettings = (error: unknown): unknown => {
    if (!(error instanceof UserError)) return error;
    const name = providerName();
    return new UserError(
      name === undefined ? error.message : `Provider "${name}": ${error.message}`,
      "in settings",
    );
  };
  const settings = <T>(read: (config: Config, env: Environment) => T): T => {
    try {
      return read(config, effects.env());
    } catch (error) {
      throw inSettings(error);
    }
  };
  const open = async (regionId: string): Promise<EniApi> => {
    const api = await effects.openApi(regionId, settings(readSettings)).catch((error: unknown) => {
      throw inSettings(error);
    });
    expected.get(regionId)?.forEach((id) => {
      api.reader.expect(id);
    });
    return api;
  };

  return {
    effects,
    claims,
    configure: (read) => {
      apis.clear();
      expected.clear();
      config = read;
      claims.clear(providerName() !== undefined);
      hasProgram = false;
    },
    noteProgram: () => {
      hasProgram = true;
    },
    withHint: (error) => {
      if (!(error instanceof UserError) || error.lies !== "in settings" || hasProgram) return error;
      if (!hasConnectionSettings(config)) return error;
      const name = providerName();
      const what = name === undefined ? "The config" : `Provider "${name}"`;
      return new UserError(`${error.message} ${what} ${OF_LAST_UP}`);
    },
    checkSettings: () => {
      settings(readSettings);
    },
    defaultRegionId: () => settings(defaultRegionId),
    expectLookAt: ({ regionId, networkInterfaceId }) => {
      if (!isEniId(networkInterfaceId) || typeof regionId !== "string" || isUnknown(regionId)) return;
      const ids = expected.get(regionId) ?? new Set<string>();
      expected.set(regionId, ids.add(networkInterfaceId));
      // an API that cannot be opened is told to whoever needs it
      apis.get(regionId)?.then(
        ({ reader }) => {
          reader.expect(networkInterfaceId);
        },
        () => undefined,
      );
    },
    apiOf: (regionId, deadline) => {
      const opened = apis.get(regionId) ?? open(regionId);
      apis.set(regionId, opened);
      // credentials may be there at the next attempt
      opened.catch(() => apis.delete(regionId));
      return inTime(opened, deadline, () => notInTime(deadline.seconds));
    },
    announcing: async (intent, work) => {
      intents.add(intent);
      try {
        return await work();
      } finally {
        intents.delete(intent);
      }
    },
    exclusively: async (networkInterfaceId, deadline, work) => {
      const lock = locks.get(networkInterfaceId) ?? new Mutex();
      locks.set(networkInterfaceId, lock);
      let release: MutexInterface.Releaser | undefined;
      const begin = async (): Promise<void> => {
        const turn = lock.acquire();
        release = await inTime(turn, deadline, () => {
          void turn.then((giveUp) => {
            giveUp();
          });
          const problem = `another change of it was still under way after ${deadline.seconds} s; run \`pulumi up\` again, or raise timeoutSeconds`;
          return new UserError(reportOf(networkInterfaceId, [problem]));
        });
      };
      const end = (): void => {
        release?.();
        release = undefined;
      };
      try {
        await begin();
        return await work(async (wait) => {
          end();
          await wait();
          await begin();
        });
      } finally {
        end();
      }
    },
    isToUnassign: (id, address) =>
      [...intents].some(
        ({ networkInterfaceId, toUnassign }) => networkInterfaceId === id && toUnassign.includes(address),
      ),
  };
}
