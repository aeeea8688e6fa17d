import type * as pulumi from "@pulumi/pulumi";
import { UserError } from "../core/errors";
import { inputsIn } from "../core/record";
import { reportOf } from "../core/report";
import { isState, outputsOf, parseInputs, parseState, type Properties } from "../core/state";
import { apply } from "./apply";
import { check } from "./check";
import { createComparison } from "./comparison";
import { guarded } from "./engine-boundary";
import { createMoving } from "./moving";
import { createProcess, type Effects } from "./process";
import { refresh } from "./refresh";
import { release } from "./release";
import { createReplacements } from "./replacements";

export type Hooks = Required<pulumi.dynamic.ResourceProvider>;

/**
 * The functions that Pulumi calls for each resource: they read what they are given, call, and answer. `check` and `diff`
 * ask the cloud nothing, because the engine calls them one resource at a time.
 */
export function createHooks(effects: Effects): Hooks {
  const process = createProcess(effects);
  const { claims } = process;
  const replacements = createReplacements(claims);
  const comparison = createComparison(process, replacements);
  const moving = createMoving(claims, effects.notify);

  return {
    // called at the start of each process, which lives for one preview or one update
    configure: (request) =>
      guarded(() => {
        comparison.clear();
        replacements.clear();
        moving.clear();
        process.configure((key) => request.config.get(key));
      })(),

    check: hook((olds: Properties, news: Properties) => {
      const checked = check(olds, news, process);
      if (checked.failures !== undefined) {
        moving.noteFailure();
        return checked;
      }
      comparison.noteChecked(olds);
      replacements.noteChecked(olds, checked.inputs);
      return checked;
    }),

    diff: hook((_id: string, outputs: Properties, news: Properties) =>
      comparison.diff(parseState(outputs), news),
    ),

    create: hook(async (properties: Properties) => {
      const inputs = parseInputs(properties);
      const { noteSeen } = moving;
      moving.noteBegun(inputs);
      const state = await apply(inputs, undefined, process, { noteSeen }).catch((error: unknown) => {
        moving.noteNotCreated(inputs, error);
        return failWhenAllAreKnown(error);
      });
      return { id: inputs.networkInterfaceId, outs: outputsOf(state) };
    }),

    update: hook(async (_id: string, olds: Properties, news: Properties) => {
      const before = parseState(olds);
      const staying = comparison.findsIn(before, news);
      const state = await apply(parseInputs(news), before, process, { staying }).catch(failWhenAllAreKnown);
      return { outs: outputsOf(state) };
    }),

    delete: hook(async (_id: string, properties: Properties) => {
      const state = parseState(properties);
      replacements.noteDeleted(state);
      const gone = await release(state, process).catch((error: unknown) => {
        throw process.withHint(error);
      });
      moving.noteGone(state, gone);
    }),

    read: hook(async (id: string, properties: Properties) => {
      // a lookup by the option `id` comes with inputs that nobody checked, and has no outputs
      if (!isState(properties)) {
        const problem =
          "the option `id` is not supported; declare the resource without it: creating adopts what is there";
        throw new UserError(reportOf(id, [problem]));
      }
      const before = parseState(properties);
      const state = await claims
        .reading(() => refresh(before, process))
        .catch((error: unknown) => {
          throw process.withHint(error);
        });
      if (state === undefined) return {};
      comparison.noteFound(before, state);
      return { id, props: outputsOf(state), inputs: inputsIn(state) };
    }),
  };

  /** What is done for a call of Pulumi's, with whatever makes it fail noted. */
  function hook<A extends unknown[], R>(work: (...args: A) => R | Promise<R>): (...args: A) => Promise<R> {
    return guarded(async (...args: A) => {
      try {
        return await work(...args);
      } catch (error) {
        moving.noteFailure();
        throw error;
      }
    });
  }

  /** Pulumi checks nothing more once something has failed, and changes that are under way would not learn what else the program declares. */
  async function failWhenAllAreKnown(error: unknown): Promise<never> {
    await claims.untilProgramHasTold();
    throw error;
  }
}
