import type { Hooks } from "../helpers/provider";
import { isOfReplaced, type Operation, underWay, withUnderWay } from "./under-way";

// How long a hook may take beyond its timeoutSeconds (INVARIANTS.md, 9), and which took longer.

// all in seconds
const UNTIL_KNOWN = 5;
const CALL_UNDER_WAY = 3;
const WHOSE_KEYS = 3;
const LAST_LOOK = 10;
const UNTIL_TOLD = 5;

const BEYOND: Readonly<Record<Operation, number>> = {
  create: CALL_UNDER_WAY + LAST_LOOK + UNTIL_TOLD,
  update: UNTIL_KNOWN + CALL_UNDER_WAY + LAST_LOOK + UNTIL_TOLD,
  delete: UNTIL_KNOWN + CALL_UNDER_WAY + LAST_LOOK,
  read: CALL_UNDER_WAY + WHOSE_KEYS,
};

/** Of all processes of a run. */
export interface Times {
  /** The longest that what takes the place of another one may take: the deletion of each may take as long. In seconds. */
  longest: number;
  /** The hooks that took longer than they may. */
  readonly tooLong: string[];
}

/** Hooks that note when they took too long. */
export function noting(hooks: Hooks, times: Times): Hooks {
  const noted =
    <A extends unknown[], R>(name: Operation, hook: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      withUnderWay({ operation: name }, async () => {
        const begun = performance.now();
        try {
          return await hook(...args);
        } finally {
          const took = performance.now() - begun;
          const { timeoutSeconds } = args.at(-1) as { readonly timeoutSeconds: number };
          // the deletion of one that is replaced knows it by its ENI and addresses alone, and so another one's that has the same
          const own = isOfReplaced() ? 0 : timeoutSeconds;
          const most = name === "delete" ? Math.max(own, times.longest) : own;
          if (took > (most + BEYOND[name]) * 1_000) times.tooLong.push(`${name} took ${took / 1_000} s`);
        }
      });
  return {
    ...hooks,
    check: async (olds, news) => {
      const checked = await hooks.check(olds, news);
      const { timeoutSeconds } = checked.inputs as { readonly timeoutSeconds: number };
      if (underWay().isReplacing === true) times.longest = Math.max(times.longest, timeoutSeconds);
      return checked;
    },
    ...{ create: noted("create", hooks.create), update: noted("update", hooks.update) },
    ...{ delete: noted("delete", hooks.delete), read: noted("read", hooks.read) },
  };
}
