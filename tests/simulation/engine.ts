import type { Checkpoint, Recorded } from "./checkpoint";
import type { SimulatedCloud } from "./cloud";
import { marksOf, type Pending } from "./pending";
import { aPhase, type Phase } from "./phase";
import type { Program } from "./program";
import { readAll } from "./read-all";
import { type Outcome, run, type RunOptions } from "./run";

// Pulumi's engine, as far as our hooks can tell; tests/engine/comparison.test.ts holds it against the real one.

/** A moment of a run. */
export interface Moment {
  /** Before this write, counted from 1; 0 is when it begins. */
  readonly write: number;
  /** So long after that. In milliseconds. */
  readonly afterMs: number;
}

interface UpOptions extends Pick<RunOptions, "parallel" | "continueOnError" | "target"> {
  readonly killAt?: Moment;
  /** Whether it begins with a refresh, in the same processes. */
  readonly refreshes?: boolean;
}

export interface Result extends Outcome, Pick<Phase, "notes" | "tooLong"> {
  readonly succeeded: boolean;
  readonly killed: boolean;
}

export interface SimulatedEngine {
  readonly up: (program: Program, options: UpOptions) => Promise<Result>;
  /** What a preview says would be done; nothing is changed. */
  readonly preview: (program: Program, options?: Pick<UpOptions, "target" | "refreshes">) => Promise<Result>;
  /** What could not be read stays as it was. */
  /** @param program The one that is run, if any: its options of each resource that is there are recorded. */
  readonly refresh: (killAt?: Moment, program?: Program) => Promise<Result>;
  readonly destroy: (killAt?: Moment) => Promise<Result>;
  readonly checkpoint: () => ReadonlyMap<string, Recorded>;
  /** What was under way when a run was killed, as `creating name`. */
  readonly pending: () => readonly string[];
}

const nothing: Outcome = { errors: [], called: [], shown: [] };

/** Ends the processes of a run, and answers what came of it. */
function end(phase: Phase, outcome: Outcome): Result {
  const { notes, tooLong } = phase;
  const killed = !phase.isAlive();
  phase.kill();
  return { ...outcome, succeeded: !killed && outcome.errors.length === 0, killed, notes, tooLong };
}

/**
 * @param checkMs From one check to the next, in milliseconds: so long on the real engine where others keep the machine busy.
 * @param usesOutputs Whether programs use outputs of each resource, as those that export them do.
 */
export function aSimulatedEngine(
  cloud: SimulatedCloud,
  { checkMs = 100, usesOutputs = false } = {},
): SimulatedEngine {
  const checkpoint: Checkpoint = new Map();
  const pending: Pending = [];
  const always = { checkMs, usesOutputs, pending };
  /** Whether there was an `up` before: a first one has nothing to refresh. */
  let hasState = false;

  /** Ends its processes with it, or at that moment. */
  async function inProcesses(work: (phase: Phase) => Promise<Outcome>, killAt?: Moment): Promise<Result> {
    let writes = 0;
    const onWrite = (): void => {
      if (writes++ !== killAt?.write) return;
      if (killAt.afterMs === 0) phase.kill();
      else setTimeout(phase.kill, killAt.afterMs);
    };
    const phase = aPhase(cloud, { onWrite });
    onWrite();
    return end(phase, await Promise.race([work(phase), phase.killed.then(() => nothing)]));
  }

  /** Nothing is done after a refresh that failed. */
  async function refreshIfAskedThenRun(
    phase: Phase,
    program: Program,
    options: UpOptions & Pick<RunOptions, "isPreview">,
  ): Promise<Outcome> {
    const { refreshes = false, target } = options;
    if (!refreshes) return run(checkpoint, phase, program, { ...options, ...always });
    if (hasState && target !== undefined && !checkpoint.has(target))
      return { ...nothing, errors: [`there is no resource ${target} in state`] };
    const found = await readAll(checkpoint, phase, target);
    if (found.errors.length > 0) {
      if (options.isPreview !== true) marksOf(pending, phase.isAlive).write();
      return { ...nothing, ...found };
    }
    const outcome = await run(checkpoint, phase, program, { ...options, ...always });
    return { ...outcome, called: [...found.called, ...outcome.called] };
  }

  async function up(program: Program, options: UpOptions): Promise<Result> {
    const work = (phase: Phase): Promise<Outcome> => refreshIfAskedThenRun(phase, program, options);
    const result = await inProcesses(work, options.killAt);
    hasState = true;
    return result;
  }

  async function preview(
    program: Program,
    options: Pick<UpOptions, "target" | "refreshes"> = {},
  ): Promise<Result> {
    const phase = aPhase(cloud);
    const before = new Map(checkpoint);
    const one = { parallel: 1, continueOnError: false, isPreview: true, ...options };
    const outcome = await refreshIfAskedThenRun(phase, program, one);
    checkpoint.clear();
    before.forEach((recorded, name) => checkpoint.set(name, recorded));
    return end(phase, outcome);
  }

  const refresh = (killAt?: Moment, program: Program = {}): Promise<Result> =>
    inProcesses(async (phase) => {
      const found = await readAll(checkpoint, phase);
      for (const [name, recorded] of checkpoint)
        if (name in program && recorded.pendingReplacement !== true && phase.isAlive())
          checkpoint.set(name, { ...recorded, options: program[name]?.options ?? {} });
      marksOf(pending, phase.isAlive).write();
      return { ...nothing, ...found };
    }, killAt);

  /** As an `up` of nothing, in which no program runs. */
  const destroy = (killAt?: Moment): Promise<Result> => {
    const options = { parallel: 8, continueOnError: false, ...always };
    return inProcesses((phase) => run(checkpoint, phase, {}, options), killAt);
  };

  return { up, preview, refresh, destroy, checkpoint: () => checkpoint, pending: () => pending };
}
