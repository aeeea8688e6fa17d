import type * as pulumi from "@pulumi/pulumi";
import { UserError } from "../core/errors";
import type { Inputs } from "../core/fields";
import { ownedOf } from "../core/model";
import { inputsIn, PartialFailure } from "../core/record";
import { list, reportOf } from "../core/report";
import { isState, outputsOf, parseInputs, parseState, type Properties } from "../core/state";
import { apply } from "./apply";
import { check } from "./check";
import { createComparison } from "./comparison";
import { guarded } from "./engine-boundary";
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

  return {
    // called at the start of each process, which lives for one preview or one update
    configure: (request) =>
      guarded(() => {
        comparison.clear();
        replacements.clear();
        process.configure((key) => request.config.get(key));
      })(),

    check: guarded((olds: Properties, news: Properties) => {
      const checked = check(olds, news, process);
      if (checked.failures !== undefined) return checked;
      comparison.noteChecked(olds);
      replacements.noteChecked(olds, checked.inputs);
      return checked;
    }),

    diff: guarded((_id: string, outputs: Properties, news: Properties) =>
      comparison.diff(parseState(outputs), news),
    ),

    create: guarded(async (properties: Properties) => {
      const inputs = parseInputs(properties);
      const state = await apply(inputs, undefined, process).catch((error: unknown) => {
        tellWhatIsOnNeither(inputs, error);
        return failWhenAllAreKnown(error);
      });
      return { id: inputs.networkInterfaceId, outs: outputsOf(state) };
    }),

    update: guarded(async (_id: string, olds: Properties, news: Properties) => {
      const state = await apply(parseInputs(news), parseState(olds), process).catch(failWhenAllAreKnown);
      return { outs: outputsOf(state) };
    }),

    delete: guarded(async (_id: string, properties: Properties) => {
      const state = parseState(properties);
      replacements.noteDeleted(state);
      const gone = await release(state, process).catch((error: unknown) => {
        throw process.withHint(error);
      });
      replacements.noteGone(state, gone);
    }),

    read: guarded(async (id: string, properties: Properties) => {
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
      comparison.noteFound(state);
      return { id, props: outputsOf(state), inputs: inputsIn(state) };
    }),
  };

  /** Of a creation that failed when the ENI of before has let go. */
  function tellWhatIsOnNeither(inputs: Inputs, error: unknown): void {
    const { networkInterfaceId: id } = inputs;
    const held = error instanceof PartialFailure ? ownedOf(error.state.privateIpAddresses) : [];
    for (const { from, addresses } of replacements.movingTo(inputs)) {
      const left = addresses.filter((address) => !held.includes(address));
      if (left.length > 0)
        effects.notify(
          `ENI ${id}: ${list(left)} left ENI ${from} in this \`pulumi up\` to come here, and ${left.length === 1 ? "is" : "are"} on neither now: ` +
            `set networkInterfaceId back to ${from}, or mend what failed here, and run \`pulumi up\` again`,
        );
    }
  }

  /** Pulumi checks nothing more once something has failed, and changes that are under way would not learn what else the program declares. */
  async function failWhenAllAreKnown(error: unknown): Promise<never> {
    await claims.untilProgramHasTold();
    throw error;
  }
}
