import { createIdempotence } from "./cloud/idempotence";
import type { Instance, NetworkInterface, PublicIp, SecurityGroup } from "./cloud/model";
import { withoutLostEips } from "./cloud/visibility";
import { createStore } from "./cloud/store";
import { createThrottle } from "./cloud/throttle";
import { createCallLog, type Call } from "./control/call-log";
import { answerControl, isControlPath } from "./control/control-paths";
import { createEips, parseEipBinding, type EipBinding } from "./control/eips";
import { createFaults, parseFault, type Fault } from "./control/faults";
import { createHeldCalls } from "./control/held-calls";
import { createViews, parseView } from "./control/views";
import { EmulatorError } from "./errors/emulator-error";
import type { EmulatorOptions } from "./options";
import { createPipeline } from "./pipeline";
import { defaultSeed } from "./seed/default-seed";
import { parseSeed } from "./seed/parse-seed";
import { loadState, saveState } from "./seed/state-file";
import { createLoopbackServer } from "./wire/server";
import { createSignatureCheck, defaultAccessKey } from "./wire/signature";

/** Fields to set; one that is set to undefined is taken away. */
export type Patch<T> = { readonly [Key in keyof T]?: T[Key] | undefined };

/**
 * An ECS API on a loopback port. It is not Alibaba Cloud, and no rule of it was confirmed on a real account.
 */
export interface Emulator {
  /** Binds 127.0.0.1, by default on a free port, and gives the url `http://127.0.0.1:PORT`. */
  listen(port?: number): Promise<string>;
  readonly url: string;
  /** `127.0.0.1:PORT`, the form that the SDK and `alicloud:endpoints` take. */
  readonly endpoint: string;
  /** Closes every connection, held calls too. A held call that had changed nothing yet never will. */
  close(): Promise<void>;
  /** The calls received, in order, or those of one action. */
  calls(action?: string): readonly Call[];
  clearCalls(): void;
  /** @throws EmulatorError for what is no fault, such as one with a misspelt key. */
  addFault(fault: Fault): void;
  /** Held calls stay held: `release()` lets them go on. */
  clearFaults(): void;
  /** How many calls wait for `release()` now. */
  heldCalls(): number;
  /** Lets every held call go on. */
  release(): void;
  /**
   * Resolves once the emulator has received a call of this action, held or not: one that is under way now,
   * else the next one. So a test can stop a client in the middle of a call without sleeping.
   */
  waitForCall(action: string): Promise<Call>;
  /**
   * From now on each Describe shows these secondary addresses of an interface, whatever it holds, until
   * `showTruth`: a look that lags behind the writes, with nothing left to the clock. Assign and Unassign go on
   * by the truth. Over HTTP: `POST /emulator/views` and `DELETE /emulator/views`.
   *
   * @throws EmulatorError for an interface that is not there, or an address that is none.
   * @example
   * emulator.showAddresses("eni-demo", []);
   * // … Assign 10.0.0.100 succeeds, and Describe does not list it …
   * emulator.showTruth("eni-demo");
   */
  showAddresses(networkInterfaceId: string, privateIpAddresses: readonly string[]): void;
  /** Ends what `showAddresses` began, for one interface or, by default, for all. @throws EmulatorError for one that is not there. */
  showTruth(networkInterfaceId?: string): void;
  /**
   * Binds an elastic IP to an address that an interface holds, as AssociateEipAddress of the VPC product would. Over HTTP:
   * `POST /emulator/eips` and `DELETE /emulator/eips`.
   *
   * @throws EmulatorError for an address that is not there or has one, and for an elastic IP that is bound elsewhere.
   * @example
   * emulator.associateEip({ networkInterfaceId: "eni-demo", privateIpAddress: "10.0.0.20" }).allocationId;
   */
  associateEip(binding: EipBinding): PublicIp;
  /** @throws EmulatorError where no elastic IP is bound. */
  unassociateEip(networkInterfaceId: string, privateIpAddress: string): void;
  /** The truth about one interface, whatever Describe shows; a copy. */
  networkInterface(id: string): NetworkInterface | undefined;
  networkInterfaces(): readonly NetworkInterface[];
  /** With their rules; a copy. */
  securityGroups(): readonly SecurityGroup[];
  /** The instance as it is now, or undefined where there is none of that id; a copy. */
  instance(id: string): Instance | undefined;
  /** The regions of the VPCs, each once, in their order: `cn-hangzhou` alone by default. */
  regionIds(): readonly string[];
  /**
   * Changes an interface behind the API's back: status, addresses, elastic IPs and so on.
   *
   * @throws EmulatorError for an interface that is not there, or where the state file cannot be written.
   */
  updateNetworkInterface(id: string, patch: Patch<NetworkInterface>): void;
  /**
   * Changes an instance behind the API's back: status, tags, locks and so on. A change of status that is under way goes no further.
   *
   * @throws EmulatorError for an instance that is not there, or where the state file cannot be written.
   */
  updateInstance(id: string, patch: Patch<Instance>): void;
}

const withoutUndefined = <T extends object>(value: Patch<T>): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;

/**
 * Creates an emulator; nothing listens until `listen()`.
 *
 * @example
 * const emulator = createEmulator();
 * const url = await emulator.listen();
 * // … call it with the SDK, with `emulator.endpoint` and `defaultAccessKey` …
 * emulator.networkInterface("eni-demo")?.privateIpAddresses;
 * await emulator.close();
 */
export function createEmulator(options: EmulatorOptions = {}): Emulator {
  const { stateFile, clock = Date.now, accessKeys = [defaultAccessKey] } = options;
  const saved = stateFile === undefined ? undefined : loadState(stateFile);
  const model = saved ?? parseSeed(options.seed ?? defaultSeed, "the seed");
  const store = createStore(model);
  const idempotence = createIdempotence(model.rememberedReplies);
  const log = createCallLog();
  const faults = createFaults();
  const held = createHeldCalls();

  const save = (): void => {
    if (stateFile !== undefined)
      saveState(stateFile, { ...store.model(), rememberedReplies: idempotence.all() });
  };
  // a file that cannot be written is better found out now than at the first change
  if (saved === undefined) save();
  const settled = () => {
    store.settle(clock());
    return store;
  };
  const views = createViews(settled, save);
  const eips = createEips(settled, save);
  const server = createLoopbackServer({
    isControl: isControlPath,
    control: (request) =>
      answerControl(request, {
        log,
        faults,
        views,
        eips,
        release: () => {
          held.release();
        },
        state: () => settled().model(),
      }),
    api: createPipeline({
      options,
      store,
      idempotence,
      log,
      faults,
      held,
      verifySignature: createSignatureCheck(accessKeys),
      throttle: createThrottle(options.callsPerMinute ?? {}),
      save,
      clock,
      hostId: () => server.endpoint(),
    }),
  });

  return {
    async listen(port = 0) {
      await server.listen(port);
      return `http://${server.endpoint()}`;
    },
    get url() {
      return `http://${server.endpoint()}`;
    },
    get endpoint() {
      return server.endpoint();
    },
    async close() {
      held.abandon();
      await server.close();
    },
    calls: (action) => log.list(action),
    clearCalls: () => {
      log.clear();
    },
    addFault: (fault) => {
      faults.add(parseFault(fault));
    },
    clearFaults: () => {
      faults.clear();
    },
    heldCalls: () => held.count(),
    release: () => {
      held.release();
    },
    waitForCall: (action) => log.waitFor(action),
    showAddresses: (networkInterfaceId, privateIpAddresses) => {
      views.show(parseView({ networkInterfaceId, privateIpAddresses }));
    },
    showTruth: (networkInterfaceId) => {
      views.showTruth(networkInterfaceId);
    },
    associateEip: (binding) => eips.associate(parseEipBinding(binding)),
    unassociateEip: (networkInterfaceId, privateIpAddress) => {
      eips.unassociate(networkInterfaceId, privateIpAddress);
    },
    networkInterface: (id) => structuredClone(settled().networkInterface(id)),
    networkInterfaces: () => structuredClone(settled().networkInterfaces()),
    securityGroups: () => structuredClone(store.securityGroups()),
    regionIds: () => store.regionIds,
    instance: (id) => structuredClone(settled().instance(id)),
    updateNetworkInterface(id, patch) {
      const item = settled().networkInterface(id);
      if (item === undefined) throw new EmulatorError(`there is no network interface ${id} to update`);
      // what a test sets is true and visible at once, unless it says itself what is shown
      store.putNetworkInterface(
        withoutLostEips(withoutUndefined({ ...item, transition: undefined, unseenChanges: [], ...patch })),
      );
      save();
    },
    updateInstance(id, patch) {
      const item = settled().instance(id);
      if (item === undefined) throw new EmulatorError(`there is no instance ${id} to update`);
      store.putInstance(withoutUndefined({ ...item, transition: undefined, ...patch }));
      save();
    },
  };
}
