import type { Call, Weather } from "./weather";

// What the calls will meet.

export type Foreseen = Exclude<Call, "instances" | "caller">;

/** Of each call, and for each look, by how many milliseconds it lags behind. Fine and none, once used up. */
export interface Sky extends Readonly<Record<Foreseen, readonly Weather[]>> {
  readonly lags: readonly number[];
}

/** Whether each call is answered as it should be. */
export const isFine = ({ assign, unassign, describe }: Sky): boolean =>
  [...assign, ...unassign, ...describe].every((one) => one === "fine");

export const clear: Sky = { assign: [], unassign: [], describe: [], lags: [] };

/**
 * What each call will meet. What is only asked after a look meets the same as looks do, from the last one to the first: each may then be
 * the only one that fails.
 */
export const weatherOf = ({ assign, unassign, describe }: Sky): Record<Call, Weather[]> => ({
  ...{ assign: [...assign], unassign: [...unassign], describe: [...describe] },
  ...{ instances: describe.toReversed(), caller: describe.toReversed() },
});
