import { apiError } from "../errors/api-error";

/**
 * Counts calls for each account, action and minute of the clock: "throttled in minute T, callable again in
 * minute T+1" `[API throttling page]`. Real numbers are published nowhere, so they are an option.
 */
export function createThrottle(
  callsPerMinute: Readonly<Record<string, number>>,
): (accountId: string, action: string, now: number) => void {
  const counted = new Map<string, { readonly minute: number; readonly calls: number }>();
  return (accountId, action, now) => {
    const limit = callsPerMinute[action];
    if (limit === undefined) return;
    const minute = Math.floor(now / 60_000);
    const key = `${accountId} ${action}`;
    const last = counted.get(key);
    const calls = last?.minute === minute ? last.calls + 1 : 1;
    counted.set(key, { minute, calls });
    if (calls > limit) throw apiError("Throttling.User");
  };
}
