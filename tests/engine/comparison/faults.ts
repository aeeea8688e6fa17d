import type { Fault } from "../../../provider/emulator";
import type { Project } from "../../helpers/project";
import { ASSIGN, DESCRIBE, UNASSIGN } from "../../helpers/provider";
import type { Moment } from "../../simulation/engine";
import type { Step } from "../../simulation/history";
import { weatherOf } from "../../simulation/sky";
import { type Call, outcomeOf, type Weather } from "../../simulation/weather";

// What the emulator is told, so that it does as the simulated cloud.

/** What the emulator does for a call to meet this; undefined for fine. */
function faultOf(weather: Weather, call: Call): Omit<Fault, "action"> | undefined {
  const { refused, reply, retryAfter, done } = outcomeOf(weather, call, 0);
  if (refused === undefined && reply === undefined) return undefined;
  return {
    ...(refused !== undefined && { httpStatus: refused[0], code: refused[1], message: weather }),
    ...(reply === "none" && { dropReply: true }),
    ...(reply === "other JSON" && { body: "{}", contentType: "application/json", httpStatus: 200 }),
    ...(reply === "HTML" && { body: "<html></html>", contentType: "text/html", httpStatus: 502 }),
    ...(retryAfter !== undefined && { retryAfterMs: retryAfter }),
    ...(done === "all" && { when: "after" as const }),
  };
}

/** Of an instance nothing is asked: nothing is attached here. */
const ACTIONS = [
  ["assign", ASSIGN],
  ["unassign", UNASSIGN],
  ["describe", DESCRIBE],
  ["caller", "GetCallerIdentity"],
] as const;

export function arm({ emulator }: Project, sky: Step["sky"]): void {
  const weather = weatherOf(sky);
  for (const [call, action] of ACTIONS)
    weather[call].forEach((one, skip) => {
      const fault = faultOf(one, call);
      if (fault !== undefined) emulator.addFault({ ...fault, action, skip });
    });
}

/**
 * Holds up each write until the one at which the run is to be killed. Nobody waits for the answer to that one: it is refused, or held once it is
 * done.
 */
export async function untilWrite(
  { write: n, afterMs }: Moment,
  { emulator }: Project,
  done: Promise<unknown>,
): Promise<void> {
  const progress = { isOver: false as boolean };
  void done.finally(() => (progress.isOver = true));
  const came = (): number => emulator.calls(ASSIGN).length + emulator.calls(UNASSIGN).length;
  const last = afterMs === 0 ? { code: "Forbidden.RAM" } : { when: "after" as const };
  for (let i = 1; i <= n; i++) {
    emulator.clearFaults();
    for (const action of [ASSIGN, UNASSIGN]) emulator.addFault({ action, hold: true, ...(i === n && last) });
    // the one before may go on now
    emulator.release();
    while (came() < i && !progress.isOver) await new Promise((resolve) => setImmediate(resolve));
  }
}
