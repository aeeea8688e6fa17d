import { apiError } from "../errors/api-error";

/**
 * Counts calls for each action and minute of the clock: "throttled in minute T, callable again in minute T+1"
 * `[API throttling page]`. Real numbers are published nowhere, so they are an option.
 */
export function createThrottle(
  callsPerMinute: Readonly<Record<string, number>>,
): (action: string, now: number) => void {
  const counted = new Map<string, { readonly minute: number; readonly calls: number }>();
  return (action, now) => {
    const limit = callsPerMinute[action];
    if (limit === undefined) return;
    const minute = Math.floor(now / 60_000);
    const last = counted.get(action);
    const calls = last?.minute === minute ? last.calls + 1 : 1;
    counted.set(action, { minute, calls });
    if (calls > limit) throw apiError("Throttling.User");
  };
}
