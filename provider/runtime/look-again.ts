import { setTimeout as pause } from "node:timers/promises";
import { ExponentialBackoff, type IBackoff } from "cockatiel";
import type { NetworkInterface } from "../core/model";
import type { Deadline } from "../core/ports";
import type { Pace } from "../ecs/retry";

/** How many looks more there are, some 0.5 and 1 s apart, if there is time for them. */
const MORE_LOOKS = 2;

/** How long an answer may take, in milliseconds: a call gets so long at the least. */
const ANSWER_MS = 3_000;

/** What is seen in the end, of an ENI of which one look is not believed: looks may lag. */
export async function lookAgainWhile(
  isDoubtful: (seen: NetworkInterface | undefined) => boolean,
  first: NetworkInterface | undefined,
  look: () => Promise<NetworkInterface | undefined>,
  { pace, deadline }: { readonly pace: Pace; readonly deadline: Deadline },
): Promise<NetworkInterface | undefined> {
  let seen = first;
  let backoff: IBackoff<unknown> = new ExponentialBackoff(pace).next();
  for (let again = 0; again < MORE_LOOKS && isDoubtful(seen); again++) {
    // one look is an answer, and none may come in time
    if (backoff.duration + ANSWER_MS >= deadline.remaining()) break;
    await pause(backoff.duration);
    backoff = backoff.next(undefined);
    seen = await look();
  }
  return seen;
}
