import type { Recorded } from "../../simulation/checkpoint";
import { LATENCY_MS } from "../../simulation/enis";
import type { Step } from "../../simulation/history";
import type { Declared, Program } from "../../simulation/program";
import { clear, isFine } from "../../simulation/sky";
import type { Weather } from "../../simulation/weather";

// A step that both sides can play: without what is chance on the real engine, and what takes real time.

/** Real ones: what waits for what cannot come does so until its time is up, and a busy machine takes some for itself. */
const SECONDS = 24;

/** After which a simulated write is done, and not answered yet. In milliseconds. */
const DONE_MS = 0.75 * LATENCY_MS;

/** Looks that lag alone. */
export const fairSky = (lagMs: number): Step["sky"] => ({ ...clear, lags: Array<number>(1_000).fill(lagMs) });

/** Whether nothing but others can make it fail. */
export const hasNoFaults = ({ killAt, sky }: Pick<Step, "killAt" | "sky">): boolean =>
  killAt === undefined && isFine(sky);

/** Under one provider, with time enough. */
export const fairProgram = (program: Program): Program =>
  Object.fromEntries(
    Object.entries(program).map(([name, { options: { provider: _provider, ...options } = {}, ...one }]) => [
      name,
      { ...one, options, timeoutSeconds: SECONDS },
    ]),
  );

/** Whether none of it moves. */
const isInPlace = (program: Program, before: ReadonlyMap<string, Recorded>): boolean =>
  Object.entries(program).every(([name, { networkInterfaceId, options: { aliases = [] } = {} }]) =>
    [name, ...aliases].every((one) => [undefined, networkInterfaceId].includes(before.get(one)?.id)),
  );

/**
 * Refused in place of what takes real time or what the emulator has not (half a write, a token that it forgot). Which steps fail is told apart
 * only where one runs at a time.
 * @param before What there is in state.
 */
export function fairStep(step: Step, lagMs: number, before: ReadonlyMap<string, Recorded>): Step {
  let isLate = false;
  const quick = (weather: readonly Weather[]): Weather[] =>
    weather.map((one) => {
      if (one === "on its way for 2 s") return "fine";
      if (one !== "throttled for 5 s") return /half|slow|forgotten/.test(one) ? "denied" : one;
      // twice, and whether the time is up would be chance
      const met = isLate ? "throttled" : one;
      isLate = true;
      return met;
    });
  const { lags } = fairSky(lagMs);
  const sky = {
    ...{ assign: quick(step.sky.assign), unassign: quick(step.sky.unassign) },
    ...{ describe: quick(step.sky.describe), lags },
  };
  // at a write, before or after it is done, where the emulator can hold it: other moments are chance on the real engine
  const { write = 0, afterMs = 0 } = step.killAt ?? {};
  const killAt = write === 0 ? undefined : { write, afterMs: afterMs === 0 ? 0 : DONE_MS };
  const isFaultless = hasNoFaults({ killAt, sky });
  return {
    ...{ ...step, program: fairProgram(step.program), killAt },
    parallel: isFaultless ? step.parallel : 1,
    // how many looks a refresh takes is chance
    sky: {
      ...(killAt === undefined ? sky : clear),
      ...(step.refreshes === "within" && { describe: [] }),
      lags,
    },
    // where the deletion of a replaced resource fails, Pulumi never ends with --continue-on-error (docs/known-limits.md)
    continueOnError: isFaultless && isInPlace(step.program, before) && step.continueOnError,
  };
}

/** A program registers its resources side by side, so that their order is chance: as the real engine came to them. */
export function asCome(program: Program, order: readonly string[]): Program {
  const came = [...new Set(order)].filter((name) => name in program);
  const names = [...came, ...Object.keys(program).filter((name) => !came.includes(name))];
  return Object.fromEntries(names.map((name) => [name, program[name] as Declared]));
}
