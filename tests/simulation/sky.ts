import { type Call, isTrue, type Weather } from "./weather";

// What the calls will meet.

export type Foreseen = Exclude<Call, "instances" | "caller">;

/** Of each call, and for each look, by how many milliseconds it lags behind. Fine and none, once used up. */
export interface Sky extends Readonly<Record<Foreseen, readonly Weather[]>> {
  readonly lags: readonly number[];
  /** Whether a look at several ENIs is refused as a whole where one is not there, and not answered without it: which is true, is not known. */
  readonly refusesUnknown?: boolean;
}

/** Whether each call is answered as it should be. */
export const isFine = ({ assign, unassign, describe }: Sky): boolean =>
  [...assign, ...unassign, ...describe].every((one) => one === "fine");

/** Whether each answer is true, and each look shows what there is. */
export const isTruthful = ({ assign, unassign, describe, lags }: Sky): boolean =>
  lags.length === 0 && [...assign, ...unassign, ...describe].every(isTrue);

export const clear: Sky = { assign: [], unassign: [], describe: [], lags: [] };

/**
 * What each call will meet. What is only asked after a look meets the same as looks do, from the last one to the first: each may then be
 * the only one that fails.
 */
export const weatherOf = ({ assign, unassign, describe }: Sky): Record<Call, Weather[]> => ({
  ...{ assign: [...assign], unassign: [...unassign], describe: [...describe] },
  ...{ instances: describe.toReversed(), caller: describe.toReversed() },
});
