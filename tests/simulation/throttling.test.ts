import { aSimulatedCloud, type SimulatedCloud } from "./cloud";
import { aSimulatedEngine } from "./engine";
import type { Program } from "./program";
import { inVirtualTime } from "./time";

const ENIS = Array.from({ length: 1_000 }, (_, i) => `eni-${i}`);
const PER_MINUTE = 400;
/** As many steps as Pulumi runs at a time with four cores. */
const options = { parallel: 16, continueOnError: false };

const holding = (hosts: readonly number[]): Program =>
  Object.fromEntries(
    ENIS.map((networkInterfaceId, i) => {
      const privateIpAddresses = hosts.map((host) => `10.${i >> 8}.${i & 255}.${host}`);
      return [
        networkInterfaceId,
        { networkInterfaceId, ownership: "exclusive", privateIpAddresses },
      ] as const;
    }),
  );

/** The same cloud, and how many writes of each minute it has accepted since the last time this was asked. */
function countedByMinute(cloud: SimulatedCloud) {
  let minutes: number[] = [];
  const counted: SimulatedCloud = {
    ...cloud,
    apiOf: (isAlive, onWrite) =>
      cloud.apiOf(isAlive, () => {
        // as the cloud counts them
        minutes.push(Math.floor(performance.now() / 60_000));
        onWrite();
      }),
  };
  const accepted = (): readonly number[] => {
    const counts = new Map<number, number>();
    cloud.writes().forEach(({ isAnswered }, i) => {
      const minute = minutes[i] ?? NaN;
      counts.set(minute, (counts.get(minute) ?? 0) + Number(isAnswered));
    });
    minutes = [];
    return [...counts.values()];
  };
  return { counted, accepted };
}

// some 3 s on a quiet machine
jest.setTimeout(60_000);

it("a thousand ENIs under a limit of 400 calls a minute and action are all done, at nine tenths of what is allowed or more, and few calls are refused", async () => {
  await inVirtualTime((run) =>
    run(async () => {
      const cloud = aSimulatedCloud(ENIS, { callsPerMinute: PER_MINUTE });
      const { counted, accepted } = countedByMinute(cloud);
      const engine = aSimulatedEngine(counted, { checkMs: 5 });
      for (const hosts of [[11, 12], [11]]) {
        // a minute begins
        await new Promise((resolve) => setTimeout(resolve, 60_000 - (performance.now() % 60_000)));
        const calls = cloud.calls();
        const { errors } = await engine.up(holding(hosts), options);
        expect(errors).toEqual([]);
        // one call for each, of the action that is short
        const byMinute = accepted();
        expect(byMinute.reduce((sum, one) => sum + one, 0)).toBe(ENIS.length);
        expect(byMinute).toHaveLength(Math.ceil(ENIS.length / PER_MINUTE));
        for (const count of byMinute.slice(0, -1)) {
          expect(count).toBeGreaterThanOrEqual(0.9 * PER_MINUTE);
          expect(count).toBeLessThanOrEqual(PER_MINUTE);
        }
        // what is refused in vain: looks are some tens
        expect(cloud.calls() - calls).toBeLessThan(1.3 * ENIS.length);
      }
    }),
  );
});
