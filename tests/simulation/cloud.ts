import type { EniApi } from "../../provider/core/ports";
import { apiOf, type Service, type Target, type Waits } from "./api";
import { aSetOfEnis, type Enis, LATENCY_MS, TRANSITION_MS } from "./enis";
import { answerLater, noReply, noReplyInTime, noSuchEni, notJson, sdkError } from "./reply";
import { clear, type Sky, weatherOf } from "./sky";
import { type UnderWay, underWay } from "./under-way";
import { type Call, type Fate, outcomeOf, type Weather } from "./weather";

export interface Write {
  readonly action: "assign" | "unassign";
  readonly id: string;
  readonly addresses: readonly string[];
  /** For which hook of which resource it was sent. */
  readonly by: Pick<UnderWay, "operation" | "resource">;
  /** The addresses that came or went by it, told or not. */
  done: readonly string[];
  /** Whether it was answered that it is done. */
  isAnswered: boolean;
}

interface Came {
  readonly operation: string;
  readonly call: Call;
  /** Besides, of each code that was answered, and to a call for how many addresses: a write has some. */
  readonly weather: Weather | `code ${string} to ${number}`;
}

export interface SimulatedCloud extends Omit<Enis, "change" | "lookAt"> {
  /**
   * The API as one provider process has it; none of its calls has an effect once the process is dead. `onWrite` is called before each
   * write, and may end the process.
   */
  readonly apiOf: (isAlive: () => boolean, onWrite: () => void) => EniApi;
  /** The writes that were sent since the last time this was asked. */
  readonly writes: () => readonly Write[];
  /** What came of each call since the last time this was asked. */
  readonly came: () => readonly Came[];
  readonly calls: () => number;
  readonly foresee: (sky: Sky) => void;
}

const never = <T>(): Promise<T> => new Promise(() => undefined);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The API of ENIs of one vSwitch. */
export function aSimulatedCloud(
  ids: readonly string[],
  { callsPerMinute = Infinity }: { readonly callsPerMinute?: number } = {},
): SimulatedCloud {
  const { change, lookAt, ...enis } = aSetOfEnis(ids);
  const accepted = new Map<string, number>();
  /** What was answered, or would have been, to a token that came with an assignment. */
  const answered = new Map<string, unknown>();
  const writes: Write[] = [];
  const came: Came[] = [];
  let calls = 0;
  let weather = weatherOf(clear);
  let lags: number[] = [];
  let refusesUnknown = false;
  let instanceRunsAt = -Infinity;

  /** Counted for each action and minute of the clock, and what is refused is not counted. */
  function isWithinLimit(call: Call): boolean {
    const minute = `${call} ${Math.floor(performance.now() / 60_000)}`;
    const before = accepted.get(minute) ?? 0;
    if (before >= callsPerMinute) return false;
    accepted.set(minute, before + 1);
    return true;
  }

  /** As it serves one process, as long as that is alive. */
  function serviceOf(isAlive: () => boolean, onWrite: () => void): Service {
    async function meet<T>(
      call: Call,
      { readTimeout = 0 }: Waits,
      work: (outcome: Fate) => T,
      addresses = 0,
    ): Promise<T> {
      if (!isAlive()) return never();
      calls++;
      if (!isWithinLimit(call)) {
        await pause(LATENCY_MS);
        throw sdkError(400, "Throttling.User", "Request was denied due to user flow control.");
      }
      const kind = weather[call].shift() ?? "fine";
      const note = (weather: Came["weather"]): void =>
        void came.push({ operation: underWay().operation ?? "", call, weather });
      note(kind);
      const outcome = outcomeOf(kind, call, calls);
      const { refused, reply, done } = outcome;
      // an answer is in time, where it is not said to be late
      const delay = Math.max(0, Math.min(outcome.delay ?? 0, readTimeout - LATENCY_MS));
      await pause(LATENCY_MS / 2 + delay);
      const result = done === "none" ? () => undefined : answerLater(() => work(outcome));
      await pause(reply === "late" ? readTimeout : LATENCY_MS / 2);
      if (!isAlive()) return never();
      if (done === "half") {
        // what the cloud did and denied is found by looking, or not at all
        lags = [];
        weather.describe = [];
        weather.instances = [];
      }
      if (reply === "none") throw noReply();
      if (reply === "late") throw noReplyInTime(readTimeout);
      if (reply === "HTML") throw notJson();
      if (reply === "other JSON") return { body: {} } as T;
      if (outcome.instanceStarts === true) instanceRunsAt = performance.now() + TRANSITION_MS;
      try {
        if (refused !== undefined) throw sdkError(...refused, kind, outcome.retryAfter);
        return result() as T;
      } catch (error) {
        note(`code ${(error as { readonly code: string }).code} to ${addresses}`);
        throw error;
      }
    }

    async function write<T extends object>(
      action: Write["action"],
      request: Target,
      waits: Waits,
      body: T,
    ): Promise<{ body: T }> {
      if (!isAlive()) return never();
      onWrite();
      if (!isAlive()) return never();
      const { networkInterfaceId: id = "", privateIpAddress: addresses = [] } = request;
      const sent: Write = { action, id, addresses, by: underWay(), done: [], isAnswered: false };
      writes.push(sent);
      const work = ({ done, forgetsTokens = false }: Fate) => {
        const token = request.clientToken;
        if (token !== undefined && answered.has(token) && !forgetsTokens)
          return { body: answered.get(token) as T };
        const some = done === "half" ? addresses.slice(0, Math.ceil(addresses.length / 2)) : addresses;
        change({ action, id, addresses: some });
        sent.done = some;
        if (token !== undefined && done === "all") answered.set(token, body);
        return { body };
      };
      const answer = await meet(action, waits, work, addresses.length);
      // not by something in between
      sent.isAnswered = "requestId" in answer.body;
      return answer;
    }

    return {
      ...{ meet, write },
      look: (wanted = ids) => {
        const lag = lags.shift() ?? 0;
        const unknown = wanted.find((id) => !enis.isThere(id));
        if (refusesUnknown && unknown !== undefined) throw noSuchEni(unknown);
        return wanted.flatMap((id) => lookAt(id, lag) ?? []);
      },
      isInstanceStarting: () => performance.now() < instanceRunsAt,
    };
  }

  return {
    writes: () => writes.splice(0),
    came: () => came.splice(0),
    calls: () => calls,
    ...enis,
    foresee: (sky) => {
      weather = weatherOf(sky);
      lags = [...sky.lags];
      refusesUnknown = sky.refusesUnknown === true;
    },
    apiOf: (isAlive, onWrite) => apiOf(serviceOf(isAlive, onWrite)),
  };
}
