import { type Places, placesFrom } from "./fleet.mts";

export const stepNames = ["create", "unchanged", "replace", "unassign", "refresh", "destroy"] as const;
export type StepName = (typeof stepNames)[number];

/** One run of the CLI, and the least that it can cost. */
export interface Step {
  readonly title: string;
  readonly command: "up" | "refresh" | "destroy";
  /** Which addresses each ENI holds after it, of those that it holds before it. */
  readonly after: (before: Places) => Places;
  /** Calls that one ENI needs by itself: Assign, Unassign. */
  readonly writes: number;
  /** Looks at each ENI: before the writes, and after them. One Describe can look at a hundred. */
  readonly looks: number;
}

// with the preview, `up` would do check and diff twice, and `refresh` every look: the update is what is measured
export const steps: Readonly<Record<StepName, Step>> = {
  create: {
    title: "create 10",
    command: "up",
    after: () => placesFrom(1, 10),
    writes: 1,
    looks: 2,
  },
  unchanged: {
    title: "unchanged",
    command: "up",
    after: (before) => before,
    writes: 0,
    looks: 0,
  },
  replace: {
    title: "replace 10",
    command: "up",
    after: () => placesFrom(11, 10),
    writes: 2,
    looks: 2,
  },
  unassign: {
    title: "unassign 3 of 10",
    command: "up",
    after: (before) => before.slice(3),
    writes: 1,
    looks: 2,
  },
  refresh: {
    title: "refresh",
    command: "refresh",
    after: (before) => before,
    writes: 0,
    looks: 1,
  },
  destroy: {
    title: "destroy",
    command: "destroy",
    after: () => [],
    writes: 1,
    looks: 2,
  },
};

/** `NetworkInterfaceId.N` of DescribeNetworkInterfaces: 1 to 100. */
const ENIS_PER_DESCRIBE = 100;

export const leastCalls = ({ writes, looks }: Step, enis: number): number =>
  writes * enis + looks * Math.ceil(enis / ENIS_PER_DESCRIBE);

/** What one ENI waits for when its calls follow one another: the hooks of the do-nothing provider wait as long. */
export const waitMs = ({ writes, looks }: Step, latencyMs: number): number => (writes + looks) * latencyMs;
