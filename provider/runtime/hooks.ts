import type * as pulumi from "@pulumi/pulumi";
import { toAddressSet } from "../core/address-set";
import { checkInputs } from "../core/check";
import { compare, hiddenRemovals } from "../core/diff";
import { UserError } from "../core/errors";
import { isEniId } from "../core/fields";
import { type AddressSet, withMark } from "../core/model";
import { inputsIn } from "../core/record";
import { reportOf } from "../core/report";
import { isState, outputsOf, parseInputs, parseState, type Properties, type State } from "../core/state";
import { isUnknown } from "../core/unknown";
import { guarded } from "./engine-boundary";
import { createProcess, type Effects } from "./process";
import { refresh } from "./refresh";
import { release } from "./release";
import type { Successor } from "./claim-book";
import { apply } from "./secondary-private-ips";

type Hooks = Required<pulumi.dynamic.ResourceProvider>;

/**
 * The functions that Pulumi calls for each resource: they read what they are given, call, and answer. `check` and `diff`
 * ask the cloud nothing, because the engine calls them one resource at a time.
 */
export function createHooks(effects: Effects): Hooks {
  const process = createProcess(effects);
  const { claims } = process;
  /** What reads have found and Pulumi has not compared yet. */
  const found: string[] = [];

  return {
    // called at the start of each process, which lives for one preview or one update
    configure: (request) => {
      found.length = 0;
      process.configure((key) => request.config.get(key));
      return Promise.resolve();
    },

    check: guarded((olds: Properties, news: Properties) => {
      process.noteProgram();
      // what was decided stays: a shell with another default region must not move a resource that names none
      const isSameEni = olds["networkInterfaceId"] === news["networkInterfaceId"];
      const decided = isSameEni && typeof olds["regionId"] === "string" ? olds["regionId"] : undefined;
      const isOpen = decided === undefined && (news["regionId"] ?? undefined) === undefined;
      const { value: defaultRegionId, mistake } = attempt(() => {
        process.checkSettings();
        return isOpen ? process.defaultRegionId() : decided;
      });
      const { inputs, problems } = checkInputs(news, defaultRegionId);
      const id = isEniId(news["networkInterfaceId"]) ? news["networkInterfaceId"] : undefined;
      const reason = mistake ?? (problems.length > 0 ? reportOf(id, problems) : undefined);
      const isRefused = reason !== undefined;
      if (id !== undefined) {
        const declared = declaredIn({ privateIpAddresses: toAddressSet(news["privateIpAddresses"]) });
        claims.declare(id, declared);
        // it is in the code all the same, so that nobody else may unassign it
        if (isRefused) claims.settle(id, declared, []);
      }
      if (isRefused) return { inputs, failures: [{ property: "", reason }] };

      const isNew = Object.keys(olds).length === 0;
      if (isNew) expectLookAt(inputs);
      return { inputs };
    }),

    diff: guarded((_id: string, outputs: Properties, news: Properties) => {
      const olds = parseState(outputs);
      const id = olds.networkInterfaceId;
      if (isOfRefresh(olds)) return compare(olds, news);
      const isClaimed = (address: string): boolean => claims.has(id, address);
      for (const clause of hiddenRemovals(olds, news, isClaimed)) effects.notify(`ENI ${id}: ${clause}`);
      const difference = compare(olds, news);
      if (difference.replaces.length > 0) {
        claims.replace(id, Object.keys(olds.privateIpAddresses), successorIn(news));
        // what takes its place is checked anew, and without `ignoreChanges`: it need not declare these
        if (isEniId(news["networkInterfaceId"]))
          claims.withdraw(news["networkInterfaceId"], declaredIn(news));
      }
      const declared = declaredIn(news);
      // what another resource had too, and gave up before this one was known to declare it, is assigned again
      const isLost = declared.some((address) => claims.wasLetGo(id, address));
      const changes = difference.changes || isLost;
      if (changes) expectLookAt(news);
      else claims.settle(id, declared, declared);
      return { ...difference, changes };
    }),

    create: guarded(async (properties: Properties) => {
      const inputs = parseInputs(properties);
      const state = await apply(inputs, undefined, process).catch(failWhenAllAreKnown);
      return { id: inputs.networkInterfaceId, outs: outputsOf(state) };
    }),

    update: guarded(async (_id: string, olds: Properties, news: Properties) => {
      const state = await apply(parseInputs(news), parseState(olds), process).catch(failWhenAllAreKnown);
      return { outs: outputsOf(state) };
    }),

    delete: guarded((_id: string, properties: Properties) =>
      release(parseState(properties), process).catch((error: unknown) => {
        throw process.withHint(error);
      }),
    ),

    read: guarded(async (id: string, properties: Properties) => {
      // a lookup by the option `id` comes with inputs that nobody checked, and has no outputs
      if (!isState(properties)) {
        const problem =
          "the option `id` is not supported; declare the resource without it: creating adopts what is there";
        throw new UserError(reportOf(id, [problem]));
      }
      claims.noteRefresh();
      const state = await refresh(parseState(properties), process).catch((error: unknown) => {
        throw process.withHint(error);
      });
      if (state === undefined) return {};
      found.push(keyOf(state));
      return { id, props: outputsOf(state), inputs: inputsIn(state) };
    }),
  };

  /**
   * Pulumi compares what a read has found with the stored inputs, once, and before anything else of that resource. They say nothing about
   * the program, which may have been checked in part by then: `up --refresh --run-program` reads each resource when it comes to it.
   */
  function isOfRefresh(olds: State): boolean {
    const at = found.indexOf(keyOf(olds));
    if (at >= 0) found.splice(at, 1);
    return at >= 0;
  }

  /** Pulumi checks nothing more once something has failed, and changes that are under way would not learn what else the program declares. */
  async function failWhenAllAreKnown(error: unknown): Promise<never> {
    await claims.programHasTold();
    throw error;
  }

  function expectLookAt(inputs: Properties): void {
    const { networkInterfaceId, regionId } = inputs;
    if (isEniId(networkInterfaceId) && typeof regionId === "string" && !isUnknown(regionId))
      process.expect(regionId, networkInterfaceId);
  }
}

const keyOf = ({ networkInterfaceId, privateIpAddresses }: State): string =>
  [networkInterfaceId, ...Object.keys(privateIpAddresses).sort()].join(" ");

function successorIn(news: Properties): Successor {
  const { networkInterfaceId, maxUnassign, allowUnassignWithEip } = news;
  return {
    networkInterfaceId: isEniId(networkInterfaceId) ? networkInterfaceId : undefined,
    declared: declaredIn(news),
    maxUnassign: typeof maxUnassign === "number" ? maxUnassign : undefined,
    allowUnassignWithEip: allowUnassignWithEip === true,
  };
}

/** A setting that cannot be used is a mistake of the user's like any other, and no exception. */
function attempt<T>(read: () => T): { readonly value?: T; readonly mistake?: string } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof UserError) return { mistake: error.message };
    throw error;
  }
}

function declaredIn({ privateIpAddresses }: Properties): string[] {
  return typeof privateIpAddresses === "object" && privateIpAddresses !== null
    ? withMark(privateIpAddresses as AddressSet, "declared")
    : [];
}
